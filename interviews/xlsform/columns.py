"""Titles of columns: their many spellings, and the language each speaks."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pyxform import aliases

from commons.names import folded

#: The columns a grid understands, by sheet; ``communs_…`` are ours, and other tools pass over them.
LABEL, HINT, GUIDANCE = "label", "hint", "guidance_hint"
TRANSLATED = (LABEL, HINT, GUIDANCE)
OWN = (
    "communs_key",
    "communs_kind",
    "communs_dimension",
    "communs_approach",
    "communs_research_question",
    "communs_organisation_kinds",
    "communs_unit",
    "communs_scale_low_label",
    "communs_scale_high_label",
    "communs_condition",
)
UNDERSTOOD = frozenset({"type", "name", "relevant", "list_name", *TRANSLATED, *OWN})
_FRENCH_CODE = re.compile(r"\((fr|fra|fre)([-_][a-z]+)?\)\s*$", re.IGNORECASE)
_PARTS = {"jr:constraintMsg": "constraint_message", "jr:requiredMsg": "required_message", "jr:count": "repeat_count"}
#: What the first words of an old title gather: ``bind::relevant`` is ``relevant``.
_GATHERED = ("bind", "control", "body", "media")


@dataclass(frozen=True)
class Title:
    """``label::Français (fr)`` → ``label``, ``Français (fr)``."""

    header: str
    column: str
    language: str = ""


def title(header: str, *, double: bool) -> Title:
    """``double``: a sheet that has ``::`` somewhere means nothing by ``:``."""
    parts = [part.strip() for part in header.split("::" if double else ":")]
    first = "_".join(parts[0].split()).lower()
    if first in _GATHERED and len(parts) > 1:
        first, parts = _PARTS.get(parts[1], parts[1]), parts[1:]
    known = aliases.survey_header.get(first)
    if first == "list_name" or known is None:
        return Title(header, first, "::".join(parts[1:]))
    column = known[-1] if isinstance(known, tuple) else str(known)
    column = {"calculate": "calculation", "list name": "list_name"}.get(column, _PARTS.get(column, column))
    return Title(header, column, "::".join(parts[1:]))


def is_french(language: str) -> bool:
    name = folded(language)
    short = re.match(r"(fr|fra|fre)\b", name.replace("_", " "))
    return bool(_FRENCH_CODE.search(language) or short) or name.startswith(("francais", "french"))


@dataclass(frozen=True)
class Columns:
    """The columns of one sheet; ``languages``: the one read first, then those read where it says nothing."""

    titles: Sequence[Title]
    languages: Sequence[str] = ("",)
    _by_column: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.titles:
            self._by_column.setdefault(one.column, {}).setdefault(one.language, one.header)

    def header(self, column: str) -> str:
        """The title that holds ``column`` in the language read first, ``""`` when none does."""
        return self._by_column.get(column, {}).get(self.languages[0] if column in TRANSLATED else "", "")

    def headers(self, column: str) -> dict[str, str]:
        """Titles by language."""
        return self._by_column.get(column, {})

    def one(self, cells: Mapping[str, str], column: str) -> str:
        for header in self._by_column.get(column, {}).values():
            if cells.get(header):
                return cells[header]
        return ""

    def text(self, cells: Mapping[str, str], column: str) -> tuple[str, str]:
        """What is said in the first language that says something, and that language."""
        headers = self._by_column.get(column, {})
        for language in (*self.languages, *headers):
            if said := cells.get(headers.get(language, "\0")):
                return said, language
        return "", self.languages[0]

    def unread(self, cells: Mapping[str, str]) -> list[str]:
        """Columns of a row that a grid has no use for, by their name in the standard; other languages left out."""
        return sorted({one.column for one in self.titles if cells.get(one.header) and one.column not in UNDERSTOOD})

    def beyond(self, known: Collection[str]) -> list[str]:
        """Titles that are not understood, nor named in ``known``."""
        return [one.header for one in self.titles if one.column not in UNDERSTOOD and one.column not in known]


def of(headers: Sequence[str], languages: Sequence[str] = ("",)) -> Columns:
    double = any("::" in header for header in headers)
    return Columns([title(header, double=double) for header in headers], languages)


def languages(survey: Sequence[str], choices: Sequence[str], default: str) -> list[str]:
    """French first when the form speaks it, then the default language of its settings."""
    spoken: dict[str, None] = {}
    for headers in (survey, choices):
        for language in of(headers).headers(LABEL):
            spoken.setdefault(language)
    french = [language for language in spoken if is_french(language or default)]
    main = [language for language in (default, "") if language in spoken]
    return list(dict.fromkeys([*french, *main, *spoken])) or [""]
