"""Texts and names of a form as a grid holds them, and back."""

import re
from collections.abc import Container

from django.utils.html import strip_tags
from django.utils.text import slugify

LONGEST_KEY = 60
_KEY = re.compile(rf"[-a-zA-Z0-9_]{{1,{LONGEST_KEY}}}\Z")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
_REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")
#: Stands where a text of ours would be taken for a reference or for mark-up: within ``${``, ``<b``, ``**``.
_JOINER = "\u2060"
_MEANT = re.compile(r"\$(?=\{)|<(?=[a-zA-Z/])|\*(?=\*)")
_JOINED = re.compile(rf"([$<*]){_JOINER}")


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
    bare = strip_tags(text) if _TAG.search(text) else text
    return _JOINED.sub(r"\1", _REFERENCE.sub(r"[\1]", _BOLD.sub(r"\1", bare))).strip()


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
