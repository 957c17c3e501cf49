"""Finding an organisation by a name with a letter wrong."""

from rapidfuzz import fuzz, process

from actors.models import Organisation
from actors.models.organisation import OrganisationQuerySet
from commons.names import folded

#: Out of 100: below, it is another name.
ALIKE = 78


def look_alike(rows: OrganisationQuerySet, typed: str, limit: int = 5) -> list[Organisation]:
    """Those of ``rows`` of which one name looks like ``typed``, best first. Two queries."""
    wanted = folded(typed)
    if len(wanted) < 3:
        return []
    names = {
        (pk, name): name
        for pk, all_names in rows.order_by("pk").values_list("pk", "folded_names")
        for name in all_names.split(" / ")
    }
    found = process.extract(wanted, names, scorer=_score, processor=None, score_cutoff=ALIKE, limit=4 * limit)
    keys = list(dict.fromkeys(key[0] for _name, _score_, key in found))[:limit]
    by_key = rows.in_bulk(keys)
    return [by_key[key] for key in keys]


def _score(name: str, wanted: str, *, score_cutoff: float | None = None) -> float:
    """The whole name, or its words in any order, some left out."""
    return max(
        fuzz.ratio(name, wanted, score_cutoff=score_cutoff),
        0.95 * fuzz.token_set_ratio(name, wanted, score_cutoff=score_cutoff),
        0.95 * fuzz.partial_ratio(name, wanted, score_cutoff=score_cutoff) if len(name) >= len(wanted) > 3 else 0.0,
    )
