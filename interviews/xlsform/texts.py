"""Texts and names of a form as a grid holds them, and back."""

import html
import re
from collections.abc import Container

from django.utils.text import slugify

LONGEST_KEY = 60
_KEY = re.compile(rf"[-a-zA-Z0-9_]{{1,{LONGEST_KEY}}}\Z")
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>", re.IGNORECASE)
#: Tags by name: « 2<x et x>1 » has none.
_TAG = re.compile(
    r"</?(?:a|b|big|center|code|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p|s|script|small|span|strike|strong|style|sub|sup|"
    r"table|tbody|td|th|thead|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-z]+|#\d+);", re.IGNORECASE)
#: The mark-up that ODK shows, as one sees it. Of bounded length: a cell of signs left open would cost its square.
_MARKED = [
    (re.compile(r"^#{1,6}[ \t]+", re.MULTILINE), ""),
    (re.compile(r"\[([^\[\]\n]{1,400})\]\((https?://[^)\s]{1,2000})\)"), r"\1 (\2)"),
    (re.compile(r"\*\*(\S(?:.{0,1000}?\S)??)\*\*"), r"\1"),
    (re.compile(r"(?<![\w*\u2060])\*(?![\s*\u2060])([^*\n]*[^*\s])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w\u2060])(__?)(?![\s_\u2060])([^_\n]*[^_\s])\1(?!\w)"), r"\2"),
]
_REFERENCE = re.compile(r"\$\{\s*([^{}\s][^{}]{0,200}?)\s*\}")
#: Stands where a text of ours would be taken for a reference or for mark-up: within ``${``, ``<b``, ``**``, ``&amp;``.
_JOINER = "\u2060"
_MEANT = re.compile(
    r"\$(?=\{)|<(?=[a-zA-Z/])|\*(?=\*)|(?<![\w*])\*(?=[^\s*])|(?<!\w)_(?=\S)|^#(?=#*[ \t])|\](?=\()|&(?=#?\w+;)",
    re.MULTILINE,
)
_JOINED = re.compile(rf"([$<*_#\]&]){_JOINER}")


def key(name: str, taken: Container[str], fallback: str = "question") -> str:
    """``name`` when it can be a key, else what resembles it; never one of ``taken``."""
    wanted = name if _KEY.match(name) else (slugify(name)[:LONGEST_KEY] or fallback)
    found, number = wanted, 1
    while found in taken:
        number += 1
        ending = f"_{number}"
        found = wanted[: LONGEST_KEY - len(ending)] + ending
    return found


def plain(text: str) -> str:
    """Without the mark-up and the references to answers that a phone would have shown: ``${nom}`` → ``[nom]``."""
    bare = _TAG.sub("", _BREAK.sub("\n", text))
    bare = html.unescape(bare) if _ENTITY.search(bare) else bare
    for mark, shown in _MARKED:
        bare = mark.sub(shown, bare)
    return _JOINED.sub(r"\1", _REFERENCE.sub(r"[\1]", bare)).strip()


def unreferring(text: str) -> str:
    """A text of ours that no tool takes for a reference to an answer, nor ``plain`` for mark-up."""
    return _MEANT.sub(rf"\g<0>{_JOINER}", text)


def cut(text: str, most: int) -> tuple[str, str]:
    """At most ``most`` characters, cut between words, and what is left."""
    if len(text) <= most:
        return text, ""
    end = text.rfind(" ", most // 2, most - 2)
    end = end if end > 0 else most - 2
    return f"{text[:end].rstrip()} …", f"… {text[end:].strip()}"


def xml_name(wanted: str, taken: Container[str]) -> str:
    """A name that XML takes, met once: ``1-avec-qui`` → ``_1-avec-qui``."""
    bare = re.sub(r"[^\w.-]", "_", wanted) or "question"
    bare = bare if re.match(r"[^\W\d]|_", bare) else f"_{bare}"
    bare = f"{bare}_" if bare.lower() in ("meta", "data") else bare
    found, number = bare, 1
    while found in taken:
        number += 1
        found = f"{bare}_{number}"
    return found
