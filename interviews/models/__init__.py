"""Grids, interviews, the consent of the people met, and notes: the most confidential things here."""

from interviews.models.consent import Consent
from interviews.models.grid import Choice, Grid, GridRevision, Question, Section
from interviews.models.identity import Identity
from interviews.models.interview import Interview, Interviewee, Interviewer
from interviews.models.note import Note, NoteRevision

__all__ = [
    "Choice",
    "Consent",
    "Grid",
    "GridRevision",
    "Identity",
    "Interview",
    "Interviewee",
    "Interviewer",
    "Note",
    "NoteRevision",
    "Question",
    "Section",
]
