"""Mirror groups read frozen drafts, remark on them, and every remark is answered."""

from reviews.models.remark import Decision, Remark
from reviews.models.round import MirrorGroup, Reader, ReviewRound, RoundChapter

__all__ = ["Decision", "MirrorGroup", "Reader", "Remark", "ReviewRound", "RoundChapter"]
