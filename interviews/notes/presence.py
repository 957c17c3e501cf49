"""Who writes a text at this moment, as their pages say so; a hint kept in the cache, that decides nothing."""

import time
from typing import Any

from django.core.cache import cache
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from interviews.models import Note

#: A page says it every 20 seconds; one that stopped is forgotten after this many.
SECONDS = 45


def wrote(note: Note, *, page: str, by: User) -> None:
    writers = _writers(note)
    writers[page] = (str(by.pk), by.name, time.time())
    cache.set(_key(note), writers, SECONDS)


def left(note: Note, *, page: str) -> None:
    """For good: what it asked before it went may be answered after this."""
    cache.set(_key_of_left(note, page), True, 2 * SECONDS)


def told(note: Note, *, to: User, page: str = "") -> str:
    """In words, who else writes this text; empty for nobody. Their own other pages too, when ``page`` says which is
    this one: a page that is only being asked for cannot tell itself from the one it takes the place of."""
    found = {pk: name for where, (pk, name, _at) in _writers(note).items() if where != page}
    own = found.pop(str(to.pk), None)
    if found:
        names = get_text_list(sorted(found.values()), _("et"))
        who = ngettext(
            "%(names)s écrit aussi ce texte en ce moment.",
            "%(names)s écrivent aussi ce texte en ce moment.",
            len(found),
        ) % {"names": names}
    elif own and page:
        who = _("Vous écrivez aussi ce texte dans une autre page.")
    else:
        return ""
    return f"{who} {_('Si les deux textes diffèrent, vous les verrez tous les deux et vous choisirez.')}"


def _writers(note: Note) -> dict[str, Any]:
    since = time.time() - SECONDS
    writers = {page: said for page, said in (cache.get(_key(note)) or {}).items() if said[2] > since}
    gone = cache.get_many([_key_of_left(note, page) for page in writers]) if writers else {}
    return {page: said for page, said in writers.items() if _key_of_left(note, page) not in gone}


def _key(note: Note) -> str:
    return f"note-writers-{note.pk}"


def _key_of_left(note: Note, page: str) -> str:
    return f"note-writer-left-{note.pk}-{page}"
