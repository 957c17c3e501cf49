"""What an interview still lacks: each thing with the page where it is said."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from interviews.actions.pair import PAIR
from interviews.life import states
from interviews.models import Interview, Interviewee, Interviewer, Note, NoteRevision, Validation
from interviews.people.agreement import after_de

State = Interview.State
#: Nothing more is asked of these.
OVER = (State.CANCELLED, State.WITHDRAWN)


@dataclass(frozen=True)
class Step:
    """``lacks`` completes « il manque : … »; ``action`` is the link to ``url``, empty for what another must do."""

    lacks: str
    action: str
    url: str


def at_hand(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """With all that ``of`` looks at, in a constant number of queries."""
    written = NoteRevision.objects.filter(note=OuterRef("pk"))
    newest = NoteRevision.objects.filter(note=OuterRef("note")).order_by("-number").values("number")[:1]
    read = {"body": OuterRef("revision__body"), "answers": OuterRef("revision__answers")}
    same = NoteRevision.objects.filter(note=OuterRef("revision__note"), number=Subquery(newest), **read)
    asked = Prefetch("validations", Validation.objects.latest_first().annotate(is_outdated=~Exists(same)))
    people = Interviewee.objects.select_related("consent").prefetch_related(asked).order_by("pseudonym", "pk")
    return interviews.select_related("commons", "ecosystem__territory").prefetch_related(
        Prefetch("interviewers", Interviewer.objects.select_related("user").order_by("user__name", "pk")),
        Prefetch("interviewees", people),
        Prefetch("notes", Note.objects.annotate(written=Exists(written)).order_by("pk")),
        "organisations",
    )


def of(interview: Interview, user: User) -> list[Step]:
    """In the order they are done, for ``user``. Needs an interview of ``at_hand``."""
    return [] if interview.state in OVER or interview.erased_at else list(_steps(interview, user))


def _steps(interview: Interview, user: User) -> Iterator[Step]:
    page = partial(reverse, args=[interview.pk])
    edit = page("interview_edit")
    if interview.ecosystem_id is None:
        yield Step(_("l’écosystème"), _("Dire l’écosystème"), f"{edit}#id_ecosystem")
    if interview.revision_id is None:
        yield Step(_("la grille"), _("Choisir la grille"), f"{edit}#id_revision")
    if len(interview.interviewers.all()) < PAIR:
        yield Step(_("une deuxième personne"), _("Compléter le binôme"), page("interview_pair"))
    if interview.state == State.PLANNED and not states.has_come(interview):
        yield from _appointment(interview, edit)
    else:
        yield from _writing(interview, user)
    yield from _people(interview)
    if interview.state == State.WRITTEN:
        yield from _validation(interview)


def _appointment(interview: Interview, edit: str) -> Iterator[Step]:
    if interview.starts_at is None:
        yield Step(_("l’heure"), _("Fixer l’heure"), f"{edit}#id_starts_at")
    if not interview.place and interview.mode == Interview.Mode.REMOTE:
        yield Step(_("le lien de la visio"), _("Donner le lien de la visio"), f"{edit}#id_place")
    elif not interview.place:
        yield Step(_("l’adresse"), _("Dire où"), f"{edit}#id_place")


def _writing(interview: Interview, user: User) -> Iterator[Step]:
    unwritten = {note.author_id: note for note in interview.notes.all() if not note.written}  # type: ignore[attr-defined]
    for member in interview.interviewers.all():
        if member.user == user and user.pk in unwritten:
            yield Step(_("vos notes"), _("Écrire vos notes"), _address(unwritten[user.pk]))
        elif member.user_id in unwritten:
            lacks = _("les notes %(of_name)s") % {"of_name": after_de(member.user.name)}
            yield Step(lacks, lacks, "")
    if None in unwritten:
        yield Step(_("le compte rendu partagé"), _("Commencer le compte rendu partagé"), _address(unwritten[None]))


def _people(interview: Interview) -> Iterator[Step]:
    people = list(interview.interviewees.all())
    if not people:
        url = reverse("interviewee_add", args=[interview.pk])
        yield Step(_("la personne rencontrée"), _("Ajouter la personne rencontrée"), url)
    for person in people:
        if person.recorded_consent is None:
            name = {"of_name": after_de(person.pseudonym)}
            url = reverse("consent_record", args=[interview.pk, person.pk])
            yield Step(_("l’accord %(of_name)s") % name, _("Recueillir l’accord %(of_name)s") % name, url)


def _validation(interview: Interview) -> Iterator[Step]:
    """Of those asked, whoever read another text; before anyone is asked, everyone met."""
    people = [each for each in interview.interviewees.all() if each.recorded_consent and each.recorded_consent.is_given]
    asked = {person: found[0] for person in people if (found := list(person.validations.all()))}
    changed = [person for person, validation in asked.items() if validation.is_outdated]  # type: ignore[attr-defined]
    for person in changed:
        name = {"name": person.pseudonym}
        url = reverse("validation_ask", args=[interview.pk, person.pk])
        yield Step(
            _("la validation du texte changé par %(name)s") % name, _("Redemander la validation à %(name)s") % name, url
        )
    if asked and not changed:
        url = reverse("interview_validation", args=[interview.pk])
        yield Step(_("la validation demandée"), _("Voir où en est la validation"), url)
    elif not asked:
        url = f"{reverse('interview_detail', args=[interview.pk])}#personnes"
        yield Step(_("la validation par la personne"), _("Faire valider par la personne rencontrée"), url)


def _address(note: Note) -> str:
    return reverse("note_edit", args=[note.interview_id, note.pk])
