"""Insertions: a paragraph ``[[kind:key]]`` of a chapter shows a live piece of the evidence.

A kind is declared in ``settings.LIVE_PIECES`` by the dotted path of a callable ``(key, audience) -> Piece``. What a
piece shows depends on who will read: see ``Audience``. Markup is plain text, so it survives every editor.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

INSERTION = re.compile(r"\[\[([a-zé]+):([0-9a-z-]+)\]\]")


def insertion_in(tag: str, text: str) -> tuple[str, str] | None:
    """``(kind, key)`` of the insertion that a text block is: alone in a paragraph, however its letters are marked.

    The only reading there is: what shows pieces and what records them must agree to the letter.
    """
    match = INSERTION.fullmatch(text.strip()) if tag == "p" else None
    return (match[1], match[2]) if match else None


class Audience(StrEnum):
    """Who reads the text in which a piece stands."""

    DRAFT = "draft"  # its writers
    ROUND = "round"  # readers of a mirror group
    EDITION = "edition"  # everyone


@dataclass(frozen=True)
class Piece:
    """A block of HTML for one insertion, and why it may not be published as it is (empty when it may)."""

    html: SafeString
    problem: str = ""
    excerpts: list[UUID] = field(default_factory=list)


def absent() -> SafeString:
    """What readers find in the place of what they may not see, or is gone."""
    return format_html('<p class="insertion-absent">{}</p>', _("Passage indisponible dans cette version."))


def resolve(kind: str, key: str, audience: Audience) -> Piece | None:
    """The piece ``[[kind:key]]``; ``None`` when the kind or the key names nothing."""
    path = settings.LIVE_PIECES.get(kind)
    return import_string(path)(key, audience) if path else None


def with_ids(html: str, rename: Callable[[str], str]) -> str:
    """A piece whose identifiers, and the references to them inside it, are renamed: it may stand twice in a page."""
    for identifier in dict.fromkeys(re.findall(r'\sid="([^"]+)"', html)):
        renamed = rename(identifier)
        if renamed != identifier:
            html = re.sub(rf'="(#?){re.escape(identifier)}"', rf'="\g<1>{renamed}"', html)
    return html
