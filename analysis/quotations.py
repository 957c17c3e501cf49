"""The passages of an interview proposed for quotation to a person met there: those that would be said to be theirs."""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q

from analysis.models import Excerpt, QuotationAnswer
from interviews.models import Interview, Interviewee


@dataclass(frozen=True)
class Proposal:
    excerpt: Excerpt
    answer: QuotationAnswer | None

    @property
    def mark(self) -> str:
        """Of the wording as it is read: sent back with the answer."""
        return sha256(self.excerpt.public_wording.encode()).hexdigest()[:16]

    @property
    def is_answered(self) -> bool:
        """An answer is to a wording: another wording asks again."""
        return self.answer is not None and self.answer.wording == self.excerpt.public_wording


def proposed_to(person: Interviewee) -> list[Proposal]:
    """As they would be read by others. None while the person lets nothing be quoted: there is nothing to ask."""
    consent = person.recorded_consent
    if consent is None or not consent.allows_quotation:
        return []
    excerpts = Excerpt.objects.filter(
        Q(speaker=person) | Q(speaker=None), revision__note__interview=person.interview_id, names_someone=False
    ).exclude(public_wording="")
    answers = {answer.excerpt_id: answer for answer in QuotationAnswer.objects.filter(interviewee=person)}
    shown = excerpts.with_evidence().order_by("revision__at", "start", "pk")
    return [Proposal(excerpt, answers.get(excerpt.pk)) for excerpt in shown]


def answers_in(interview: Interview) -> list[QuotationAnswer]:
    """What was answered, by everyone met, the refusals first."""
    answers = QuotationAnswer.objects.filter(excerpt__revision__note__interview=interview)
    return list(answers.select_related("excerpt", "interviewee").order_by("accepted", "-at", "pk"))
