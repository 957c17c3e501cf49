"""The columns of a file of organisations: their French headers, and how a cell says a fact."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.exchange.snapshots import Snapshot
from actors.models import Organisation
from commons.names import folded
from territories.models import Commune, Zone

#: By column: the headers understood, the one we write first.
HEADERS: dict[str, list[str]] = {
    "name": ["nom", "organisation", "raison sociale", "name"],
    "short_name": ["sigle", "nom court", "acronyme"],
    "aliases": ["autres noms", "alias", "noms d’usage"],
    "kind": ["type", "type d’organisation", "catégorie"],
    "legal_form": ["forme juridique", "statut juridique"],
    "siren": ["SIREN", "numéro SIREN"],
    "siret": ["SIRET", "numéro SIRET"],
    "seat": ["siège", "siège (INSEE)", "siege_insee", "code INSEE", "commune", "commune du siège"],
    "site": ["site", "site (INSEE)", "implantation_insee", "implantation", "lieu d’activité"],
    "area": ["zones d’intervention", "zone d’intervention", "territoires d’intervention"],
    "services": ["services", "ce qu’elle fait", "activités"],
    "brings": ["apporte", "ce qu’elle apporte"],
    "seeks": ["cherche", "ce qu’elle cherche"],
    "themes": ["thèmes", "thème", "mots-clés"],
    "website": ["site web", "site internet", "url"],
    "contact_email": ["courriel", "e-mail", "mail", "email", "adresse de contact"],
    "contact_phone": ["téléphone", "tél"],
    "source": ["source", "sources"],
    "checked_on": ["vérifiée le", "vérifié le", "date de vérification"],
}
#: What each column expects, for the sheet that explains.
EXPECTED: dict[str, Any] = {
    "name": gettext_lazy("Obligatoire. Le nom complet, 200 caractères au plus."),
    "short_name": gettext_lazy("60 caractères au plus."),
    "aliases": gettext_lazy("Séparés par | ou par un retour à la ligne. S’ajoutent à ceux déjà connus."),
    "kind": gettext_lazy("Un des types de l’annuaire (liste ci-dessous). Vide ou inconnu : « autre ou à préciser »."),
    "legal_form": gettext_lazy("Association loi 1901, SCIC, commune… Texte libre."),
    "siren": gettext_lazy("Neuf chiffres ; le dernier est vérifié. Les espaces sont permis."),
    "siret": gettext_lazy("Quatorze chiffres, qui commencent par le SIREN."),
    "seat": gettext_lazy(
        "La commune : code INSEE (91223) de préférence, ou nom. Les codes d’avant une fusion sont compris."
    ),
    "site": gettext_lazy("La commune où elle travaille ou reçoit, si ce n’est pas son siège."),
    "area": gettext_lazy(
        "Séparées par | ou une virgule : codes INSEE de communes, SIREN d’intercommunalité, « département:91 », "
        "« région:11 », « France »."
    ),
    "services": gettext_lazy("Ce qu’elle fait, ce qu’elle propose. Ni nom de personne, ni téléphone personnel."),
    "brings": gettext_lazy("Ce qu’elle apporte à une coopération."),
    "seeks": gettext_lazy("Ce qu’elle cherche dans une coopération."),
    "themes": gettext_lazy("Séparés par | ou une virgule."),
    "website": gettext_lazy("Commence par https:// ou http://."),
    "contact_email": gettext_lazy("Une adresse publique de l’organisation, jamais celle d’une personne."),
    "contact_phone": gettext_lazy("Un standard, jamais le téléphone d’une personne."),
    "source": gettext_lazy("Où ces faits se vérifient : une page, un document. 300 caractères au plus."),
    "checked_on": gettext_lazy("La date, 31/01/2026 ou 2026-01-31."),
}
#: Words of a type found in other files, in the order they are looked for.
_KIND_WORDS = (
    ("alec", "energy_agency"),
    ("agence locale de l energie", "energy_agency"),
    ("bailleur", "landlord"),
    ("collectivite", "local_authority"),
    ("intercommunalite", "local_authority"),
    ("cooperative", "cooperative"),
    ("reseau", "network"),
    ("pole territorial", "network"),
    ("association", "association"),
    ("universite", "research"),
    ("laboratoire", "research"),
    ("recherche", "research"),
    ("agence publique", "public_body"),
    ("etablissement public", "public_body"),
    ("centre de ressources", "public_body"),
    ("parc naturel", "public_body"),
    ("etat", "public_body"),
    ("entreprise", "company"),
    ("bureau d etudes", "company"),
    ("professionnel", "company"),
)
FRANCE = "France"
_AREA_WORDS = {Zone.Kind.DEPARTEMENT: "département", Zone.Kind.REGION: "région", Zone.Kind.EPT: "ept"}
LIST = "|;,\n"
NAMES = "|;\n"


def kind_of(cell: str) -> tuple[str, bool]:
    """The type that a cell names, empty when none is recognised, and whether it is only guessed from its words."""
    words = folded(cell)
    for value, label in Organisation.Kind.choices:
        if words in (value, folded(str(label))):
            return value, False
    padded = f" {words} "
    return next((kind for word, kind in _KIND_WORDS if f" {word} " in padded), ""), True


def split(cell: str, separators: str) -> list[str]:
    """Items of a cell, each once; a separator that belongs to an item stands behind a backslash."""
    parts = re.split(rf"(?<!\\)[{re.escape(separators)}]", cell)
    items = [re.sub(rf"\\([{re.escape(separators)}])", r"\1", part).strip() for part in parts]
    return list(dict.fromkeys(item for item in items if item))


def joined(items: Iterable[str], separators: str) -> str:
    """What ``split`` takes apart."""
    return " | ".join(re.sub(rf"([{re.escape(separators)}])", r"\\\1", item) for item in items)


def cells(snapshot: Snapshot, communes: dict[str, Commune]) -> list[str]:
    """The line of an organisation, column by column; ``communes`` by code, those of seats and sites at least."""
    said: dict[str, str] = {name: str(snapshot[name]) for name in HEADERS if isinstance(snapshot.get(name), str)}
    said["aliases"] = joined(snapshot["aliases"], NAMES)
    said["kind"] = str(Organisation.Kind(snapshot["kind"]).label)
    said["area"] = " | ".join(area(snapshot))
    said["themes"] = joined(snapshot["themes"], LIST)
    for name in ("seat", "site"):
        commune = communes.get(snapshot[name])
        said[name] = f"{commune.name} ({commune.code})" if commune else ""
    return [said[name] for name in HEADERS]


def area(snapshot: Snapshot) -> list[str]:
    """Where it works, in the codes that the column reads."""
    zones = [_zone_code(key) for key in snapshot["area_zones"]]
    return ([FRANCE] if snapshot["nationwide"] else []) + zones + list(snapshot["area_communes"])


def _zone_code(key: str) -> str:
    """``"departement-91"`` → ``"département:91"``, ``"epci-200056232"`` → ``"200056232"``."""
    kind, code = key.split("-", 1)
    word = _AREA_WORDS.get(Zone.Kind(kind))
    return f"{word}:{code}" if word else code


def headers() -> list[str]:
    return [names[0] for names in HEADERS.values()]


def explained() -> list[list[str]]:
    """The sheet that explains: a column a line, then the types known."""
    lines = [[HEADERS[name][0], str(text), ", ".join(HEADERS[name][1:])] for name, text in EXPECTED.items()]
    kinds = [["", str(label), ""] for label in Organisation.Kind.labels]
    general = [
        _("Une case vide n’efface jamais ce que l’annuaire sait déjà."),
        _("Rien n’est enregistré avant que vous n’ayez vu et confirmé ce qui va changer."),
        _("Seulement des faits publics et leur source : jamais de personne ni de coordonnées personnelles."),
    ]
    return [
        *lines,
        ["", "", ""],
        [_("Types"), "", ""],
        *kinds,
        ["", "", ""],
        *([_("À savoir"), text, ""] for text in general),
    ]
