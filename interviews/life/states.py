"""The life of an interview: from which state to which, what each means, and what must be true first."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from interviews.models import Interview, NoteRevision

State = Interview.State

_MEANINGS = {
    State.PLANNED: _("Le rendez-vous est pris ; l’entretien n’a pas encore eu lieu."),
    State.HELD: _("La rencontre a eu lieu ; le compte rendu partagé reste à finir."),
    State.WRITTEN: _("Le compte rendu partagé est fini ; la personne rencontrée peut le relire."),
    State.WITHDRAWN: _(
        "Toutes les personnes rencontrées ont retiré leur accord : rien de cet entretien n’est plus cité. "
        "Un nouvel accord le rouvre."
    ),
    State.CANCELLED: _("L’entretien n’aura pas lieu."),
}


def meaning(interview: Interview, *, accepted: int = 0) -> str:
    """What its state means, for who reads its page; ``accepted``: how many validated the account as it stands."""
    if interview.state != State.VALIDATED:
        return str(_MEANINGS[State(interview.state)])
    met = interview.interviewees.count()
    if 0 < accepted < met:
        said = ngettext(
            "%(accepted)d des %(met)d personnes rencontrées a relu et accepté le compte rendu.",
            "%(accepted)d des %(met)d personnes rencontrées ont relu et accepté le compte rendu.",
            accepted,
        )
    else:  # nobody by this site: noted before validations were asked here
        said = ngettext(
            "La personne rencontrée a relu et accepté le compte rendu.",
            "Les %(met)d personnes rencontrées ont relu et accepté le compte rendu.",
            met,
        )
    return said % {"accepted": accepted, "met": met}


def has_come(interview: Interview) -> bool:
    """Its day has come, and its hour when it has one."""
    now = timezone.localtime()
    if interview.held_on != now.date() or interview.starts_at is None:
        return interview.held_on <= now.date()
    return interview.starts_at <= now.time()


def account_is_begun(interview: Interview) -> bool:
    return NoteRevision.objects.filter(note__interview=interview, note__author=None).exists()


@dataclass(frozen=True)
class Move:
    """A step that a person may take; ``forward`` when it is the usual next one."""

    to: Interview.State
    label: Promise
    forward: bool = False
    ready: Callable[[Interview], bool] = lambda interview: True


_MOVES = {
    State.PLANNED: [Move(State.HELD, _("L’entretien a eu lieu"), True, has_come)],
    State.HELD: [
        Move(State.WRITTEN, _("Le compte rendu est fini"), True, account_is_begun),
        Move(State.PLANNED, _("Finalement, il n’a pas encore eu lieu")),
    ],
    State.WRITTEN: [Move(State.HELD, _("Le compte rendu est à reprendre"))],
    State.VALIDATED: [Move(State.WRITTEN, _("Le compte rendu est à valider à nouveau"))],
    State.CANCELLED: [Move(State.PLANNED, _("Il aura lieu : le prévoir à nouveau"))],
}


def moves(interview: Interview) -> list[Move]:
    """Those open now. Validating and withdrawing have none: they follow from what the people met say."""
    return [move for move in _MOVES.get(State(interview.state), []) if move.ready(interview)]


def once_reopened(interview: Interview) -> Interview.State:
    """Where an interview stands again when one who had withdrawn agrees anew."""
    if not has_come(interview):
        return State.PLANNED
    return State.WRITTEN if account_is_begun(interview) else State.HELD
