"""What a form holds beside its questions: lists, settings, languages, whole sheets; kept, and told."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.grids import outline
from interviews.xlsform import columns, options, rows, texts
from interviews.xlsform.options import OptionList
from interviews.xlsform.plans import Fate, GridPlan, Remark
from interviews.xlsform.rows import Book
from interviews.xlsform.sheets import OURS, Form

#: Sheets that are kept whole.
WHOLE_SHEETS = ("external_choices", "entities", "osm")
FORM_TITLES = ("form_title", "set_form_title", "title")
LONGEST_TITLE = 160
_ORDER = {"survey": 0, "choices": 1, "external_choices": 2, "settings": 3}


def settings(form: Form) -> dict[str, str]:
    lines = form.lines("settings")
    return lines[0].cells if lines else {}


def title(form: Form) -> str:
    """What the form calls itself, else its file, as long as it may be."""
    said = next((v for k, v in settings(form).items() if "_".join(k.split()).lower() in FORM_TITLES), "")
    stem = form.name.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ")
    return texts.plain(said) or stem or _("Grille importée")


def kept(form: Form, plan: GridPlan, layout: list[dict[str, Any]], languages: list[str]) -> dict[str, Any]:
    """What gives the form back: ``layout`` is its rows, questions by their key; ``order`` and ``loose`` tell later
    whether the grid is still built as the form was."""
    begun = {entry.get("section") for entry in layout}
    whole = {name: form.sheets[name] for name in WHOLE_SHEETS if name in form.sheets}
    return {
        "headers": {name: form.headers(name) for name in ("survey", "choices", "settings")},
        "languages": languages,
        "layout": layout,
        "order": plan.order(),
        "loose": {section.key: section.facets() for section in plan.sections if section.key not in begun},
        "choices": [line.cells for line in form.lines("choices")],
        "settings": settings(form),
        "title": plan.title,
        "sheets": {name: [sheet.headers, [line.cells for line in sheet.lines]] for name, sheet in whole.items()},
    }


def archived(form: Form) -> dict[str, list[dict[str, Any]]]:
    """Options that are no longer offered, by question: in our own sheet."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in form.lines(OURS):
        cells = line.cells
        try:
            label = cells["label"][: options.LONGEST_LABEL]
            one: dict[str, Any] = {"key": cells["name"], "label": label, "place": int(cells["place"])}
        except (KeyError, ValueError):
            continue
        if texts.key(one["key"], ()) == one["key"] and 0 <= one["place"] < 1000:
            found.setdefault(cells.get("question", ""), []).append(one)
    return found


def beyond_the_editor(plan: GridPlan) -> list[Remark]:
    """A long survey can be asked, changed and taken out again, but grows no more."""
    longest = max(len(question.choices) for question in plan.questions())
    long = len(plan.sections) > outline.MOST_SECTIONS or len(plan.questions()) > outline.MOST_QUESTIONS
    if not long and longest <= outline.MOST_OPTIONS:
        return []
    says = _(
        "cette grille dépasse les limites de l’éditeur (%(parts)d parties, %(questions)d questions, %(options)d "
        "options chacune) : elle s’utilise et se modifie, mais ne s’allonge pas"
    ) % {"parts": outline.MOST_SECTIONS, "questions": outline.MOST_QUESTIONS, "options": outline.MOST_OPTIONS}
    return [Remark("survey", 0, "", Fate.APPROXIMATED, says)]


def in_order(told: list[Remark]) -> list[Remark]:
    return sorted(told, key=lambda remark: (_ORDER.get(remark.sheet, len(_ORDER)), remark.sheet, remark.row))


def remarks(form: Form, book: Book, users: dict[str, list[str]]) -> list[Remark]:
    """``users``: names of the questions that offer each list."""
    told = [remark for name, found in book.lists.items() for remark in _of_list(form, name, found, users.get(name, []))]
    told += [Remark("survey", row, name, Fate.APPROXIMATED, says) for row, name, says in form.told]
    for language in book.titles.languages[1:]:
        if language in book.titles.headers(columns.LABEL):
            spoken = _("libellés en « %(name)s »") % {"name": language or _("langue non dite")}
            told.append(Remark("survey", 0, language, Fate.KEPT, spoken))
    told += [
        Remark(name, 0, "", Fate.KEPT, _("feuille gardée telle quelle")) for name in WHOLE_SHEETS if name in form.sheets
    ]
    for line in form.lines("settings")[:1]:
        for name, value in line.cells.items():
            if "_".join(name.split()).lower() not in FORM_TITLES:
                told.append(Remark("settings", line.number, name, Fate.KEPT, _setting(value)))
            elif len(title(form)) > LONGEST_TITLE:
                told.append(Remark("settings", line.number, name, Fate.APPROXIMATED, _("titre trop long, coupé")))
    told += [Remark(name, 0, header, Fate.KEPT, _("colonne gardée telle quelle")) for name, header in _beyond(form)]
    return told + [Remark(name, 0, "", Fate.LEFT, _("feuille que le standard ne connaît pas")) for name in form.others]


def _setting(value: str) -> str:
    return _("réglage « %(value)s »") % {"value": texts.cut(value, 80)[0]}


def _beyond(form: Form) -> Iterator[tuple[str, str]]:
    """Columns that say something nobody here reads, by sheet."""
    for name, known in (("survey", {*rows.KEPT, "disabled"}), ("choices", set())):
        used = {header for line in form.lines(name) for header in line.cells}
        yield from ((name, header) for header in columns.of(form.headers(name)).beyond(known) if header in used)


def _of_list(form: Form, name: str, found: OptionList, users: list[str]) -> list[Remark]:
    says = ngettext("%(count)d option", "%(count)d options", len(found.choices)) % {"count": len(found.choices)}
    if users:
        says += " " + _("pour %(names)s") % {"names": ", ".join(users[:5]) + (" …" if len(users) > 5 else "")}
    sheet = "external_choices" if found.external else "choices"
    unused = [] if users else [_("aucune question n’emploie cette liste")]
    told = [Remark(sheet, found.lines[0].number, name, Fate.TAKEN if users else Fate.KEPT, says, unused)]
    told += [Remark(sheet, number, name, Fate.KEPT, _("option déjà donnée plus haut")) for number in found.twice]
    for language, count in found.borrowed.items():
        taken = ngettext("%(count)d libellé pris en « %(name)s »", "%(count)d libellés pris en « %(name)s »", count) % {
            "count": count,
            "name": language or columns.LABEL,
        }
        missing = [_("des options n’ont pas de libellé dans la langue lue")]
        told.append(Remark(sheet, found.lines[0].number, name, Fate.APPROXIMATED, taken, missing))
    told += [Remark(sheet, number, name, Fate.APPROXIMATED, _("libellé trop long, coupé")) for number in found.cut]
    return told
