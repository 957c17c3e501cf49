"""Grids, interviews, the consent of the people met, and notes: the most confidential things here."""

from interviews.models.calendar import CalendarFeed
from interviews.models.consent import Consent
from interviews.models.grid import Choice, Grid, GridRevision, Question, Section
from interviews.models.identity import Identity
from interviews.models.interview import Interview, Interviewee, Interviewer
from interviews.models.note import Note, NoteRevision
from interviews.models.note_import import NoteImport

__all__ = [
    "CalendarFeed",
    "Choice",
    "Consent",
    "Grid",
    "GridRevision",
    "Identity",
    "Interview",
    "Interviewee",
    "Interviewer",
    "Note",
    "NoteImport",
    "NoteRevision",
    "Question",
    "Section",
]
