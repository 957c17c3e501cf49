"""What an organisation or a place is called when it is not named: apart from the others, and yet like several."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from string import ascii_uppercase

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from actors.models import Organisation
from territories.models import Commune

Kind = Organisation.Kind
#: Fewer communes of the territory than this under one description, and it names: a list of communes is complete.
FEWEST_COMMUNES = 3
#: The directory is not: two of a kind here are more outside.
FEWEST_ORGANISATIONS = 2
_SIZES = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
#: INSEE's grid of densities: two urban degrees, two rural ones.
_URBAN, _RURAL = ("1", "2"), ("3", "4")


def of_kind(kind: str, around: Collection[str]) -> str:
    """An organisation of ``kind``, among those of ``around``, the kinds of all known here."""
    said = {
        Kind.NETWORK: _("un réseau"),
        Kind.ENERGY_AGENCY: _("une agence locale de l’énergie"),
        Kind.LOCAL_AUTHORITY: _("une collectivité"),
        Kind.PUBLIC_BODY: _("un organisme public"),
        Kind.COMPANY: _("une entreprise"),
        Kind.COOPERATIVE: _("une coopérative"),
        Kind.ASSOCIATION: _("une association"),
        Kind.LANDLORD: _("un bailleur social"),
        Kind.RESEARCH: _("une équipe de recherche"),
    }
    alike = sum(1 for each in around if each == kind)
    return said.get(Kind(kind), _("une organisation")) if alike >= FEWEST_ORGANISATIONS else _("une organisation")


def apart(wording: str, used: Collection[str]) -> str:
    """« une association », then « une autre association », « une troisième »…: the first that is not of ``used``."""
    article, _space, rest = wording.partition(" ")
    for rank in ("", _("autre"), _("troisième"), _("quatrième"), _("cinquième"), _("sixième")):
        said = " ".join(part for part in (article, rank, rest) if part)
        if said not in used:
            return said
    return _lettered(wording, used)


def of_communes(
    communes: Iterable[Commune], *, territory: Sequence[Commune], used: Collection[str], key: str
) -> dict[str, str]:
    """By code: what each is called. Letters part those that are alike, in an order that ``key`` alone gives: that of
    the alphabet would tell which is which."""
    taken = set(used)
    alike: dict[str, list[Commune]] = defaultdict(list)
    crowd = Counter(said for commune in territory for said in set(_descriptions(commune)))
    inside = {commune.code for commune in territory}
    for commune in communes:
        outside = bool(inside) and commune.code not in inside
        alike[_("une commune hors du territoire") if outside else _description(commune, crowd)].append(commune)
    said: dict[str, str] = {}
    for wording, those in alike.items():
        several = len(those) > 1 or any(each == wording or each.startswith(f"{wording} (") for each in taken)
        for commune in sorted(those, key=lambda each: sha256(f"{key}{each.code}".encode()).digest()):
            said[commune.code] = _lettered(wording, taken) if several else wording
            taken.add(said[commune.code])
    return said


def _lettered(wording: str, taken: Collection[str]) -> str:
    """Whoever has ``wording`` alone was the first: it stands for the letter A."""
    letters = ascii_uppercase[1:] if wording in taken else ascii_uppercase
    names = [*letters, *(f"{one}{other}" for one in ascii_uppercase for other in ascii_uppercase)]
    return next(said for letter in names if (said := f"{wording} ({letter})") not in taken)


def _description(commune: Commune, crowd: Counter[str]) -> str:
    """The narrowest that enough communes of the territory share."""
    for said in _descriptions(commune):
        if crowd[said] >= FEWEST_COMMUNES:
            return said
    return _("une commune du territoire") if sum(crowd.values()) else _("une commune")


def _descriptions(commune: Commune) -> list[str]:
    """From the narrowest."""
    what = _("une commune")
    if commune.density in _URBAN:
        what = _("une commune urbaine")
    elif commune.density in _RURAL:
        what = _("une commune rurale")
    facts = {"what": what, "size": _size(commune.population)}
    narrow = [_("%(what)s %(size)s du territoire") % facts] if facts["size"] else []
    return [*narrow, _("%(what)s du territoire") % facts]


def _size(population: int | None) -> str:
    if population is None:
        return ""
    above = next((size for size in _SIZES if population < size), None)
    if above is None:
        return _("de plus de %(low)s habitants") % {"low": _figure(_SIZES[-1])}
    if above == _SIZES[0]:
        return _("de moins de %(high)s habitants") % {"high": _figure(above)}
    low = _SIZES[_SIZES.index(above) - 1]
    return _("de %(low)s à %(high)s habitants") % {"low": _figure(low), "high": _figure(above)}


def _figure(number: int) -> str:
    return str(number_format(number, use_l10n=True, force_grouping=True))
