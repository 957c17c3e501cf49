"""A workbook of actors and relations: what it says, and what it would do to an ecosystem as it is now.

Everything here is plain values that JSON keeps: a line read waits for its confirmation in the database.
"""

from collections.abc import Iterable, Mapping
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _

from actors.ecosystems import kumu
from actors.exchange import columns
from actors.exchange.matching import ANOTHER, CHANGE, CREATE, DOUBT, REFUSED, SAME, SKIPPED
from actors.models import Ecosystem, Organisation, Participation, Relation
from actors.upkeep import similar
from actors.upkeep.similar import Card, Directory
from commons import tables
from commons.names import folded
from commons.tables import Row as Line
from commons.tables import Table, Unreadable, in_figures

MOST_LINES = 2000
MOST_NEAR = 3
Row = dict[str, Any]
_NOBODY = UUID(int=0)
#: Characters that the columns of the database hold.
_LONGEST = {"name": 200, "role": 200, "since": 40, "until": 40, "source": 300}
_LONGEST |= {"wording": 200, "period": 60, "source_document": 300}


# What the file says ----------------------------------------------------------------------------------------


def read_file(file: IO[bytes], name: str, *, document: str) -> list[Row]:
    """Raises ``Unreadable``."""
    return read(tables.read_sheets(file, name, most_lines=MOST_LINES), document=document)


def read(sheets: Mapping[str, Table], *, document: str) -> list[Row]:
    """Elements then connections. ``document``: the source of what the file gives none for. Raises ``Unreadable``."""
    elements: list[Row] = []
    connections: list[Row] = []
    for title, table in sheets.items():
        if kumu.IGNORED in title.lower():
            continue
        found = table.columns(kumu.CONNECTIONS)
        if "from" in found and "to" in found:
            for line in table.rows:
                connections += _connection(line, found, document)
                _refuse_beyond(len(elements) + len(connections))
        elif "label" in (found := table.columns(kumu.ELEMENTS)):
            elements += [_element(line, found, document) for line in table.rows]
            _refuse_beyond(len(elements) + len(connections))
    if not elements and not connections:
        raise Unreadable(
            _(
                "Aucune ligne d’acteurs ni de relations : une feuille d’acteurs commence par la colonne « Label », "
                "une feuille de relations par « From » et « To »."
            )
        )
    return [*elements, *connections]


def _refuse_beyond(count: int) -> None:
    """A cell of many targets is as many lines."""
    if count > MOST_LINES:
        raise Unreadable(
            _("Ce fichier donne plus de %(most)s lignes d’acteurs et de relations, la limite : découpez-le.")
            % {"most": in_figures(MOST_LINES)}
        )


def _element(line: Line, found: Mapping[str, str], document: str) -> Row:
    said = {key: line.cells[header] for key, header in found.items()}
    facts = {name: said.get(name, "") for name in ("role", "since", "until", "source")}
    facts["source"] = facts["source"] or document
    row: Row = {"what": "participation", "number": line.number, "name": said["label"], "slug": said.get("slug", "")}
    row |= {"sought": folded(said.get("type", "")) == folded(kumu.SOUGHT), "facts": facts, "notes": []}
    if said.get("state") and not row["sought"]:
        facts["state"] = kumu.value_of(said["state"], Participation.State.choices)
    row |= {"kind": columns.kind_of(said.get("type", ""))[0], "services": said.get("description", "")[:2000]}
    row["reasons"] = _faults(line, {"name": row["name"], **facts})
    if not row["name"]:
        row["reasons"].append(_("la colonne « Label » est vide"))
    if facts.get("state") == "":
        row["reasons"].append(_("la rencontre « %(word)s » n’est pas un état connu") % {"word": said["state"]})
    if facts.get("state") == Participation.State.SOUGHT:
        row["reasons"].append(_("une organisation trouvée n’est plus recherchée"))
    return row


