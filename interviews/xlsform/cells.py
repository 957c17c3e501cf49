"""The cells of one row: those it came with, and what was changed here since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from interviews.grids import conditions
from interviews.grids.answers import Asked
from interviews.models import Question
from interviews.models.grid import Approach
from interviews.xlsform import columns, relevance, texts, types
from interviews.xlsform.plans import CLOSED, QuestionPlan, SectionPlan

#: By key of a question: its name in the form, what is asked, its keys → names of options.
Names = Mapping[str, tuple[str, Asked, Mapping[str, str]]]
#: Which cells say each facet of a question.
_TEXTS = {"label": "text", "hint": "help", "guidance_hint": "prompts"}
_OF_A_TYPE = ("type", "parameters", "choice_filter")


@dataclass
class Titles:
    """The columns of a sheet that is being written; new ones are added as they are needed."""

    headers: list[str]
    languages: list[str]
    _added: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.read = columns.of(self.headers, self.languages)

    def header(self, column: str) -> str:
        return self.read.header(column) or self._added.get(column, "")

    def put(self, row: dict[str, str], column: str, value: str) -> None:
        header = self.header(column)
        if value and not header:
            language = self.languages[0] if column in columns.TRANSLATED else ""
            header = self._added[column] = f"{column}::{language}" if language else column
            self.headers.append(header)
        if value:
            row[header] = value
        elif header:
            row.pop(header, None)


def changed(facets: Mapping[str, str], taken: Mapping[str, str]) -> set[str]:
    return {name for name, mark in facets.items() if taken.get(name) != mark}


def of_section(section: SectionPlan, name: str, source: Mapping[str, Any] | None, titles: Titles) -> dict[str, str]:
    """The row that begins a part; ``source`` is the entry it came from."""
    row = dict(source["row"]) if source else {}
    if not row:
        titles.put(row, "type", "begin_group")
        titles.put(row, "name", name)
    new = changed(section.facets(), source["taken"] if source else {})
    if "label" in new:
        titles.put(row, columns.LABEL, texts.unreferring(section.title))
    if "hint" in new:
        titles.put(row, columns.HINT, texts.unreferring(section.help))
    put_key(row, section.key, name, titles)
    return row


def of_question(
    question: QuestionPlan, names: Names, *, list_name: str, again: bool, titles: Titles
) -> tuple[dict[str, str], set[str]]:
    """The row of a question, and what was changed in it. ``again``: its groups are not those it came from."""
    row = dict(question.extra.get("row", {}))
    new = changed(question.facets(), question.extra.get("taken", {}))
    name = names[question.key][0]
    titles.put(row, "name", name)
    if "type" in new:
        _put_type(row, question, list_name, titles)
    for facet, attribute in _TEXTS.items():
        if facet in new:
            titles.put(row, facet, texts.unreferring(getattr(question, attribute)))
    if "relevant" in new or (again and not question.extra.get("raw")):
        _put_condition(row, question, names, titles)
    _put_own(row, question, titles)
    put_key(row, question.key, name, titles)
    return row, new


def put_key(row: dict[str, str], key: str, name: str, titles: Titles) -> None:
    if key != texts.key(name, ()):
        titles.put(row, "communs_key", key)


def _put_type(row: dict[str, str], question: QuestionPlan, list_name: str, titles: Titles) -> None:
    was_long = "multiline" in row.get(titles.header("appearance"), "")
    for column in _OF_A_TYPE:
        titles.put(row, column, "")
    said = types.written(question.kind, ends=ends(question), list_name=list_name)
    if was_long and "appearance" not in said:
        titles.put(row, "appearance", "")
    for column, value in said.items():
        titles.put(row, column, value)


def ends(question: QuestionPlan) -> tuple[int, int] | None:
    low, high = question.asked().low, question.asked().high
    return (low, high) if low < high else None


def _put_condition(row: dict[str, str], question: QuestionPlan, names: Names, titles: Titles) -> None:
    """What XPath cannot say as we mean it travels beside it, and is believed while the XPath has not changed."""
    try:
        said = relevance.written(question.conditions, names)
        told = (names[key] for key in conditions.uses(question.conditions) if key in names)
        known = {name: (asked, {option: key for key, option in options.items()}) for name, asked, options in told}
        faithful = relevance.read(said, known) == question.conditions if said else not question.conditions
    except relevance.NotSimple:
        said, faithful = "", False
    titles.put(row, "relevant", said)
    kept = json.dumps({"relevant": said, "condition": question.conditions}, ensure_ascii=False)
    # In JSON a dollar may be written so: no tool takes what follows for a reference to a question.
    titles.put(row, "communs_condition", "" if faithful else kept.replace("${", r"\u0024{"))


def _put_own(row: dict[str, str], question: QuestionPlan, titles: Titles) -> None:
    textual = question.kind in CLOSED and not question.offered
    unscaled = question.kind == Question.Kind.SCALE and not ends(question)
    ours = question.kind in (Question.Kind.ORGANISATION, Question.Kind.COMMUNE) or textual or unscaled
    approach = "" if question.approach == Approach.BOTH else question.approach
    titles.put(row, "communs_kind", str(question.kind) if ours else "")
    titles.put(row, "communs_dimension", question.dimension)
    titles.put(row, "communs_approach", approach)
    titles.put(row, "communs_research_question", question.research)
    titles.put(row, "communs_organisation_kinds", ", ".join(question.organisation_kinds))
    titles.put(row, "communs_unit", "" if _is_percentage(row, question, titles) else question.unit)
    titles.put(row, "communs_scale_low_label", question.scale_low_label)
    titles.put(row, "communs_scale_high_label", question.scale_high_label)


def _is_percentage(row: Mapping[str, str], question: QuestionPlan, titles: Titles) -> bool:
    return row.get(titles.header("type"), "").lower() == "percentage" and question.unit == "%"
