"""What a person types about an interview, checked, with the sentence beside the field."""

from interviews.forms.consents import TERMS_VERSION, ConsentForm, WithdrawalForm
from interviews.forms.interviews import InterviewFilter, InterviewForm, written_commons
from interviews.forms.notes import NoteForm
from interviews.forms.people import IntervieweeForm

__all__ = [
    "TERMS_VERSION",
    "ConsentForm",
    "InterviewFilter",
    "InterviewForm",
    "IntervieweeForm",
    "NoteForm",
    "WithdrawalForm",
    "written_commons",
]
