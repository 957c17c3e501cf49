"""What the commons writes and publishes: deliverables, chapters and their revisions, editions, renditions."""

from deliverables.models.chapter import Chapter, ChapterRevision, Citation
from deliverables.models.deliverable import Deliverable
from deliverables.models.edition import Edition, EditionChapter, Rendition

__all__ = [
    "Chapter",
    "ChapterRevision",
    "Citation",
    "Deliverable",
    "Edition",
    "EditionChapter",
    "Rendition",
]
