"""The public directory of companies, asked by SIREN or SIRET: what it says is proposed, never written by itself.

Contract: ``GET /search?q=<number>`` answers ``{"results": [{siren, nom_complet, sigle, nature_juridique,
etat_administratif, statut_diffusion, siege: {siret, commune, …}, matching_etablissements: […]}, …]}``; a ceased company
is ``C``, a closed establishment ``F``. Source: https://recherche-entreprises.api.gouv.fr/docs/.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from commons import remote
from commons.names import on_one_line
from territories import codes

#: Seconds: a person waits in front of the page.
PATIENCE = 4.0
MOST = 2_000_000

#: Legal categories that actors of territories have, by the code of Insee (nomenclature of 2022).
LEGAL_FORMS = {
    "1000": "entrepreneur individuel",
    "4110": "établissement public national à caractère industriel ou commercial",
    "4140": "établissement public local à caractère industriel ou commercial",
    "5458": "SARL coopérative de production (SCOP)",
    "5460": "SARL coopérative",
    "5498": "SARL unipersonnelle",
    "5499": "SARL",
    "5515": "SA d’économie mixte",
    "5546": "SA de HLM",
    "5558": "SA coopérative de production (SCOP)",
    "5560": "SA coopérative",
    "5599": "SA à conseil d’administration",
    "5699": "SA à directoire",
    "5710": "SAS",
    "5720": "SAS unipersonnelle",
    "6220": "groupement d’intérêt économique",
    "6317": "société coopérative agricole",
    "6540": "société civile immobilière",
    "7210": "commune",
    "7220": "département",
    "7230": "région",
    "7343": "communauté urbaine",
    "7344": "métropole",
    "7346": "communauté de communes",
    "7348": "communauté d’agglomération",
    "7353": "syndicat intercommunal à vocation unique",
    "7354": "syndicat mixte fermé",
    "7355": "syndicat mixte ouvert",
    "7361": "centre communal d’action sociale",
    "7410": "groupement d’intérêt public",
    "9210": "association non déclarée",
    "9220": "association loi de 1901",
    "9221": "association d’insertion par l’économique",
    "9230": "association reconnue d’utilité publique",
    "9300": "fondation",
}


@dataclass(frozen=True)
class Company:
    """What the directory says of one; empty where it says nothing usable."""

    siren: str
    #: Of the establishment asked for, else of the seat.
    siret: str = ""
    name: str = ""
    short_name: str = ""
    legal_form: str = ""
    #: INSEE code of the commune of that establishment.
    commune: str = ""
    #: It has ceased, or that establishment is closed.
    closed: bool = False


def find(number: str) -> Company | None:
    """The company of this SIREN or SIRET, digits only. Raises ``remote.Unreachable``."""
    try:
        said = remote.get_json(f"{settings.COMPANY_DIRECTORY_URL}/search", {"q": number}, patience=PATIENCE, most=MOST)
    except remote.Refused as refusal:
        if refusal.status in {400, 404}:
            return None
        raise remote.Unreachable(str(refusal)) from refusal  # too many questions: another day
    rows = said.get("results") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        raise remote.Unreachable("shape")
    found = next((row for row in rows if isinstance(row, dict) and row.get("siren") == number[:9]), None)
    return _read(found, number) if found else None


def _read(row: dict[str, Any], number: str) -> Company:
    seat = _mapping(row.get("siege"))
    others = row.get("matching_etablissements")
    places = [seat, *(_mapping(place) for place in (others if isinstance(others, list) else []))]
    place = next((place for place in places if place.get("siret") == number), seat)
    siret = _text(place.get("siret"), 14)
    code = _text(place.get("commune") or place.get("code_commune"), 5)
    # A sole trader's name is a person's: it is not ours to publish.
    person = row.get("nature_juridique") == "1000" or row.get("statut_diffusion") == "P"
    return Company(
        siren=number[:9],
        siret=siret if siret.isdecimal() and len(siret) == 14 and siret.startswith(number[:9]) else "",
        name="" if person else _text(row.get("nom_raison_sociale") or row.get("nom_complet"), 200),
        short_name="" if person else _text(row.get("sigle"), 60),
        legal_form=LEGAL_FORMS.get(_text(row.get("nature_juridique"), 4), ""),
        commune=code if codes.CODE.fullmatch(code) else "",
        closed=row.get("etat_administratif") == "C" or place.get("etat_administratif") == "F",
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any, most: int) -> str:
    """On one line, without what no page should hold; nothing when it is longer than it can be."""
    if not isinstance(value, str) or len(value) > 4 * most:
        return ""
    plain = on_one_line("".join(char for char in value if char.isprintable() or char.isspace()))
    return plain if len(plain) <= most else ""
