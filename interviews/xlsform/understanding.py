"""A form as a grid: its rows one by one, in order, and what became of each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from commons.tables import Unreadable, in_figures
from interviews.grids.answers import Asked
from interviews.xlsform import columns, inventory, options, relevance, rows, texts, types
from interviews.xlsform.plans import Fate, GridPlan, QuestionPlan, Remark, SectionPlan
from interviews.xlsform.sheets import Form, Line

LONGEST_HELP = 4000
#: What a page and a conversation still bear.
MOST_QUESTIONS = 1000


@dataclass
class Group:
    """``label`` empty: it only arranges a screen. ``rank``: which of all groups, ``number``: that of its line,
    ``entry``: its row in the layout. ``asks``: it holds a question."""

    rank: int
    number: int
    label: str
    name: str
    entry: dict[str, Any]
    help: str = ""
    condition: dict[str, Any] = field(default_factory=dict)
    asks: bool = False


@dataclass
class Pending:
    """A note, until it is known what it helps."""

    line: Line
    name: str
    text: str
    entry: dict[str, Any]


def understand(form: Form) -> tuple[GridPlan, list[Remark]]:
    """The grid, which keeps in ``extra`` all that it has no use for, and the report. Raises ``Unreadable``."""
    return _Understanding(form).whole()


class _Understanding:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.title = texts.cut(inventory.title(form), inventory.LONGEST_TITLE)[0]
        settings = inventory.settings(form)
        default = next((v for k, v in settings.items() if k.strip().lower() == "default_language"), "")
        self.languages = columns.languages(form.headers("survey"), form.headers("choices"), default)
        self.titles = columns.of(form.headers("survey"), self.languages)
        listed = columns.of(form.headers("choices"), self.languages)
        external = columns.of(form.headers("external_choices"), self.languages)
        lists = options.read(form.lines("choices"), listed)
        for name, found in options.read(form.lines("external_choices"), external).items():
            lists.setdefault(name, replace(found, external=True))
        self.book = rows.Book(self.titles, lists, inventory.archived(form))
        self.remarks: list[Remark] = []
        self.layout: list[dict[str, Any]] = []
        self.sections: list[SectionPlan] = []
        self.stack: list[Group] = []
        self.path: tuple[int, ...] | None = None
        self.paths: set[tuple[int, ...]] = set()
        self.pending: list[Pending] = []
        self.known: dict[str, tuple[Asked, dict[str, str]]] = {}
        self.whole_numbers: set[str] = set()
        self.keys: set[str] = set()
        self.section_keys: set[str] = set()
        self.begun: list[tuple[Group, int]] = []
        self.users: dict[str, list[str]] = {}

    def whole(self) -> tuple[GridPlan, list[Remark]]:
        for line in self.form.lines("survey"):
            self._row(line)
        if not self.sections:
            raise Unreadable(_("Ce formulaire ne pose aucune question : il n’y a rien à importer."))
        self._tell_what_asks_nothing()
        plan = GridPlan(self.title, self.sections)
        self._mark_what_is_taken()
        plan.extra = inventory.kept(self.form, plan, self.layout, self.languages)
        told = [*self.remarks, *inventory.remarks(self.form, self.book, self.users), *inventory.beyond_the_editor(plan)]
        return plan, inventory.in_order(told)

    def _mark_what_is_taken(self) -> None:
        for section in self.sections:
            for question in section.questions:
                question.extra["taken"] = question.facets()
        for entry in self.layout:
            if "section" in entry:
                section = next(one for one in self.sections if one.key == entry["section"])
                entry["taken"] = section.facets()

    def _row(self, line: Line) -> None:
        typed = self.titles.one(line.cells, "type")
        control = types.control(typed)
        name = self.titles.one(line.cells, "name")
        if not typed or self.titles.one(line.cells, "disabled").lower() in ("yes", "true"):
            self._keep(line)
            self._say(line, name, Fate.KEPT, _("ligne sans type ou désactivée"))
        elif control == "end":
            self._end(line)
        elif control:
            self._begin(line, name, repeats=control == "repeat")
        elif typed.strip().lower() in ("note", "q note", "add note prompt"):
            parts = (self.titles.text(line.cells, column)[0] for column in columns.TRANSLATED)
            text = "\n".join(part for part in map(texts.plain, parts) if part)
            self.pending.append(Pending(line, name, text, self._keep(line)))
        elif not (meant := rows.type_of(self.book, line.cells)).kind:
            self._keep(line)
            self._say(line, name, Fate.KEPT, _("%(what)s n’est pas une question") % {"what": meant.says})
        else:
            self._question(line, name)

    def _keep(self, line: Line) -> dict[str, Any]:
        entry: dict[str, Any] = {"row": line.cells}
        self.layout.append(entry)
        return entry

    def _say(
        self, line: Line, name: str, fate: Fate, head: str, losses: Sequence[str] = (), kept: Sequence[str] = ()
    ) -> None:
        self.remarks.append(Remark("survey", line.number, name, fate, head, losses, kept))

    # Groups

    def _begin(self, line: Line, name: str, *, repeats: bool) -> None:
        label = texts.plain(self.titles.text(line.cells, columns.LABEL)[0])
        hint = texts.plain(self.titles.text(line.cells, columns.HINT)[0])
        if not label and not self.stack:
            label = _("Questions") if _MADE_UP.match(name) else name.replace("_", " ").strip().capitalize()
        wanted = self.titles.one(line.cells, "communs_key") or name
        group = Group(len(self.begun), line.number, label, wanted, self._keep(line), hint)
        titled = _("la partie « %(title)s »") % {"title": label}
        head = titled if label else _("un groupe sans titre : ses questions restent dans la partie")
        fate, says = Fate.TAKEN, []
        if self._labels() and label:
            fate = Fate.APPROXIMATED
            says.append(_("sous-partie, mise à plat"))
        if expression := self.titles.one(line.cells, "relevant"):
            fate = Fate.APPROXIMATED
            try:
                group.condition = relevance.read(expression, self.known, frozenset(self.whole_numbers))
                says.append(_("sa condition est portée par chacune de ses questions"))
            except relevance.NotSimple:
                group.entry["raw"] = True
                says.append(_("sa condition, trop complexe, est gardée pour l’export"))
        if repeats:
            fate = Fate.KEPT
            says.append(_("répétition : ses questions ne sont posées qu’une fois"))
        self._say(line, name, fate, head, says, list(rows.kept(self.book, line.cells).values()))
        self.begun.append((group, len(self.remarks) - 1))
        self.stack.append(group)

    def _tell_what_asks_nothing(self) -> None:
        """Known once the form is read."""
        for note in self.pending:
            self._say(note.line, note.name, Fate.KEPT, _("une note qui clôt le formulaire"))
        for group, place in self.begun:
            if group.label and not group.asks:
                says = _("« %(title)s » : un groupe qui ne pose aucune question") % {"title": group.label}
                self.remarks[place] = replace(self.remarks[place], fate=Fate.KEPT, head=says, losses=(), kept=())

    def _end(self, line: Line) -> None:
        """Notes that close a part are its own, not the next one's."""
        self._keep(line)
        if self.pending and self.sections and self.path == tuple(group.rank for group in self._labels()):
            self._leave_notes(self.sections[-1])
        if self.stack:
            self.stack.pop()

    def _labels(self) -> list[Group]:
        return [group for group in self.stack if group.label]

    def _section(self) -> SectionPlan:
        """The part the next question goes into, opened when it is met."""
        groups = self._labels()
        path = tuple(group.rank for group in groups)
        if path == self.path:
            return self.sections[-1]
        title = " – ".join(group.label for group in groups) or self.title
        again, self.path = path in self.paths, path
        self.paths.add(path)
        if again:
            title = _("%(title)s (suite)") % {"title": title}
        wanted = groups[-1].name if groups else "questions"
        short, rest = texts.cut(title, inventory.LONGEST_TITLE)
        section = SectionPlan(texts.key(wanted, self.section_keys, "partie"), short)
        self.section_keys.add(section.key)
        helping = [rest]
        if groups and not again:
            groups[-1].entry["section"] = section.key
            helping.append(groups[-1].help)
        section.help, lost = texts.cut("\n".join(part for part in helping if part), LONGEST_HELP)
        if rest:
            self._say_of(groups, _("titre de partie long : la suite est dans l’aide"))
        if lost:
            self._say_of(groups, _("aide de la partie trop longue, coupée"))
        self.sections.append(section)
        self._leave_notes(section)
        return section

    def _say_of(self, groups: list[Group], says: str) -> None:
        number, name = (groups[-1].number, groups[-1].name) if groups else (0, "")
        self.remarks.append(Remark("survey", number, name, Fate.APPROXIMATED, says))

    def _leave_notes(self, target: SectionPlan | QuestionPlan) -> None:
        """What is said before a question helps it, or the part that it opens; what is too long is only kept."""
        kind = "section" if isinstance(target, SectionPlan) else "question"
        title = target.title if isinstance(target, SectionPlan) else target.text
        before: list[str] = []
        for note in self.pending:
            long = len("\n".join([*before, note.text, target.help])) > LONGEST_HELP
            conditional = self.titles.one(note.line.cells, "relevant")
            if long or not note.text:
                says = _("cette note est trop longue pour une aide") if long else _("cette note ne dit rien")
                self._say(note.line, note.name, Fate.KEPT, says)
                continue
            before.append(note.text)
            note.entry["into"] = [kind, target.key]
            says = _("cette note devient l’aide de « %(title)s »") % {"title": texts.cut(title, 60)[0]}
            kept = [_("condition")] if conditional else []
            self._say(note.line, note.name, Fate.APPROXIMATED, says, kept=kept)
        target.help = "\n".join(part for part in (*before, target.help) if part)
        self.pending = []

    # Questions

    def _question(self, line: Line, name: str) -> None:
        if len(self.keys) == MOST_QUESTIONS:
            raise Unreadable(
                _("Ce formulaire a plus de %(most)s questions, la limite d’une grille d’entretien.")
                % {"most": in_figures(MOST_QUESTIONS)}
            )
        section = self._section()
        for group in self.stack:
            group.asks = True
        wanted = self.titles.one(line.cells, "communs_key") or name
        if wanted in self.keys and self.stack:
            wanted = f"{self.stack[-1].name}_{wanted}"
        key = texts.key(wanted, self.keys)
        self.keys.add(key)
        made = rows.question(self.book, line.cells, key)
        question = made.question
        self._leave_notes(question)
        self._condition(line, made)
        question.extra["row"] = line.cells
        section.questions.append(question)
        self.layout.append({"question": key})
        names = self.book.lists[made.meant.list_name].names if question.choices and made.meant.list_name else {}
        self.known[name] = (replace(question.asked(), conditions=question.conditions), dict(names))
        if made.meant.whole:
            self.whole_numbers.add(name)
        if made.meant.list_name:
            self.users.setdefault(made.meant.list_name, []).append(name)
        fate = Fate.APPROXIMATED if made.losses else Fate.TAKEN
        self._say(line, name, fate, str(question.kind_label), made.losses, made.kept)

    def _condition(self, line: Line, made: rows.Reading) -> None:
        """Its own, and those of the groups around it."""
        found: dict[str, Any] = {}
        whole = frozenset(self.whole_numbers)
        try:
            own = rows.own_condition(self.book, line.cells)
            if own is not None:
                found = relevance.checked(own, [asked for asked, _names in self.known.values()])
            elif expression := self.titles.one(line.cells, "relevant"):
                found = relevance.read(expression, self.known, whole)
        except (relevance.NotSimple, TypeError):
            made.question.extra["raw"] = True
            made.losses.append(_("sa condition, trop complexe, est gardée pour l’export : elle est toujours posée"))
        conditions = {asked.key: asked.conditions for asked, _names in self.known.values()}
        for group in self.stack:
            try:
                if not relevance.implies(found, group.condition, conditions):
                    found = relevance.both(group.condition, found)
            except relevance.NotSimple:
                made.losses.append(_("la condition de la partie ne se joint pas à la sienne"))
        made.question.conditions = found


#: A name that a form builder gives to a group nobody named.
_MADE_UP = re.compile(r"group_?[a-z0-9]{6,9}\Z")
