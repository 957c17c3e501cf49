"""What the pair takes from its notes into the account it shares."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from commons import richtext
from interviews.actions.notes import save_note
from interviews.models import Note, NoteRevision
from interviews.notes import side_by_side


@transaction.atomic
def take_passages(account: Note, *, source: NoteRevision, blocks: Collection[str], by: User) -> int:
    """Copies these blocks of ``source``, each with its author's name and its questions, after what the account already
    says of them; how many were not there yet. A table comes whole. Taken twice, a passage is there once."""
    standing = _locked(account)
    author = source.note.author
    known = side_by_side.known_words(standing, [author])
    pieces = richtext.pieces(standing.body) if standing else []
    passages = dict(standing.passages) if standing else {}
    asked = [unit for unit in side_by_side.units(source.body) if any(block.id in blocks for block in unit.blocks)]
    new = [unit for unit in asked if unit.text not in known]
    for unit in new:
        html, placed = side_by_side.copied(source, unit)
        pieces.insert(_place(pieces, passages, unit.keys(source.passages)), html)
        passages |= placed
    if new:
        save_note(account, body="".join(pieces), base=standing.number if standing else 0, passages=passages, by=by)
    return len(new)


@transaction.atomic
def choose_answers(account: Note, *, answers: Mapping[str, Any], by: User) -> None:
    """These answers become those of the account; the others stay."""
    standing = _locked(account)
    save_note(
        account,
        body=standing.body if standing else "",
        base=standing.number if standing else 0,
        answers={**(standing.answers if standing else {}), **answers},
        by=by,
    )


def _locked(account: Note) -> NoteRevision | None:
    """The account as it stands, until the end of the transaction."""
    Note.objects.select_for_update().get(pk=account.pk)
    return account.latest()


def _place(pieces: Sequence[str], passages: Mapping[str, list[str]], keys: Sequence[str]) -> int:
    """After the last piece that speaks of the same question, else at the end."""
    same = [f'id="{block}"' for block, others in passages.items() if set(others) & set(keys)]
    ranks = [rank for rank, piece in enumerate(pieces, start=1) if any(name in piece for name in same)]
    return max(ranks, default=len(pieces))
