"""Taking an excerpt from a note, and wording it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from analysis import naming
from analysis.models import Excerpt, QuotationAnswer
from commons import anchoring, journal, richtext
from commons.verbs import Verb
from interviews.actions.naming import note_replacements
from interviews.actions.people import lock, refuse_erased
from interviews.models import Interviewee, NoteRevision
from interviews.people.occurrences import Occurrence


class Withdrawn(Exception):
    """The consent for this passage was taken back: it stays as it is, masked."""


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
    text = richtext.plain_text(revision.body)
    home = next((each for each in richtext.blocks(revision.body) if each.id == block), None)
    wanted = anchoring.fold_spaces(quote)
    if not wanted.strip():
        start, end = (home.start, home.end) if home else (0, 0)
    elif start is None or end is None or anchoring.fold_spaces(text[start:end]) != wanted:
        start, end = _search(anchoring.fold_spaces(text), wanted.strip(), home)
    if not text[start:end].strip():
        raise NotFound
    return _trimmed(text, start, end)


def _search(text: str, quote: str, home: richtext.Block | None) -> tuple[int, int]:
    """The first place of ``quote``, in ``home`` if it begins there. To the letter: what was said is never guessed."""
    at = text.find(quote, home.start, home.end + len(quote)) if home else -1
    if home is None or not home.start <= at < home.end:
        at = text.find(quote)
    return (at, at + len(quote)) if at >= 0 else (0, 0)


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
    replaced: Collection[Occurrence] = (),
) -> Excerpt:
    """The passage as an excerpt; sent twice in a minute it is the same one. ``replaced``: the names taken out of it.

    Raises ``ValueError`` when ``passage`` is not what stands in ``revision``, or ``speaker`` was not met there.
    """
    if richtext.plain_text(revision.body)[passage.start : passage.end] != passage.quote:
        raise ValueError("the passage is not what stands in the note")
    if speaker is not None and speaker.interview_id != revision.note.interview_id:
        raise ValueError("the speaker was not met in this interview")
    _lock_for_names(revision.note.interview_id, replaced)
    NoteRevision.objects.select_for_update(no_key=True).get(pk=revision.pk)
    taken: dict[str, Any] = {"revision": revision, "speaker": speaker, "memo": memo, "by": by}
    taken |= {"start": passage.start, "end": passage.end, "quote": passage.quote}
    taken |= {"public_wording": public_wording.strip()}
    again = Excerpt.objects.filter(at__gte=journal.a_minute_ago(), **taken).first()
    if again is not None:
        return again
    note_replacements(revision.note.interview, replaced, by=by)
    excerpt = Excerpt.objects.create(**taken, names_someone=bool(naming.naming_among([Excerpt(**taken)])))
    journal.record(Verb.EXCERPT_TAKEN, excerpt, by=by)
    return excerpt


@transaction.atomic
def word_excerpt(
    excerpt: Excerpt,
    *,
    public_wording: str,
    memo: str,
    speaker: Interviewee | None,
    replaced: Collection[Occurrence] = (),
    by: User,
) -> None:
    """Raises ``Erased``; ``Withdrawn`` when consent was taken back: another speaker would bring the passage back."""
    _lock_for_names(excerpt.interview.pk, replaced)
    Excerpt.objects.select_for_update(no_key=True).get(pk=excerpt.pk)
    refuse_erased(excerpt.interview.pk)
    if Excerpt.objects.with_evidence().get(pk=excerpt.pk).is_withdrawn:
        raise Withdrawn
    excerpt.public_wording, excerpt.memo, excerpt.speaker = public_wording.strip(), memo, speaker
    note_replacements(excerpt.interview, replaced, by=by)
    excerpt.names_someone = bool(naming.naming_among([excerpt]))
    excerpt.save(update_fields=["public_wording", "memo", "speaker", "names_someone"])
    journal.record(Verb.EXCERPT_EDITED, excerpt, by=by)


def _lock_for_names(interview: UUID, replaced: Collection[Occurrence]) -> None:
    """Noting a name locks the interview, and whoever holds that goes on to its passages: it comes first."""
    if replaced:
        lock(interview)


@transaction.atomic
def answer_quotation(excerpt: Excerpt, *, person: Interviewee, accepted: bool) -> None:
    """By the person: refused, it can no longer be published, from now on, until they accept it.

    Raises ``ValueError`` for a passage that is not said to be theirs.
    """
    lock(person.interview_id)
    found = Excerpt.objects.select_related("revision__note").get(pk=excerpt.pk)
    if found.revision.note.interview_id != person.interview_id or found.speaker_id not in (None, person.pk):
        raise ValueError("the passage is not said to be this person's")
    QuotationAnswer.objects.update_or_create(
        excerpt=found,
        interviewee=person,
        defaults={"accepted": accepted, "wording": found.public_wording, "at": timezone.now()},
    )
    refused = QuotationAnswer.objects.filter(excerpt=found, accepted=False).exists()
    Excerpt.objects.filter(pk=found.pk).update(declined=refused)
    journal.record(Verb.QUOTATION_ANSWERED, found, by=None)
