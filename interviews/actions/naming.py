"""The names said in an interview: kept with what is written instead, and replaced in a text."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from commons import journal
from commons.verbs import Verb
from interviews.actions.notes import save_note
from interviews.actions.people import changed, lock_kept
from interviews.models import Interview, Note, Pseudonym
from interviews.people import naming, replacing


@transaction.atomic
def keep_name(interview: Interview, *, kind: str, name: str, replacement: str, by: User) -> Pseudonym:
    """A name kept already takes the new replacement. Raises ``Erased``."""
    lock_kept(interview.pk)
    standing = [each for each in Pseudonym.objects.filter(interview=interview) if _same(each.name, name)]
    kept = standing[0] if standing else Pseudonym(interview=interview)
    kept.kind, kept.name, kept.replacement = kind, name, replacement
    kept.save()
    changed(interview)
    journal.record(Verb.PSEUDONYM_KEPT, interview, by=by)
    return kept


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


@transaction.atomic
def forget_name(kept: Pseudonym, *, by: User) -> None:
    journal.record(Verb.PSEUDONYM_REMOVED, kept.interview, by=by)
    kept.delete()
    changed(kept.interview)


@transaction.atomic
def replace_names(account: Note, *, chosen: Collection[str], base: int, by: User) -> int:
    """Replaces the occurrences of these keys in the revision ``base``, as a new one; how many. Raises ``Conflict``.

    What is written instead of an organisation or a place is noted: elsewhere it will be the same.
    """
    seen = account.revisions.get(number=base)
    words = [each for each in naming.occurrences(account.interview, seen) if each.key in chosen]
    if words:
        save_note(account, body=replacing.replaced(seen.body, words), base=base, by=by)
        note_replacements(account.interview, words, by=by)
        journal.record(Verb.NAMES_REPLACED, account, by=by)
    return len(words)


def note_replacements(interview: Interview, words: Collection[naming.Occurrence], *, by: User) -> None:
    """Raises ``Erased``."""
    for each in dict.fromkeys(noted for word in words for noted in word.to_note):
        keep_name(interview, kind=each.kind, name=each.name, replacement=each.replacement, by=by)
