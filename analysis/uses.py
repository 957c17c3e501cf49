"""What analysis has taken from an interview: lower floors ask it through ``settings.INTERVIEW_USES``."""

from analysis.models import Excerpt
from interviews.models import Interview


def is_quoted(interview: Interview) -> bool:
    return Excerpt.objects.filter(revision__note__interview=interview).exists()
