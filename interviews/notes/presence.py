"""Who writes a text at this moment, as their pages say so; a hint kept in the cache, that decides nothing."""

import time
from typing import Any

from django.core.cache import cache

from accounts.models import User
from interviews.models import Note

#: A page says it every 20 seconds; one that stopped is forgotten after this many.
SECONDS = 45


def wrote(note: Note, *, page: str, by: User) -> None:
    writers = _writers(note)
    writers[page] = (str(by.pk), by.name, time.time())
    cache.set(_key(note), writers, SECONDS)


def others(note: Note, *, page: str) -> list[tuple[str, str]]:
    """(account, name) of those who write on another page than ``page``, once each."""
    return list(dict.fromkeys((pk, name) for where, (pk, name, _at) in _writers(note).items() if where != page))


def _writers(note: Note) -> dict[str, Any]:
    since = time.time() - SECONDS
    return {page: said for page, said in (cache.get(_key(note)) or {}).items() if said[2] > since}


def _key(note: Note) -> str:
    return f"note-writers-{note.pk}"
