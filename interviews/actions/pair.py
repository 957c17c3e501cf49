"""Who holds an interview: the second of the pair, and a place passed to a colleague."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from commons import journal, outbox
from commons.policies import is_writer
from commons.verbs import Verb
from interviews.actions.people import lock
from interviews.models import Interview, Interviewer, Note

PAIR = 2


@transaction.atomic
def change_pair(
    interview: Interview, *, approaches: dict[str, str], second: User | None = None, second_approach: str = "", by: User
) -> None:
    """``approaches``: by identifier of interviewer. ``second`` joins with an empty note, and is told by mail.

    Raises ``ValidationError`` when the pair is complete, or ``second`` cannot write there.
    """
    lock(interview.pk)
    place = {str(member.pk): member for member in interview.interviewers.all()}
    changed = [place[key] for key, approach in approaches.items() if key in place and place[key].approach != approach]
    for member in changed:
        member.approach = approaches[str(member.pk)]
        member.save(update_fields=["approach"])
    if second is not None:
        _check(interview, second)
        if len(place) >= PAIR:
            raise ValidationError({"second": _("Ce binôme est complet : passez plutôt une place.")})
        Interviewer.objects.create(interview=interview, user=second, approach=second_approach)
        Note.objects.get_or_create(interview=interview, author=second)
        _tell(interview, second, by=by)
    if changed or second:
        journal.record(Verb.PAIR_CHANGED, interview, by=by)


@transaction.atomic
def hand_over(member: Interviewer, *, to: User, approach: str, by: User) -> None:
    """``to`` takes the place of ``member``, with a note of their own; the note of who leaves stays theirs.

    Raises ``ValidationError`` when ``to`` is of the pair already, or cannot write there, or when the place was passed
    to someone else meanwhile.
    """
    interview = member.interview
    lock(interview.pk)
    current = Interviewer.objects.select_related("user").filter(pk=member.pk).first()
    if current is None or current.user_id == to.pk:
        return  # sent twice
    if current.user_id != member.user_id:
        raise ValidationError(_("Cette place vient d’être passée à %(name)s.") % {"name": current.user.name})
    _check(interview, to)
    former = current.user
    current.user, current.approach = to, approach
    current.save(update_fields=["user", "approach"])
    Note.objects.get_or_create(interview=interview, author=to)
    journal.record(Verb.INTERVIEW_HANDED_OVER, interview, by=by)
    _tell(interview, to, by=by, former=former)
    if by != former:
        context: dict[str, object] = {"interview": interview, "person": former, "to": to}
        outbox.write("interview_place_taken", to=former.email, context=context, sender_name=by.name, reply_to=by.email)


def tell_others(interview: Interview, *, by: User) -> None:
    """The rest of the pair learns that a planned interview was moved, or cancelled."""
    others = User.objects.filter(pk__in=interview.interviewers.exclude(user=by).values("user"), is_active=True)
    context: dict[str, object] = {"interview": interview, "by": by}
    for person in others.order_by("pk"):
        told = {**context, "person": person}
        outbox.write("interview_moved", to=person.email, context=told, sender_name=by.name, reply_to=by.email)


def _check(interview: Interview, person: User) -> None:
    if interview.interviewers.filter(user=person).exists():
        raise ValidationError({"second": _("Cette personne fait déjà partie du binôme.")})
    if not person.is_active or not is_writer(person, interview.commons_id):
        raise ValidationError(
            {"second": _("Cette personne n’écrit pas dans ce commun : choisissez quelqu’un de l’équipe.")}
        )


def _tell(interview: Interview, person: User, *, by: User, former: User | None = None) -> None:
    if person == by:
        return
    context: dict[str, object] = {"interview": interview, "person": person, "by": by, "former": former}
    outbox.write("interview_place_given", to=person.email, context=context, sender_name=by.name, reply_to=by.email)
