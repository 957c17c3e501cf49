"""When the notes of an interview are erased: its excerpts keep the wording that consent allows, and nothing else."""

from analysis.models import Excerpt, QuotationAnswer
from interviews.models import Interview


def empty(interview: Interview) -> None:
    """``settings.INTERVIEW_ERASURES`` calls it. The rows stay: texts cite them, and they lead back to the territory."""
    taken = Excerpt.objects.filter(revision__note__interview=interview)
    kept = list(taken.publishable().values_list("pk", flat=True))
    taken.update(quote="", memo="")
    taken.exclude(pk__in=kept).update(public_wording="")
    QuotationAnswer.objects.filter(excerpt__in=taken.exclude(pk__in=kept).values("pk")).update(wording="")
