"""Who may what around interviews. Each rule is its docstring; the QuerySets of the models say the same in SQL."""

from commons.policies import Person, is_coordinator, is_writer, signed_in
from interviews.models import Interview, Interviewer, Note


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
    """A researcher's note is raw; the shared account is for all writers of the commons."""
    if note.is_shared:
        return is_writer(user, note.interview.commons_id)
    return can_read_raw(user, note.interview)


def can_write_note(user: Person, note: Note) -> bool:
    """A note is written by its author alone, the shared account by the pair and the coordination."""
    if note.is_shared:
        return _pair_or_coordination(user, note.interview)
    return note.author_id == user.pk and is_writer(user, note.interview.commons_id)


def can_open_to_team(user: Person, interview: Interview) -> bool:
    """Only the pair decides to show its raw notes to the other writers."""
    return is_of_pair(user, interview) and not interview.opened_to_team


def can_add_interviewee(user: Person, interview: Interview) -> bool:
    """The pair or the coordination."""
    return _pair_or_coordination(user, interview)


def can_record_consent(user: Person, interview: Interview) -> bool:
    """The pair or the coordination: recording it, making its link, noting its withdrawal."""
    return _pair_or_coordination(user, interview)


def _pair_or_coordination(user: Person, interview: Interview) -> bool:
    return is_coordinator(user, interview.commons_id) or is_of_pair(user, interview)
