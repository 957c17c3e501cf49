"""The columns of a workbook of actors and relations: Kumu's own, then ours, in the order they are written.

Kumu reads a sheet whose first column is ``Label`` as elements, one that begins with ``From`` and ``To`` as connections,
parts several values of a cell at ``|``, keeps any other column as a field, and leaves a sheet named ``(ignore)``
(docs.kumu.io, guides/import). A file of ours comes back as it went out.
"""

from collections.abc import Iterable

from commons.names import folded

ELEMENTS = {
    "label": ("Label",),
    "type": ("Type",),
    "description": ("Description",),
    "tags": ("Tags",),
    "slug": ("Adresse",),
    "role": ("Rôle", "Role"),
    "since": ("Depuis", "Since"),
    "until": ("Jusqu’à", "Until"),
    "source": ("Source",),
    "state": ("Rencontre",),
}
CONNECTIONS = {
    "from": ("From", "De"),
    "to": ("To", "Vers"),
    "direction": ("Direction",),
    "type": ("Type", "Relation"),
    "label": ("Label",),
    "description": ("Description",),
    "tags": ("Tags",),
    "nature": ("Nature",),
    "period": ("Période", "Period"),
    "source": ("Source",),
    "confidence": ("Fiabilité",),
}
#: Columns that only those who see the evidence find in their file, and may bring back.
EVIDENCE = {"state", "confidence"}
#: The type of an element that names nobody yet.
SOUGHT = "acteur recherché"
DIRECTED = "directed"
IGNORED = "(ignore)"


def headers(columns: dict[str, tuple[str, ...]], *, evidence: bool) -> list[str]:
    return [names[0] for key, names in columns.items() if evidence or key not in EVIDENCE]


def value_of(cell: str, choices: Iterable[tuple[str, object]]) -> str:
    """The value that a cell names, by itself or by its French words; empty when it names none."""
    wanted = folded(cell)
    return next((value for value, label in choices if wanted in (folded(value), folded(str(label)))), "")


def cut(cell: str) -> list[str]:
    """The values of a cell."""
    return list(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))


def sheet_names() -> tuple[str, str]:
    """As Kumu's own exports name them."""
    return "Elements", "Connections"
