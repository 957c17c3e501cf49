"""What in a text could name a person met: words of their identity, a telephone number, an e-mail address."""

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
#: Begins where a run of characters begins: tried at each of them, a long run would cost its square.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")
#: Ten digits from a zero, or nine after the code of France, in any usual grouping; dates are no numbers.
_PHONE = re.compile(
    r"(?<!\d)(?!\d\d[/.\-]\d\d[/.\-]\d{4}(?!\d))(?:(?:\+|00)33[\s.\-/]{0,3}(?:\(0\)[\s.\-/]{0,3})?|0[\s.\-/]?)[1-9]"
    r"(?:[\s.\-/]?\d){8}(?!\d)"
)
#: Words that stand beside names and name nobody.
_CIVIL = frozenset(
    {"madame", "monsieur", "mademoiselle", "mme", "mlle", "tel", "telephone", "mail", "courriel", "portable"}
    | {"les", "des", "une", "aux", "sur", "par", "pour", "chez", "avec", "dans"}
)
SHORTEST_NAME = 3
#: A first line of at most so many words is a name and nothing else, whatever its capitals.
_LONGEST_NAME = 3


def found_in(text: str, identities: Iterable[str]) -> list[str]:
    """What of ``identities`` stands in ``text``, and any telephone number or e-mail address, as read in ``text``."""
    text = _visible(text)
    names = {name for identity in identities for name in _names(_visible(identity))}
    words = [match[0] for match in _WORD.finditer(text)]
    found = [word for word in words if _parts(word) & names]
    found += [match[0] for pattern in (_EMAIL, _PHONE) for match in pattern.finditer(text)]
    return list(dict.fromkeys(found))


def _visible(text: str) -> str:
    """The letters as they are seen: without the characters that have no width, each accent with its letter."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", seen)


def _names(identity: str) -> set[str]:
    """The folded words that name: those with a capital, and those of a short beginning, which is the name itself.

    All of them when none is written like a name (« dupont jean, ALEC »): better one word too many than one too few.
    """
    identity = _EMAIL.sub(" ", identity)
    beginning = _naming_words(re.split(r"[,;:/|()\n]", identity.strip(), maxsplit=1)[0])
    words = _naming_words(identity)
    named = [word for word in words if word != word.lower()]
    if not any(word != word.upper() for word in named):
        named = words
    elif len(beginning) <= _LONGEST_NAME or not set(beginning) & set(named):
        named += beginning
    return {part for word in named for part in _parts(word) if len(part) >= SHORTEST_NAME and part not in _CIVIL}


def _naming_words(text: str) -> list[str]:
    return [match[0] for match in _WORD.finditer(text) if not _parts(match[0]) & _CIVIL]


def _parts(word: str) -> set[str]:
    """``Jean-Noël`` → ``jean-noel``, ``jean``, ``noel``; ``d’Orsay`` → ``orsay`` among others."""
    folded = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return {plain, *re.split(r"[-']", plain)}


def places(text: str, name: str) -> list[tuple[int, int]]:
    """Where ``name`` stands in ``text`` as a whole word, whatever its accents, capitals and spaces: code points."""
    wanted = _folded(name.strip())[0]
    if not wanted.strip():
        return []
    folded, origins = _folded(text)
    found = re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded)
    return [(origins[match.start()], origins[match.end() - 1] + 1) for match in found]


def initials(name: str) -> list[str]:
    """How the initials of a first and a last name are written."""
    letters = [word[0].upper() for word in _naming_words(name)]
    if len(letters) < 2:
        return []
    return [". ".join(letters) + ".", ".".join(letters) + "."]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without accents, capitals or characters of no width, and where each of its characters comes from."""
    chars, origins = [], []
    for position, char in enumerate(text):
        if unicodedata.category(char) == "Cf":
            continue
        for each in unicodedata.normalize("NFKD", char.casefold().replace("’", "'")):
            if not unicodedata.combining(each):
                chars.append(" " if each.isspace() else each)
                origins.append(position)
    return "".join(chars), origins
