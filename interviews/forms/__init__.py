"""What a person types about an interview, checked, with the sentence beside the field."""

from interviews.forms.answers import AnswersForm
from interviews.forms.consents import ConsentForm, OwnConsentForm, WithdrawalForm
from interviews.forms.interviews import InterviewForm, OpeningForm, written_commons
from interviews.forms.listing import InterviewFilter
from interviews.forms.notes import NoteForm
from interviews.forms.people import IntervieweeForm
from interviews.forms.terms import TermsForm
from interviews.forms.validations import AccountCommentForm, CodeForm, CommentAnswerForm, ValidationRequestForm

__all__ = [
    "AccountCommentForm",
    "AnswersForm",
    "CodeForm",
    "CommentAnswerForm",
    "ConsentForm",
    "InterviewFilter",
    "InterviewForm",
    "IntervieweeForm",
    "NoteForm",
    "OpeningForm",
    "OwnConsentForm",
    "TermsForm",
    "ValidationRequestForm",
    "WithdrawalForm",
    "written_commons",
]
