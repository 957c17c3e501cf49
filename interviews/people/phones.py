"""Telephone numbers in a text, however they are typed. The only door to ``phonenumbers``.

Ten digits from a zero are a number of France or its overseas parts whatever their grouping: those of works of fiction,
and those allotted since, are unknown to the library, and one left in a text costs more than one pointed out for
nothing. The library judges the rest: codes of countries, and nine digits whose zero was lost.
"""

import re
from collections.abc import Iterator

import phonenumbers

#: Of France and its overseas parts: their plans change faster than the library, the length is enough.
_FRENCH = {33, 262, 508, 590, 594, 596, 681, 687, 689}
_GAP = r"[ .\-/·–]{0,3}"
_DAY = r"(?:0[1-9]|[12]\d|3[01])([/.\-])(?:0[1-9]|1[0-2])\1(?:\d{4}|\d{2})(?!\d)(?!\1\d)"
_NATIONAL = re.compile(rf"(?<!\d)(?!{_DAY})(?!0\.\d{{9}}(?!\d))(?:\(0\)|0){_GAP}[1-9](?:{_GAP}\d){{8}}(?!\d)")
_WITH_CODE = re.compile(
    rf"(?<![\d+])(?:\+{_GAP}|00{_GAP})[1-9]\d{{0,2}}{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}\d){{5,12}}(?!\d)"
)
_ZERO_LOST = re.compile(r"(?<![\d+,])(?<!\d[ .\-])(?:33[ .\-]?)?[67](?:[ .\-]\d\d){4}(?![ .\-]?\d)")


def find(text: str) -> Iterator[tuple[int, int]]:
    """Places in ``text``, as ``spelling.fold`` makes it; they may overlap."""
    for match in _NATIONAL.finditer(text):
        yield match.span()
    for match in _WITH_CODE.finditer(text):
        if end := _length(match[0]):
            yield match.start(), match.start() + end
    for match in _ZERO_LOST.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _is_number(f"+33{digits[-9:]}"):
            yield match.span()


def _length(written: str) -> int:
    """Of the longest beginning that is a number: what follows one may be a figure of the sentence."""
    for place in range(len(written), 7, -1):
        whole = place == len(written) or not written[place].isdigit()
        if whole and written[place - 1].isdigit() and _is_number(_dialled(written[:place])):
            return place
    return 0


def _dialled(written: str) -> str:
    digits = re.sub(r"\D", "", written.replace("(0)", ""))
    return "+" + (digits if written.startswith("+") else digits[2:])


def _is_number(dialled: str) -> bool:
    try:
        number = phonenumbers.parse(dialled)
    except phonenumbers.NumberParseException:
        return False
    if number.country_code in _FRENCH:
        return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return phonenumbers.is_valid_number(number)
