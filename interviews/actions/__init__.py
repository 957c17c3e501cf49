"""What is done to interviews, notes and consents: one transaction, one journal line each."""

from interviews.actions.consents import make_consent_link, record_consent, withdraw_consent
from interviews.actions.interviews import open_interview, open_to_team
from interviews.actions.notes import Conflict, note_was_read, save_note
from interviews.actions.people import PseudonymTaken, add_interviewee

__all__ = [
    "Conflict",
    "PseudonymTaken",
    "add_interviewee",
    "make_consent_link",
    "note_was_read",
    "open_interview",
    "open_to_team",
    "record_consent",
    "save_note",
    "withdraw_consent",
]
