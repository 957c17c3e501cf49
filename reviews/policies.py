"""Who may what in a relecture. Readers are not users: what they may do follows from their own link."""

from commons.policies import Person, is_writer
from deliverables.models import Deliverable
from reviews.models import Reader, Remark, ReviewRound


def can_open_round(user: Person, deliverable: Deliverable) -> bool:
    """Researchers and coordinators submit the drafts of their commons."""
    return is_writer(user, deliverable.commons_id)


def can_manage(user: Person, review_round: ReviewRound) -> bool:
    """Researchers and coordinators of the commons invite readers and answer remarks."""
    return is_writer(user, review_round.group.commons_id)


def can_remark(reader: Reader | None, review_round: ReviewRound) -> bool:
    """A reader of this round, until it closes. The team answers remarks; it makes none."""
    return reader is not None and reader.round_id == review_round.pk and reader.is_usable and review_round.is_open


def can_change_remark(reader: Reader, remark: Remark) -> bool:
    """Its author, while the round is open and nobody has answered: an answer must keep what it answers."""
    return remark.reader_id == reader.pk and can_remark(reader, remark.chapter.round) and remark.answer is None
