"""What stands before a name agrees with what replaces it: « de l’ALEC » becomes « d’une agence »."""

import re

_SPACE = "[ \u00a0\u202f]"
_APOSTROPHE = "['’]"
#: What an article of its own makes of the words before it: « du X », « à l’X », « la X ».
_BEFORE_ARTICLE = [
    (re.compile(rf"(?<!\w)(?:d(?:e{_SPACE}l)?{_APOSTROPHE}|d(?:e{_SPACE}la|u|es|e){_SPACE})\Z", re.I), "d’"),
    (re.compile(rf"(?<!\w)(?:à{_SPACE}l{_APOSTROPHE}|(?:à{_SPACE}la|aux?){_SPACE})\Z", re.I), "à "),
    (re.compile(rf"(?<!\w)(?:l{_APOSTROPHE}|l[ea]s?{_SPACE})\Z", re.I), ""),
]
_ELIDED = re.compile(rf"(?<!\w)(d|(?:jus|lors|puis|quoi)?qu){_APOSTROPHE}\Z", re.I)
_WHOLE = re.compile(rf"(?<!\w)(d|qu)e{_SPACE}\Z", re.I)
#: « Yves » begins with one, « Yann » does not. The h of first names is mute.
_VOWEL = re.compile(r"[aàâäeéèêëiîïoôöuùûüœæ]|y(?![aeiou])", re.I)
_SENTENCE_BEGINS = re.compile(r"(?:\A|[.!?…]|\n)[\s«–—-]*\Z")


def after_de(name: str) -> str:
    """« d’Inès », « de Camille »."""
    before = "de "
    taken, written = _agreed(before, name)
    return before[: len(before) - taken] + written


def agreed(before: str, replacement: str) -> tuple[int, str]:
    """How many characters of ``before``, which stands just before the name, go with it, and what is then written."""
    taken, written = _agreed(before, replacement)
    first = before[len(before) - taken :][:1]
    if first.isupper() or (not taken and _SENTENCE_BEGINS.search(before)):
        written = written[:1].upper() + written[1:]
    return taken, written


def _agreed(before: str, replacement: str) -> tuple[int, str]:
    if re.match(r"une?\b", replacement):
        for pattern, becomes in _BEFORE_ARTICLE:
            if found := pattern.search(before):
                return len(found[0]), becomes + replacement
    vowel = bool(_VOWEL.match(replacement))
    if not vowel and replacement[:1].lower() != "h" and (found := _ELIDED.search(before)):
        return len(found[0]), f"{found[1]}e {replacement}"
    if (vowel or replacement[:1] == "H") and (found := _WHOLE.search(before)):
        return len(found[0]), f"{found[1]}’{replacement}"
    return 0, replacement
