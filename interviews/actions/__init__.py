"""What is done to interviews, notes and consents: one transaction, one journal line each."""

from interviews.actions.codes import Answer, NoAddress, TooSoon, send_code, try_code
from interviews.actions.consents import (
    change_consent,
    make_consent_link,
    note_destruction,
    record_consent,
    withdraw_consent,
)
from interviews.actions.interviews import open_interview, open_to_team
from interviews.actions.notes import Conflict, note_was_read, save_note
from interviews.actions.people import PseudonymTaken, add_interviewee
from interviews.actions.terms import MAKE_PDF, ask_terms_pdf, coordination, make_terms_pdf, standing_terms, write_terms
from interviews.actions.validations import (
    Asked,
    NotAskable,
    Validated,
    answer_comment,
    ask_validation,
    comment_account,
    go_back_on_validation,
    settle,
    take_back_comment,
    validate_account,
)

__all__ = [
    "MAKE_PDF",
    "Answer",
    "Asked",
    "Conflict",
    "NoAddress",
    "NotAskable",
    "PseudonymTaken",
    "TooSoon",
    "Validated",
    "add_interviewee",
    "answer_comment",
    "ask_terms_pdf",
    "ask_validation",
    "change_consent",
    "comment_account",
    "coordination",
    "go_back_on_validation",
    "make_consent_link",
    "make_terms_pdf",
    "note_destruction",
    "note_was_read",
    "open_interview",
    "open_to_team",
    "record_consent",
    "save_note",
    "send_code",
    "settle",
    "standing_terms",
    "take_back_comment",
    "try_code",
    "validate_account",
    "withdraw_consent",
    "write_terms",
]
