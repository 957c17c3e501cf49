"""A grid as the sheets of a form: as it came where nothing changed, else in the words of the standard."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from commons.tables import Unreadable
from interviews.xlsform import acceptance, cells, columns, options, texts, types
from interviews.xlsform.plans import CLOSED, GridPlan, QuestionPlan, SectionPlan
from interviews.xlsform.sheets import OURS, Form, Line, Sheet

_REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")
_VERSIONS = ("version",)


def write(plan: GridPlan, *, version: str) -> tuple[Form, list[str]]:
    """A form that pyxform accepts, and what could not be given back, in French."""
    lost: list[str] = []
    try:
        form = written(plan, version=version, lost=lost)
        acceptance.accept(form)
    except Unreadable as refusal:
        if not plan.extra:
            raise
        lost = [_("ce qui venait du formulaire importé n’a pas pu être gardé : %(why)s") % {"why": refusal}]
        form = written(bare(plan), version=version, lost=lost)
        acceptance.accept(form)
    return form, lost


def written(plan: GridPlan, *, version: str, lost: list[str] | None = None) -> Form:
    """The form, which pyxform has not seen."""
    return _Writing(plan, version, [] if lost is None else lost).form()


def bare(plan: GridPlan) -> GridPlan:
    """Without anything a form left in it."""
    sections = [
        replace(section, questions=[replace(question, extra={}) for question in section.questions])
        for section in plan.sections
    ]
    return GridPlan(plan.title, sections)


def alike(one: Form, other: Form) -> bool:
    """Whether two forms say the same, whatever the version they bear and the order of their columns."""
    return _said(one) == _said(other)


def _said(form: Form) -> dict[str, list[dict[str, str]]]:
    said = {name: [line.cells for line in sheet.lines] for name, sheet in form.sheets.items() if sheet.lines}
    said["settings"] = [
        {key: value for key, value in row.items() if key.strip().lower() not in _VERSIONS}
        for row in said.get("settings", [])
    ]
    return said


class _Writing:
    def __init__(self, plan: GridPlan, version: str, lost: list[str]) -> None:
        self.plan, self.version, self.lost = plan, version, lost
        extra = plan.extra
        headers: Mapping[str, list[str]] = extra.get("headers", {})
        languages = list(extra.get("languages", [""]))
        self.titles = cells.Titles(list(headers.get("survey") or _SURVEY), languages)
        self.listed = cells.Titles(list(headers.get("choices") or _CHOICES), languages)
        self.layout: list[dict[str, Any]] = extra.get("layout", [])
        self.choices: list[dict[str, str]] = [dict(row) for row in extra.get("choices", [])]
        self.lists = options.read([Line(0, row) for row in self.choices], self.listed.read)
        external, lines = extra.get("sheets", {}).get("external_choices", ([], []))
        self.external = options.read([Line(0, row) for row in lines], columns.of(external, languages))
        self.entries = {entry["section"]: entry for entry in self.layout if "section" in entry}
        self.names: dict[str, tuple[str, Any, Mapping[str, str]]] = {}
        self.list_names: dict[str, str] = {}
        for question in plan.questions():
            self._name(question)
        taken = {name for name, _asked, _options in self.names.values()}
        self.group_names: dict[str, str] = {}
        for section in plan.sections:
            entry = self.entries.get(section.key)
            own = self.titles.read.one(entry["row"], "name") if entry else ""
            name = own if own and own not in taken else texts.xml_name(section.key, taken)
            self.group_names[section.key] = name
            taken.add(name)

    def form(self) -> Form:
        same = self._is_as_it_came()
        rows = list(self._as_it_came() if same else self._anew())
        if not same:
            rows = self._without_lost_references(rows)
        sheets = {"survey": _sheet(self.titles.headers, rows)}
        if self.choices:
            sheets["choices"] = _sheet(self.listed.headers, self.choices)
        for name, (headers, lines) in self.plan.extra.get("sheets", {}).items():
            sheets[name] = _sheet(headers, lines)
        sheets["settings"] = self._settings()
        if archived := self._archived():
            sheets[OURS] = _sheet(list(archived[0]), archived)
        return Form(self.plan.title, sheets)

    # Names and lists

    def _name(self, question: QuestionPlan) -> None:
        row = question.extra.get("row", {})
        taken = {name for name, _asked, _options in self.names.values()}
        name = self.titles.read.one(row, "name") or texts.xml_name(question.key, taken)
        option_names: Mapping[str, str] = {}
        meant = types.of(self.titles.read.one(row, "type"))
        untouched = "type" not in cells.changed(question.facets(), question.extra.get("taken", {}))
        if untouched and row:
            found = self.lists.get(meant.list_name) or self.external.get(meant.list_name, options.OptionList())
            option_names = {key: option for option, key in found.names.items()}
        elif question.kind in CLOSED and question.offered:
            self.list_names[question.key] = self._list(question, name)
        self.names[question.key] = (name, question.asked(), option_names)

    def _list(self, question: QuestionPlan, name: str) -> str:
        list_name = texts.xml_name(name, {*self.lists, *self.list_names.values()})
        for choice in question.offered:
            row: dict[str, str] = {}
            self.listed.put(row, "list_name", list_name)
            self.listed.put(row, "name", choice.key)
            self.listed.put(row, columns.LABEL, texts.unreferring(choice.label))
            self.choices.append(row)
        return list_name

    # Rows

    def _question(self, question: QuestionPlan, *, again: bool) -> tuple[dict[str, str], set[str]]:
        list_name = self.list_names.get(question.key, "")
        return cells.of_question(question, self.names, list_name=list_name, again=again, titles=self.titles)

    def _section(self, section: SectionPlan) -> dict[str, str]:
        name = self.group_names[section.key]
        row = cells.of_section(section, name, self.entries.get(section.key), self.titles)
        self.titles.put(row, "name", name)
        return row

    def _is_as_it_came(self) -> bool:
        """The same parts and questions in the same order, and the parts that no row begins unchanged."""
        loose = self.plan.extra.get("loose", {})
        return self.plan.extra.get("order") == self.plan.order() and not any(
            cells.changed(section.facets(), loose[section.key])
            for section in self.plan.sections
            if section.key in loose
        )

    def _as_it_came(self) -> Iterator[dict[str, str]]:
        questions = {question.key: question for question in self.plan.questions()}
        made = {key: self._question(question, again=False) for key, question in questions.items()}
        sections = {section.key: section for section in self.plan.sections}
        new = {("question", key): changed for key, (_row, changed) in made.items()}
        for key, entry in self.entries.items():
            new["section", key] = cells.changed(sections[key].facets(), entry["taken"])
        for entry in self.layout:
            if "question" in entry:
                yield made[entry["question"]][0]
            elif "section" in entry:
                own = dict(entry["row"])
                yield own | cells.of_section(
                    sections[entry["section"]], self.titles.read.one(own, "name"), entry, self.titles
                )
            elif "into" not in entry or "hint" not in new.get(tuple(entry["into"]), ()):
                yield dict(entry["row"])

    def _anew(self) -> Iterator[dict[str, str]]:
        """Part by part; what stood between two questions follows the first of them."""
        after = self._followers()
        yield from after.pop("", [])
        for section in self.plan.sections:
            begins = self._section(section)
            entry = self.entries.get(section.key, {})
            if entry and not entry.get("raw"):
                self.titles.put(begins, "relevant", "")  # each question bears it
            yield begins
            for question in section.questions:
                yield self._question(question, again=True)[0]
                yield from after.get(question.key, [])
            ends: dict[str, str] = {}
            control = types.control(begins[self.titles.header("type")])
            self.titles.put(ends, "type", f"end_{control}")
            yield ends

    def _followers(self) -> dict[str, list[dict[str, str]]]:
        there = {question.key for question in self.plan.questions()}
        after: dict[str, list[dict[str, str]]] = {}
        last = ""
        for entry in self.layout:
            if "question" in entry:
                last = entry["question"] if entry["question"] in there else last
            elif "section" not in entry and "into" not in entry:
                row = dict(entry["row"])
                if types.control(self.titles.read.one(row, "type")):
                    continue
                after.setdefault(last, []).append(row)
        nested = sum("row" in entry and "section" not in entry for entry in self.layout) - sum(map(len, after.values()))
        if nested:
            self.lost.append(_("les groupes emboîtés et les notes du formulaire importé : la grille a changé d’ordre"))
        return after

    def _without_lost_references(self, rows: list[dict[str, str]]) -> list[dict[str, str]]:
        """What looks at a question that is gone goes too."""
        while True:
            names = {self.titles.read.one(row, "name") or row.get(self.titles.header("name"), "") for row in rows}
            kept = [self._referring(row, names) for row in rows]
            if kept == rows:
                return rows
            rows = [row for row in kept if row]

    def _referring(self, row: dict[str, str], names: set[str]) -> dict[str, str]:
        lost = {header for header, text in row.items() if set(_REFERENCE.findall(text)) - names}
        if not lost:
            return row
        name = row.get(self.titles.header("name"), "")
        self.lost.append(_("« %(name)s » : ce qui s’appuyait sur une question retirée") % {"name": name})
        labels = set(self.titles.read.headers(columns.LABEL).values())
        if lost & {self.titles.header("calculation"), self.titles.header("type")}:
            return {}
        told = {header: _REFERENCE.sub(r"[\1]", row[header]) for header in lost & labels}
        return {header: text for header, text in row.items() if header not in lost} | told

    # Other sheets

    def _settings(self) -> Sheet:
        row = dict(self.plan.extra.get("settings", {}))
        headers = list(self.plan.extra.get("headers", {}).get("settings", []))
        said = {"_".join(key.split()).lower(): key for key in headers}
        title = next((said[one] for one in ("form_title", "set_form_title", "title") if one in said), "form_title")
        if title not in row or self.plan.extra.get("title") != self.plan.title:
            row[title] = texts.unreferring(self.plan.title)
        if not {"form_id", "id_string", "set_form_id"} & set(said):
            row["form_id"] = slugify(self.plan.title).replace("-", "_")[:60] or "grille"
        row.setdefault(said.get("version", "version"), self.version)
        return _sheet([*headers, *(key for key in row if key not in headers)], [row])

    def _archived(self) -> list[dict[str, str]]:
        return [
            {"question": question.key, "name": choice.key, "label": choice.label, "place": str(place)}
            for question in self.plan.questions()
            for place, choice in enumerate(question.choices)
            if choice.archived
        ]


_SURVEY = ["type", "name", "label", "hint", "guidance_hint", "relevant", "parameters", "appearance"]
_CHOICES = ["list_name", "name", "label"]


def _sheet(headers: list[str], rows: list[dict[str, str]]) -> Sheet:
    return Sheet(list(headers), [Line(number, row) for number, row in enumerate(rows, 2) if row])
