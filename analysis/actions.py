"""Taking an excerpt from a note, and wording it."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from analysis.models import Excerpt
from commons import anchoring, journal, richtext
from commons.verbs import Verb
from interviews.models import Interviewee, NoteRevision


class NotFound(Exception):
    """The passage is not in the note as it was sent."""


@dataclass(frozen=True)
class Passage:
    """A range of a revision's plain text: code points, end excluded."""

    start: int
    end: int
    quote: str


def locate(
    revision: NoteRevision, *, quote: str, block: str = "", start: int | None = None, end: int | None = None
) -> Passage:
    """Where ``quote`` stands in ``revision``: at ``start``–``end`` if it does, else in ``block``, else wherever it is.

    Without a quote, the whole ``block``. Spaces of any kind are alike. Raises ``NotFound``: never a guess.
    """
    blocks = richtext.blocks(revision.body)
    text = richtext.plain_text(revision.body)
    wanted = anchoring.fold_spaces(quote)
    if start is not None and end is not None and wanted.strip() and anchoring.fold_spaces(text[start:end]) == wanted:
        return _trimmed(text, start, end)
    place = anchoring.locate(anchoring.Anchor(block=block, quote=quote.strip()), blocks)
    if place.found not in (anchoring.Found.EXACT, anchoring.Found.MOVED) or place.start == place.end:
        raise NotFound
    return _trimmed(text, place.start, place.end)


def _trimmed(text: str, start: int, end: int) -> Passage:
    quote = text[start:end]
    start += len(quote) - len(quote.lstrip())
    return Passage(start, start + len(quote.strip()), quote.strip())


@transaction.atomic
def take_excerpt(
    revision: NoteRevision,
    *,
    passage: Passage,
    by: User,
    speaker: Interviewee | None = None,
    public_wording: str = "",
    memo: str = "",
) -> Excerpt:
    """Raises ``ValueError`` when ``passage`` is not what stands in ``revision``, or ``speaker`` was not met there."""
    if richtext.plain_text(revision.body)[passage.start : passage.end] != passage.quote:
        raise ValueError("the passage is not what stands in the note")
    if speaker is not None and speaker.interview_id != revision.note.interview_id:
        raise ValueError("the speaker was not met in this interview")
    excerpt = Excerpt.objects.create(
        revision=revision,
        start=passage.start,
        end=passage.end,
        quote=passage.quote,
        speaker=speaker,
        public_wording=public_wording.strip(),
        memo=memo,
        by=by,
    )
    journal.record(Verb.EXCERPT_TAKEN, excerpt, by=by)
    return excerpt


@transaction.atomic
def word_excerpt(excerpt: Excerpt, *, public_wording: str, memo: str, speaker: Interviewee | None, by: User) -> None:
    excerpt.public_wording, excerpt.memo, excerpt.speaker = public_wording.strip(), memo, speaker
    excerpt.save(update_fields=["public_wording", "memo", "speaker"])
    journal.record(Verb.EXCERPT_EDITED, excerpt, by=by)
