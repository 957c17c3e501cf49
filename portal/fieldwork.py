"""What awaits those who hold interviews: preparing, writing, answering the people met, keeping promises to them."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from commons.dates import date_format
from commons.models import Role
from interviews.life import steps
from interviews.models import Consent, Interview, Interviewee, Interviewer
from portal.lines import Line

#: How long before an interview what it lacks is said.
SOON = timedelta(days=7)


def lines(user: User) -> Iterator[Line]:
    """The most pressing first."""
    yield from _interviews(user)
    yield from _recordings(user)
    yield from _erasures(user)
    yield from _account_comments(user)
    yield from _consents(user)
    yield from _notes(user)


def _interviews(user: User) -> Iterator[Line]:
    """Those one holds: what the next ones still lack, and whether those whose day has come were held."""
    today = timezone.localdate()
    mine = Interview.objects.visible_to(user).filter(interviewers__user=user, state=Interview.State.PLANNED)
    soon = steps.at_hand(mine.filter(held_on__range=(today, today + SOON)))
    for interview in soon.order_by("held_on", "starts_at", "pk")[:2]:
        if missing := steps.of(interview, user):
            lacks = ", ".join(step.lacks for step in missing[:3])
            yield Line(
                _("Entretien du %(date)s, il manque : %(lacks)s.")
                % {"date": date_format(interview.held_on), "lacks": lacks},
                interview.get_absolute_url(),
                _("Préparer"),
                pressing=interview.held_on <= today + timedelta(days=1),
            )
    for interview in mine.filter(held_on__lt=today).order_by("held_on", "pk")[:2]:
        yield Line(
            _("L’entretien du %(date)s a-t-il eu lieu ?") % {"date": date_format(interview.held_on)},
            interview.get_absolute_url(),
            _("Le dire"),
        )


def _recordings(user: User) -> Iterator[Line]:
    """Kept outside the site, and promised to be destroyed by now."""
    due = Consent.objects.filter(
        interviewee__interview__in=_own_interviews(user).values("pk"),
        recording_delete_on__lte=timezone.localdate(),
        recording_deleted_on=None,
    )
    for consent in due.select_related("interviewee").order_by("recording_delete_on", "pk")[:2]:
        person = consent.interviewee
        yield Line(
            _("L’enregistrement de %(person)s est à détruire depuis le %(date)s.")
            % {"person": person.pseudonym, "date": date_format(consent.recording_delete_on or timezone.localdate())},
            reverse("consent_record", args=[person.interview_id, person.pk]),
            _("Noter sa destruction"),
            pressing=True,
        )


def _erasures(user: User) -> Iterator[Line]:
    """Notes about to be erased: the last days to take an excerpt, or to say another date."""
    soon = _own_interviews(user).filter(erased_at=None).exclude(retention_told_on=None).select_related("commons")
    for interview in sorted(soon.order_by("held_on", "pk"), key=lambda each: each.erased_from)[:2]:
        said = {"day": date_format(interview.held_on), "date": date_format(interview.erased_from)}
        yield Line(
            _("Les notes de l’entretien du %(day)s seront effacées le %(date)s.") % said,
            reverse("interview_retention", args=[interview.pk]),
            _("Voir ou changer la date"),
        )


def _account_comments(user: User) -> Iterator[Line]:
    """Of people met, on the account they were asked to read."""
    unanswered = Count(
        "interviewees__validations__comments", filter=Q(interviewees__validations__comments__answered_at=None)
    )
    interviews = (
        _own_interviews(user).annotate(waiting=unanswered).filter(waiting__gt=0).select_related("ecosystem", "commons")
    )
    for found in interviews.order_by("held_on", "pk")[:2]:
        text = ngettext(
            "%(count)d commentaire d’une personne rencontrée attend votre réponse : %(interview)s.",
            "%(count)d commentaires de personnes rencontrées attendent votre réponse : %(interview)s.",
            found.waiting,
        )
        address = reverse("interview_validation", args=[found.pk])
        yield Line(text % {"count": found.waiting, "interview": found}, address, _("Répondre"))


def _own_interviews(user: User) -> QuerySet[Interview]:
    """Those whose consents and accounts this person answers for: of their pair, or of a commons they coordinate."""
    coordinated = user.memberships.filter(role=Role.COORDINATOR).values("commons")
    paired = Interviewer.objects.filter(user=user).values("interview")
    return Interview.objects.visible_to(user).filter(Q(pk__in=paired) | Q(commons__in=coordinated))


def _consents(user: User) -> Iterator[Line]:
    kept = Interview.objects.raw_visible_to(user).filter(erased_at=None)
    people = Interviewee.objects.filter(interview__in=kept.values("pk"), consent=None)
    for person in people.order_by("interview__held_on")[:2]:
        yield Line(
            _("Le consentement de %(person)s n’est pas encore recueilli.") % {"person": person.pseudonym},
            reverse("interview_detail", args=[person.interview_id]),
            _("Recueillir"),
        )


def _notes(user: User) -> Iterator[Line]:
    unwritten = Interview.objects.filter(
        interviewers__user=user, state=Interview.State.HELD, held_on__lte=timezone.localdate()
    ).exclude(notes__revisions__by=user)
    for interview in unwritten.order_by("held_on").distinct()[:2]:
        yield Line(
            _("Vos notes de l’entretien du %(date)s ne sont pas encore écrites.")
            % {"date": date_format(interview.held_on)},
            interview.get_absolute_url(),
            _("Écrire mes notes"),
        )
