"""One row of a form as a question of a grid."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.models import Organisation
from commons.names import folded
from interviews.models import Question
from interviews.models.grid import Approach, Dimension
from interviews.xlsform import columns, options, texts, types
from interviews.xlsform.options import OptionList
from interviews.xlsform.plans import CLOSED, ChoicePlan, QuestionPlan

LONGEST = {"text": 400, "help": 4000, "prompts": 4000, "unit": 40, "scale_label": 80}
#: Columns that are kept, in words.
KEPT = {
    "required": gettext_lazy("réponse obligatoire"),
    "required_message": gettext_lazy("message si la réponse manque"),
    "constraint": gettext_lazy("contrainte"),
    "constraint_message": gettext_lazy("message de la contrainte"),
    "appearance": gettext_lazy("apparence"),
    "default": gettext_lazy("valeur de départ"),
    "calculation": gettext_lazy("calcul"),
    "choice_filter": gettext_lazy("filtre des options"),
    "readonly": gettext_lazy("lecture seule"),
    "repeat_count": gettext_lazy("nombre de répétitions"),
    "trigger": gettext_lazy("déclencheur"),
    "parameters": gettext_lazy("paramètres"),
    "save_to": gettext_lazy("champ d’une entité"),
    "image": gettext_lazy("image"),
    "audio": gettext_lazy("son"),
    "video": gettext_lazy("vidéo"),
}
#: Kinds that the look of a question says.
_DRAWN = (Question.Kind.LONG_TEXT, Question.Kind.SCALE)
_TEXTUAL = (Question.Kind.SHORT_TEXT, Question.Kind.LONG_TEXT)


@dataclass
class Book:
    """What rows refer to: the titles of columns, the lists of options, the options archived, by question."""

    titles: columns.Columns
    lists: Mapping[str, OptionList]
    archived: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    options_taken: int = 0


@dataclass
class Reading:
    """``losses`` and ``kept`` are what the report says of the row."""

    question: QuestionPlan
    meant: types.Type
    losses: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def type_of(book: Book, cells: Mapping[str, str]) -> types.Type:
    one = book.titles.one
    return types.of(
        one(cells, "type"),
        appearance=one(cells, "appearance"),
        parameters=one(cells, "parameters"),
        rows=one(cells, "rows"),
    )


def question(book: Book, cells: Mapping[str, str], key: str) -> Reading:
    """Everything but its condition, which depends on the questions before."""
    meant = type_of(book, cells)
    made = Reading(QuestionPlan(key=key, text="", kind=meant.kind), meant)
    if meant.says:
        made.losses.append(str(meant.says))
    _own_kind(book, cells, made)
    _texts(book, cells, made)
    if meant.list_name:
        _choices(book, cells, made)
    if meant.ends and made.question.kind == Question.Kind.SCALE:
        made.question.scale_low, made.question.scale_high = meant.ends
    _own_columns(book, cells, made)
    if book.titles.one(cells, "calculation"):
        made.losses.append(_("sa valeur ne se calcule pas ici : elle se saisit"))
    read = {"appearance", "parameters"} if made.question.kind in _DRAWN else set()
    made.kept += [words for column, words in kept(book, cells).items() if column not in read]
    return made


def kept(book: Book, cells: Mapping[str, str]) -> dict[str, str]:
    """Columns of a row that only its export has a use for, in words; those of one form alone are told once."""
    return {column: str(KEPT[column]) for column in book.titles.unread(cells) if column in KEPT}


def _texts(book: Book, cells: Mapping[str, str], made: Reading) -> None:
    label, language = book.titles.text(cells, columns.LABEL)
    hint, prompts = (book.titles.text(cells, column)[0] for column in (columns.HINT, columns.GUIDANCE))
    if not label:
        label, hint = hint, ""
    if label and language != book.titles.languages[0]:
        other = language or columns.LABEL
        made.losses.append(_("le libellé n’est pas en français : celui en « %(name)s » est pris") % {"name": other})
    text, rest = texts.cut(" ".join(texts.plain(label).split("\n")), LONGEST["text"])
    if not text:
        text = book.titles.one(cells, "name")
        made.losses.append(_("sans libellé : son nom en tient lieu"))
    helping = "\n".join(part for part in (rest, texts.plain(hint)) if part)
    made.question.text = text
    made.question.help, more = texts.cut(helping, LONGEST["help"])
    made.question.prompts, lost = texts.cut(texts.plain(prompts), LONGEST["prompts"])
    if rest:
        made.losses.append(_("libellé long : la suite est dans l’aide"))
    if more or lost:
        made.losses.append(_("texte trop long, coupé"))
    if "${" in label + hint:
        made.losses.append(_("un rappel de réponse dans le texte se lit entre crochets"))


def _choices(book: Book, cells: Mapping[str, str], made: Reading) -> None:
    found = book.lists.get(made.meant.list_name, OptionList())
    count = len(found.choices)
    if count > options.MOST_OPTIONS or book.options_taken + count > options.MOST_IN_ALL:
        made.question.kind = Question.Kind.SHORT_TEXT
        made.losses.append(_("%(count)d options : la question devient un texte court") % {"count": count})
        return
    book.options_taken += count
    choices = [ChoicePlan(choice.key, choice.label) for choice in found.choices]
    if made.meant.or_other and options.OTHER not in found.names:
        choices.append(ChoicePlan(options.OTHER, _("Autre")))
    if made.meant.or_other:
        made.losses.append(_("la précision d’« Autre » se note dans le texte"))
    if book.titles.one(cells, "choice_filter"):
        made.losses.append(_("toutes les options sont proposées, sans filtre"))
    made.question.choices = options.with_archived(choices, book.archived.get(made.question.key, []))


def _own_kind(book: Book, cells: Mapping[str, str], made: Reading) -> None:
    """Our kinds that the standard writes as a text."""
    own = book.titles.one(cells, "communs_kind")
    if made.meant.kind in _TEXTUAL and own in Question.Kind.values:
        made.question.kind = own
        if own in CLOSED:
            made.question.choices = options.with_archived([], book.archived.get(made.question.key, []))
        if own == Question.Kind.SCALE:
            made.question.scale_low = made.question.scale_high = None


def _own_columns(book: Book, cells: Mapping[str, str], made: Reading) -> None:
    one, asked = book.titles.one, made.question
    asked.unit = one(cells, "communs_unit")[: LONGEST["unit"]]
    if one(cells, "type").lower() == "percentage":
        asked.unit = asked.unit or "%"
    asked.scale_low_label = one(cells, "communs_scale_low_label")[: LONGEST["scale_label"]]
    asked.scale_high_label = one(cells, "communs_scale_high_label")[: LONGEST["scale_label"]]
    asked.research = one(cells, "communs_research_question")
    asked.dimension = _member(Dimension, one(cells, "communs_dimension"), made)
    asked.approach = _member(Approach, one(cells, "communs_approach"), made) or Approach.BOTH
    typed = [part.strip() for part in one(cells, "communs_organisation_kinds").split(",") if part.strip()]
    asked.organisation_kinds = [kind for part in typed if (kind := _member(Organisation.Kind, part, made))]


def _member(choices: Any, typed: str, made: Reading) -> str:
    """A value of ours by its code or its French words."""
    for value, label in choices.choices:
        if typed and folded(typed) in (folded(value), folded(str(label))):
            return str(value)
    if typed:
        made.losses.append(_("« %(value)s » n’est pas compris") % {"value": typed[:60]})
    return ""


def own_condition(book: Book, cells: Mapping[str, str]) -> dict[str, Any] | None:
    """The condition as a grid wrote it, when no one changed the XPath beside it since."""
    try:
        written = json.loads(book.titles.one(cells, "communs_condition") or "null")
    except (ValueError, RecursionError):
        return None
    if not isinstance(written, dict) or written.get("relevant") != book.titles.one(cells, "relevant"):
        return None
    condition = written.get("condition")
    return condition if isinstance(condition, dict) else None