def _connection(line: Line, found: Mapping[str, str], document: str) -> Iterable[Row]:
    said = {key: line.cells[header] for key, header in found.items()}
    notes: list[str] = []
    facts = {
        **_said(said, notes),
        "nature": _nature(said, notes),
        "period": said.get("period", ""),
        "source_document": said.get("source", "") or document,
    }
    if said.get("confidence"):
        told = kumu.value_of(said["confidence"], Relation.Confidence.choices)
        facts["confidence"] = told or Relation.Confidence.STATED.value
    if said.get("direction", kumu.DIRECTED).lower() not in ("", kumu.DIRECTED):
        notes.append(_("sans direction dans le fichier : prise de la première colonne vers la seconde"))
    for target in kumu.cut(said["to"]) or [""]:
        row = {"what": "relation", "number": line.number, "from": said["from"], "to": target, "facts": dict(facts)}
        reasons = _faults(line, facts | {"from": said["from"], "to": target})
        if not said["from"] or not target:
            reasons.append(_("il manque une des deux organisations"))
        if not facts["source_document"]:
            reasons.append(_("aucune source : ajoutez une colonne « Source », ou dites-en une pour tout le fichier"))
        yield row | {"notes": list(notes), "reasons": reasons}


def _said(said: Mapping[str, str], notes: list[str]) -> dict[str, str]:
    """The kind that the words of the file name; those that name none are kept as they are."""
    words = said.get("type") or said.get("label") or ""
    kind = kumu.value_of(words, Relation.Kind.choices) if words else ""
    if kind:
        return {"kind": kind, "wording": ""}
    other = Relation.Kind.OTHER
    if words:
        note = _("« %(words)s » n’est pas dans notre liste : ces mots sont gardés, et classés parmi « %(kind)s »")
    else:
        note = _("relation non dite : deviendra « %(kind)s »")
    notes.append(note % {"words": words, "kind": other.label})
    return {"kind": other.value, "wording": words}


def _nature(said: Mapping[str, str], notes: list[str]) -> str:
    told = [said.get("nature", ""), *kumu.cut(said.get("tags", ""))]
    nature = next((value for word in told if (value := kumu.value_of(word, Relation.Nature.choices))), "")
    if not nature:
        notes.append(_("nature non dite : prise pour non monétaire"))
    return nature or Relation.Nature.NON_MONETARY.value


def _faults(line: Line, texts: Mapping[str, str]) -> list[str]:
    found = [f"{header} : {fault}" if header else fault for header, fault in line.faults.items()]
    for name, text in texts.items():
        longest = _LONGEST.get(name if name not in ("from", "to") else "name", len(text))
        if len(text) > longest:
            found.append(
                _("« %(text)s… » est trop long : %(most)d caractères au plus") % {"text": text[:30], "most": longest}
            )
    return found


# What it would do ------------------------------------------------------------------------------------------


def plan(rows: Iterable[Row], ecosystem: Ecosystem, choices: Mapping[str, str] | None = None) -> list[Row]:
    """The names that are in doubt or new, then each line with its ``fate`` and what it changes (``diff``).

    ``choices``: by folded name, the identifier of the organisation that it is, or ``ANOTHER``; names in doubt without
    one are passed over once ``choices`` are given. Half a dozen queries.
    """
    asked = [
        {key: row[key] for key in row if key not in ("fate", "diff", "target")} for row in rows if row["what"] != "name"
    ]
    names = _Names(asked, choices)
    taken: dict[tuple[str, ...], int] = {}
    known = _Known(ecosystem)
    for row in asked:
        row |= {"fate": REFUSED, "diff": {}, "target": "", "ends": [], "clash": ""}
        if row["reasons"]:
            continue
        keys = names.ends_of(row)
        row["fate"] = next((fate for fate in (DOUBT, SKIPPED) if fate in keys), "")
        if not row["fate"]:
            known.weigh(row, keys)
            first = taken.setdefault((row["what"], *keys, *_apart(row)), row["number"])
            if first != row["number"]:
                row |= {
                    "fate": REFUSED,
                    "reasons": [_("dit la même chose que la ligne %(number)d") % {"number": first}],
                }
    return [*names.told, *asked]


def _apart(row: Row) -> tuple[str, ...]:
    """What tells two lines between the same actors apart."""
    return (
        tuple(row["facts"].get(name, "") for name in ("kind", "wording", "period")) if row["what"] == "relation" else ()
    )


