"""What each type of question of the standard is in a grid."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from pyxform import aliases

from interviews.models import Question

Kind = Question.Kind
_SELECT = re.compile(
    rf"(?P<command>{'|'.join(sorted(map(re.escape, aliases.select), key=len, reverse=True))})"
    r"\s+(?P<list>\S+)(?P<other>\s+(?:or_other|or other|or specify other))?\s*\Z"
)
_BEGIN = re.compile(r"begin[ _](?P<control>group|repeat|lgroup|loop|looped group)\b")
_END = re.compile(r"end[ _](?:group|repeat|lgroup|loop|looped group)\b")
_PARAMETER = re.compile(r"([\w-]+)\s*=\s*([^\s,;]+)")
_FROM_FILE = (".csv", ".xml", ".geojson")

_PLAIN: dict[str, tuple[str, Any]] = {
    "text": (Kind.SHORT_TEXT, ""),
    "string": (Kind.SHORT_TEXT, ""),
    "integer": (Kind.NUMBER, ""),
    "int": (Kind.NUMBER, ""),
    "decimal": (Kind.NUMBER, ""),
    "date": (Kind.DATE, ""),
    "time": (Kind.SHORT_TEXT, _("une heure devient un texte court")),
    "datetime": (Kind.SHORT_TEXT, _("une date avec une heure devient un texte court")),
    "barcode": (Kind.SHORT_TEXT, _("un code-barres devient un texte court")),
    "percentage": (Kind.NUMBER, ""),
}
#: What is not asked of anyone: worked out, measured, photographed.
_WITHOUT: dict[str, Any] = {
    "calculate": _("un calcul"),
    "hidden": _("une valeur cachée"),
    "geopoint": _("une position GPS"),
    "geotrace": _("un tracé GPS"),
    "geoshape": _("une surface GPS"),
    "start-geopoint": _("une position GPS"),
    "background-geopoint": _("une position GPS"),
    "image": _("une photo"),
    "photo": _("une photo"),
    "audio": _("un enregistrement"),
    "background-audio": _("un enregistrement"),
    "video": _("une vidéo"),
    "file": _("un fichier"),
    "acknowledge": _("une case « j’ai lu »"),
    "trigger": _("une case « j’ai lu »"),
    "osm": _("un objet OpenStreetMap"),
    "audit": _("le suivi de la saisie"),
    "csv-external": _("un fichier joint"),
    "xml-external": _("un fichier joint"),
}


@dataclass(frozen=True)
class Type:
    """``kind`` empty: a grid has no such question; ``says``: what is lost, in French."""

    kind: str = ""
    says: Any = ""
    list_name: str = ""
    or_other: bool = False
    #: The first and last places of a scale.
    ends: tuple[int, int] | None = None
    whole: bool = False


def control(typed: str) -> str:
    """``group``, ``repeat``, ``end``, or nothing for a question."""
    word = " ".join(typed.split()).lower()
    if found := _BEGIN.match(word):
        return "group" if found["control"] == "group" else "repeat"
    return "end" if _END.match(word) else ""


def of(typed: str, *, appearance: str = "", parameters: str = "", rows: str = "") -> Type:
    word = " ".join(typed.split())
    if select := _SELECT.match(word):
        return _select(select)
    word = word.lower()
    if word in ("text", "string") and (rows or "multiline" in appearance or "rows" in dict(_pairs(parameters))):
        return Type(Kind.LONG_TEXT)
    if word == "range":
        return _range(dict(_pairs(parameters)))
    if word in _PLAIN:
        kind, says = _PLAIN[word]
        return Type(kind, says, whole=word in ("integer", "int"))
    return Type(says=_WITHOUT.get(word, _("une donnée que le téléphone enregistre")))


def _select(match: re.Match[str]) -> Type:
    meant, name = aliases.select[match["command"]], match["list"]
    if "from_file" in match["command"] or "from file" in match["command"] or name.endswith(_FROM_FILE):
        return Type(Kind.SHORT_TEXT, _("les options sont dans un autre fichier : la question devient un texte court"))
    if name.startswith("${"):
        return Type(Kind.SHORT_TEXT, _("les options viennent d’une répétition : la question devient un texte court"))
    if meant == "rank":
        return Type(Kind.SEVERAL_CHOICES, _("l’ordre de préférence se note dans le texte"), name)
    kind = Kind.SEVERAL_CHOICES if meant == "select all that apply" else Kind.ONE_CHOICE
    return Type(kind, list_name=name, or_other=bool(match["other"]))


def _range(parameters: dict[str, str]) -> Type:
    try:
        start, end = float(parameters.get("start", "0")), float(parameters.get("end", "10"))
        step = float(parameters.get("step", "1"))
    except ValueError:
        return Type(Kind.NUMBER, _("cette échelle devient un nombre"))
    if step != 1 or not (start.is_integer() and end.is_integer()) or not -32768 <= start < end <= 32767:
        return Type(Kind.NUMBER, _("une échelle qui n’avance pas de 1 en 1 devient un nombre"))
    return Type(Kind.SCALE, ends=(int(start), int(end)), whole=True)


def _pairs(parameters: str) -> list[tuple[str, str]]:
    return _PARAMETER.findall(parameters.lower())


def written(kind: str, *, ends: tuple[int, int] | None, list_name: str) -> dict[str, str]:
    """The cells that say a kind; a closed question without a list, an organisation, a commune are texts."""
    if kind == Kind.SCALE and ends:
        return {"type": "range", "parameters": f"start={ends[0]} end={ends[1]} step=1"}
    if kind in (Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES) and list_name:
        return {"type": f"{'select_one' if kind == Kind.ONE_CHOICE else 'select_multiple'} {list_name}"}
    plain = {Kind.NUMBER: "decimal", Kind.DATE: "date"}.get(Kind(kind), "text")
    return {"type": plain} | ({"appearance": "multiline"} if kind == Kind.LONG_TEXT else {})
