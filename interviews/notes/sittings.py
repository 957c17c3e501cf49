"""The history of a note, told by sittings: what one person saved without leaving it for half an hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from interviews.models import NoteRevision

PAUSE = timedelta(minutes=30)


@dataclass(frozen=True)
class Sitting:
    """``number`` is that of its last revision, ``before`` that of the last one of the sitting before, 0 for none;
    ``earlier`` are its other revisions, the latest first."""

    who: str
    began: datetime
    ended: datetime
    saves: int
    number: int
    before: int
    earlier: tuple[NoteRevision, ...]


def of(revisions: Iterable[NoteRevision]) -> list[Sitting]:
    """The latest first; ``revisions`` in any order, their authors at hand."""
    sittings: list[list[NoteRevision]] = []
    for revision in sorted(revisions, key=lambda one: one.number):
        last = sittings[-1][-1] if sittings else None
        if last is not None and last.by_id == revision.by_id and revision.at - last.at < PAUSE:
            sittings[-1].append(revision)
        else:
            sittings.append([revision])
    before = [0, *(group[-1].number for group in sittings)]
    told = [
        Sitting(group[0].by.name, group[0].at, group[-1].at, len(group), group[-1].number, last, tuple(group[-2::-1]))
        for group, last in zip(sittings, before, strict=False)
    ]
    return told[::-1]
