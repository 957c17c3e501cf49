"""The lists of options of a form, as a grid offers them."""

from dataclasses import dataclass, field
from typing import Any

from interviews.xlsform import columns, texts
from interviews.xlsform.plans import ChoicePlan
from interviews.xlsform.sheets import Line

#: Options of one question, and of a whole grid: nobody reads more aloud, and a page must stay light.
MOST_OPTIONS, MOST_IN_ALL = 500, 20_000
LONGEST_LABEL = 400
OTHER = "other"


@dataclass
class OptionList:
    """``names``: name in the form → key; ``twice``: numbers of lines that repeat a name, ``cut`` of labels too long;
    ``borrowed``: languages that labels were taken from for want of the one read first, and how many."""

    choices: list[ChoicePlan] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    external: bool = False
    borrowed: dict[str, int] = field(default_factory=dict)


def read(lines: list[Line], titles: columns.Columns) -> dict[str, OptionList]:
    """By name of list, in order."""
    found: dict[str, OptionList] = {}
    for line in lines:
        list_name, name = titles.one(line.cells, "list_name"), titles.one(line.cells, "name")
        if not list_name or not name:
            continue
        options = found.setdefault(list_name, OptionList())
        options.lines.append(line)
        if name in options.names:
            options.twice.append(line.number)
            continue
        said, language = titles.text(line.cells, columns.LABEL)
        label, rest = texts.cut(texts.plain(said) or name, LONGEST_LABEL)
        if rest:
            options.cut.append(line.number)
        if language != titles.languages[0]:
            options.borrowed[language] = options.borrowed.get(language, 0) + 1
        options.names[name] = texts.key(name, options.names.values(), "option")
        options.choices.append(ChoicePlan(options.names[name], label))
    return found


def with_archived(choices: list[ChoicePlan], kept: list[dict[str, Any]]) -> list[ChoicePlan]:
    """The options on offer, and those that no longer are, each at its place."""
    everything = [ChoicePlan(choice.key, choice.label) for choice in choices]
    known = {choice.key for choice in choices}
    for one in sorted(kept, key=lambda one: one["place"]):
        if one["key"] not in known:
            known.add(one["key"])
            everything.insert(one["place"], ChoicePlan(one["key"], one["label"], archived=True))
    return everything
