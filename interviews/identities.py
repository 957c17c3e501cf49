"""What in a text could name a person met: words of their identity, a telephone number, an e-mail address."""

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?:\+33|\b0)\s?[1-9](?:[\s.\-]?\d{2}){4}\b")
#: Words that stand beside names and name nobody.
_CIVIL = frozenset({"madame", "monsieur", "mademoiselle", "mme", "mlle", "tel", "telephone", "mail", "courriel"})
SHORTEST_NAME = 3


def found_in(text: str, identities: Iterable[str]) -> list[str]:
    """What of ``identities`` stands in ``text``, and any telephone number or e-mail address, as written in ``text``."""
    names = {name for identity in identities for name in _names(identity)}
    words = [match[0] for match in _WORD.finditer(text)]
    found = [word for word in words if _parts(word) & names]
    found += [match[0] for pattern in (_EMAIL, _PHONE) for match in pattern.finditer(text)]
    return list(dict.fromkeys(found))


def _names(identity: str) -> set[str]:
    """The folded words that name: those with a capital, or all of them when there is none."""
    words = [match[0] for match in _WORD.finditer(_EMAIL.sub(" ", identity))]
    capitals = [word for word in words if any(char.isupper() for char in word)] or words
    parts = {part for word in capitals for part in _parts(word)}
    return {part for part in parts if len(part) >= SHORTEST_NAME and part not in _CIVIL}


def _parts(word: str) -> set[str]:
    """``Jean-Noël`` → ``jean-noel``, ``jean``, ``noel``; ``d’Orsay`` → ``orsay`` among others."""
    folded = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return {plain, *re.split(r"[-']", plain)}
