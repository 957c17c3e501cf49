"""The names said in an interview: kept with what is written instead, and replaced in a text."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from commons import journal
from commons.verbs import Verb
from interviews.actions.notes import save_note
from interviews.actions.people import changed, lock_kept
from interviews.models import Interview, Note, Pseudonym
from interviews.people import naming, replacing
from interviews.people.occurrences import Occurrence


@transaction.atomic
def keep_name(interview: Interview, *, kind: str, name: str, replacement: str, by: User) -> Pseudonym:
    """A name kept already takes the new replacement. Raises ``Erased``."""
    lock_kept(interview.pk)
    kept = _keep(_kept(interview), kind, name, replacement, by=by)
    changed(interview)
    return kept


def _kept(interview: Interview) -> dict[str, Pseudonym]:
    """By name as compared; a name that is not there opens a new one."""
    return defaultdict(
        lambda: Pseudonym(interview=interview),
        {each.name.casefold(): each for each in Pseudonym.objects.filter(interview=interview)},
    )


def _keep(standing: dict[str, Pseudonym], kind: str, name: str, replacement: str, *, by: User) -> Pseudonym:
    kept = standing[name.casefold()]
    kept.kind, kept.name, kept.replacement = kind, name, replacement
    kept.save()
    journal.record(Verb.PSEUDONYM_KEPT, kept.interview, by=by)
    return kept


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


@transaction.atomic
def note_replacements(interview: Interview, words: Collection[Occurrence], *, by: User) -> None:
    """The passages of the interview are looked at again once, whatever the number of names. Raises ``Erased``."""
    noted = dict.fromkeys(each for word in words for each in word.to_note)
    if noted:
        lock_kept(interview.pk)
        standing = _kept(interview)
        for each in noted:
            _keep(standing, each.kind, each.name, each.replacement, by=by)
        changed(interview)
