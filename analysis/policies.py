"""Who may what with excerpts. Taking one is reading the note; reading one shows its public wording only."""

from analysis.models import Excerpt
from commons.policies import Person
from interviews import policies as interviews
from interviews.models import NoteRevision


def can_take(user: Person, revision: NoteRevision) -> bool:
    """Those who may read the raw notes of the interview."""
    return interviews.can_read_raw(user, revision.note.interview)


def can_read_quote(user: Person, excerpt: Excerpt) -> bool:
    """The passage as noted, and the memo, are as confidential as the raw notes."""
    return interviews.can_read_raw(user, excerpt.interview)


def can_edit(user: Person, excerpt: Excerpt) -> bool:
    """Those who can compare the wording with what was noted, until that is erased."""
    return excerpt.interview.erased_at is None and can_read_quote(user, excerpt)
