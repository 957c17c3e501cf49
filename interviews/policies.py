"""Who may what around interviews. Each rule is its docstring; the QuerySets of the models say the same in SQL."""

from commons.models import Commons
from commons.policies import Person, is_coordinator, is_writer, signed_in
from interviews.models import Grid, Interview, Interviewer, Note


def is_of_pair(user: Person, interview: Interview) -> bool:
    """One of the two researchers who hold the interview, while they are in the team."""
    if not is_writer(user, interview.commons_id):
        return False
    return Interviewer.objects.filter(interview=interview, user=signed_in(user)).exists()


def can_read_raw(user: Person, interview: Interview) -> bool:
    """Raw notes and identities: the pair, the coordination, and the other writers once the pair opened them."""
    commons = interview.commons_id
    if not is_writer(user, commons):
        return False
    return interview.opened_to_team or is_coordinator(user, commons) or is_of_pair(user, interview)


def can_read_note(user: Person, note: Note) -> bool:
    """A researcher's note is raw, and stays theirs once their place is passed; the shared account is for all writers
    of the commons."""
    if note.is_shared or note.author_id == user.pk:
        return is_writer(user, note.interview.commons_id)
    return can_read_raw(user, note.interview)


def can_write_note(user: Person, note: Note) -> bool:
    """A note is written by its author alone, the shared account by the pair and the coordination, until it is
    erased."""
    if note.interview.erased_at is not None:
        return False
    if note.is_shared:
        return _pair_or_coordination(user, note.interview)
    return note.author_id == user.pk and is_writer(user, note.interview.commons_id)


def can_open_to_team(user: Person, interview: Interview) -> bool:
    """Only the pair decides to show its raw notes to the other writers."""
    return is_of_pair(user, interview) and not interview.opened_to_team


def can_edit_interview(user: Person, interview: Interview) -> bool:
    """The pair or the coordination: its facts, its state, its pair, cancelling it, deleting it while empty."""
    return _pair_or_coordination(user, interview)


def can_hand_over(user: Person, member: Interviewer) -> bool:
    """Whoever holds the place, and the coordination."""
    interview = member.interview
    return is_coordinator(user, interview.commons_id) or (member.user_id == user.pk and is_of_pair(user, interview))


def can_edit_grid(user: Person, grid: Grid) -> bool:
    """The researchers and coordinators of its commons, who are those that see it."""
    return is_writer(user, grid.commons_id)


def can_change_grid(user: Person, interview: Interview) -> bool:
    """The pair or the coordination says with which revision of its grid the interview is read."""
    return _pair_or_coordination(user, interview)


def can_add_interviewee(user: Person, interview: Interview) -> bool:
    """The pair or the coordination, until the notes are erased."""
    return interview.erased_at is None and _pair_or_coordination(user, interview)


def can_record_consent(user: Person, interview: Interview) -> bool:
    """The pair or the coordination: recording it, making its link, noting its withdrawal."""
    return _pair_or_coordination(user, interview)


def can_change_retention(user: Person, interview: Interview) -> bool:
    """The pair or the coordination, until the notes are erased."""
    return interview.erased_at is None and _pair_or_coordination(user, interview)


def can_keep_names(user: Person, interview: Interview) -> bool:
    """The names to replace are as confidential as identities, and kept by those who write the shared account."""
    return interview.erased_at is None and _pair_or_coordination(user, interview)


def can_set_retention(user: Person, commons: Commons) -> bool:
    """The coordination answers for how long notes are kept."""
    return is_coordinator(user, commons.pk)


def can_write_terms(user: Person, commons: Commons) -> bool:
    """The information sheet is the coordination's: it answers for what the people met were told."""
    return is_coordinator(user, commons.pk)


def _pair_or_coordination(user: Person, interview: Interview) -> bool:
    return is_coordinator(user, interview.commons_id) or is_of_pair(user, interview)
