"""Grids, interviews, the consent of the people met, and notes: the most confidential things here."""

from interviews.models.calendar import CalendarFeed
from interviews.models.consent import Consent, ConsentChange
from interviews.models.grid import Choice, Grid, GridRevision, Question, Section
from interviews.models.identity import Identity
from interviews.models.interview import Interview, Interviewee, Interviewer
from interviews.models.note import Note, NoteRevision
from interviews.models.note_import import NoteImport
from interviews.models.pseudonym import Pseudonym
from interviews.models.terms import Terms
from interviews.models.validation import AccountComment, MailedCode, Validation

__all__ = [
    "AccountComment",
    "CalendarFeed",
    "Choice",
    "Consent",
    "ConsentChange",
    "Grid",
    "GridRevision",
    "Identity",
    "Interview",
    "Interviewee",
    "Interviewer",
    "MailedCode",
    "Note",
    "NoteImport",
    "NoteRevision",
    "Pseudonym",
    "Question",
    "Section",
    "Terms",
    "Validation",
]
