"""Comparing, ordering and writing names as people do: without minding accents, capitals or punctuation."""

import re
import unicodedata

#: What no screen shows and XML cannot hold: control characters but tabs and line ends, lone halves, non-characters.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: Apostrophes and quotation marks of printers, as keyboards have them.
_STRAIGHT = str.maketrans(dict.fromkeys("’‘‛ʼ＇", "'") | dict.fromkeys("“”„‟＂", '"'))


def folded(text: str) -> str:
    """``"Étampes, L’Haÿ"`` → ``"etampes l hay"``. SQLite has no accent-insensitive comparison: Python does it."""
    spelt = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE")).casefold()
    letters = [char if char.isalnum() else " " for char in spelt if not unicodedata.combining(char)]
    return " ".join("".join(letters).split())


def on_one_line(text: str) -> str:
    """Every kind of line end as a space, non-breaking ones kept: a mail header or a title must not break in two."""
    return re.sub(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+", " ", text).strip()


def typeset(text: str) -> str:
    """``"Labo  de l’«\xa0ESS\xa0»"`` → ``'Labo de l\'"ESS"'``: what a keyboard types, to compare. Lines stay lines."""
    straight = unicodedata.normalize("NFC", text).translate(_STRAIGHT)
    straight = re.sub(r"«\s*|\s*»", '"', straight)
    return "\n".join(" ".join(line.split()) for line in straight.strip().splitlines())


def writable(text: str) -> str:
    """Without what no file, page or database holds."""
    return UNWRITABLE.sub("", text)