class _Names:
    """Which organisation each name of the file is; the directory is read once."""

    def __init__(self, rows: list[Row], choices: Mapping[str, str] | None) -> None:
        self.choices = choices
        self.by_name: dict[str, set[str]] = {}
        self.by_slug: dict[str, str] = {}
        self.names: dict[str, str] = {}
        for pk, name, slug, all_names in Organisation.objects.current().values_list(
            "pk", "name", "slug", "folded_names"
        ):
            self.names[str(pk)], self.by_slug[slug] = name, str(pk)
            for one in all_names.split(" / "):
                self.by_name.setdefault(one, set()).add(str(pk))
        self.directory = Directory(similar.cards(Organisation.objects.current()))
        self.found: dict[str, str] = {}
        self.told: list[Row] = []
        for row in rows:
            self._meet(row)

    def _meet(self, row: Row) -> None:
        if row["what"] == "relation":
            for name in filter(None, (row["from"], row["to"])):
                self._resolve(name, {})
        elif row["name"] and not row["sought"]:
            self._resolve(row["name"], row)

    def _resolve(self, name: str, row: Row) -> None:
        key = folded(name)
        if key in self.found or not key:
            return
        same = self.by_name.get(key, set())
        if row.get("slug") in self.by_slug:
            self.found[key] = self.by_slug[row["slug"]]
        elif len(same) == 1:
            self.found[key] = min(same)
        else:
            self._doubt(key, name, row, sorted(same))

    def _doubt(self, key: str, name: str, row: Row, same: list[str]) -> None:
        """Several bear this name, some look like it, or nobody does: then it is a new organisation."""
        card = Card(_NOBODY, (similar.spelling(name),))
        near = [[pk, self.names[pk], _("porte ce nom")] for pk in same] or [
            [str(match.pk), self.names[str(match.pk)], match.reason] for match in self.directory.near(card)[:MOST_NEAR]
        ]
        choice = (self.choices or {}).get(key, "")
        if choice in {pk for pk, _name, _why in near}:
            self.found[key] = choice
        elif near and choice != ANOTHER:
            self.found[key] = DOUBT if self.choices is None else SKIPPED
        else:
            self.found[key] = f"{CREATE} {key}"
        fate = self.found[key] if self.found[key] in (DOUBT, SKIPPED) else CREATE if " " in self.found[key] else SAME
        facts = {"kind": row.get("kind") or Organisation.Kind.OTHER.value, "services": row.get("services", "")}
        source = row["facts"]["source"] if row else ""
        self.told.append(
            {"what": "name", "key": key, "name": name, "near": near, "fate": fate, "facts": facts | {"source": source}}
        )

    def ends_of(self, row: Row) -> tuple[str, ...]:
        """Identifiers, ``"create <name>"`` for who is to be created, or why nobody can be named yet."""
        if row["what"] == "relation":
            return self.found.get(folded(row["from"]), SKIPPED), self.found.get(folded(row["to"]), SKIPPED)
        return ("", folded(row["name"])) if row["sought"] else (self.found.get(folded(row["name"]), SKIPPED),)


class _Known:
    """What the ecosystem already holds."""

    def __init__(self, ecosystem: Ecosystem) -> None:
        self.held: dict[tuple[str, ...], Participation | Relation] = {}
        for row in ecosystem.participations.order_by("-pk"):
            self.held[(str(row.organisation_id),) if row.organisation_id else ("", folded(row.sought))] = row
        for relation in ecosystem.relations.order_by("-pk"):
            ends = str(relation.source_id), str(relation.target_id)
            self.held["relation", *ends, relation.kind, relation.wording, relation.period] = relation

    def weigh(self, row: Row, keys: tuple[str, ...]) -> None:
        row["ends"] = list(keys)
        if row["what"] == "relation" and keys[0] == keys[1]:
            row |= {"fate": REFUSED, "clash": _("une relation va d’une organisation à une autre")}
            return
        held = self.held.get(("relation", *keys, *_apart(row)) if row["what"] == "relation" else keys)
        if held is None:
            row["fate"] = CREATE
            return
        # An empty cell empties nothing.
        told = {name: value for name, value in row["facts"].items() if value}
        row["diff"] = {
            name: [getattr(held, name), value] for name, value in told.items() if getattr(held, name) != value
        }
        row |= {"fate": CHANGE if row["diff"] else SAME, "target": str(held.pk)}
