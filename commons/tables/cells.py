"""How one cell is written so that no spreadsheet runs it, and read back."""

import re
from typing import Any

from django.utils.translation import gettext as _

from commons.names import UNWRITABLE, writable

#: What a spreadsheet takes for the start of a formula, the full-width signs of its eastern editions included.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_RUN = re.compile(r"[=＝]|[+\-@＋－＠][^\W\d_]")
_QUOTED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, behind an apostrophe that ``plain`` takes away."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = writable(value)
        return f"'{value}" if _FORMULA.match(value) else value
    return value


def plain(text: str) -> str:
    """As it was before ``safe_cell``, without the spaces around it."""
    text = text.strip().strip("\ufeff\u200b").strip()
    return text[1:] if _QUOTED.match(text) else text


def is_quoted(text: str) -> bool:
    """Whether ``plain`` takes an apostrophe away: whoever wrote the cell says that it is a text."""
    return _QUOTED.match(text.strip().strip("\ufeff\u200b").strip()) is not None


def is_formula(text: str) -> bool:
    """Whether a text, as ``plain`` gives it, would be run: ``=1+1``, ``@SUM(A1)``; « -5 », « + vert » are not."""
    return _RUN.match(text) is not None


def control_fault(text: str) -> str:
    """What is wrong with a text that holds what neither a page nor PostgreSQL can hold; empty when nothing is."""
    return _("la case contient un caractère invisible qui ne s’écrit pas") if UNWRITABLE.search(text) else ""
