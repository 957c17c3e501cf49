"""Who gets what at the addresses of territories."""

from typing import Any

from territories.models import Composition, Indicator
from tests.access import WRITERS, Line, only
from tests.scene import Scene

#: Researchers and coordinators of any commons write territories.
COMPOSERS = (*WRITERS, "foreigner")


def _there(scene: Scene) -> dict[str, Any]:
    return {"slug": scene.territory.slug}


def _with_indicator(scene: Scene) -> None:
    scene.things["indicator"] = Indicator.objects.create(
        territory=scene.territory, name="Logements vacants", value=12, year=2024, source="INSEE"
    )


def _indicator(scene: Scene) -> dict[str, Any]:
    return {"slug": scene.territory.slug, "pk": scene.indicator.pk}


def _being_composed(scene: Scene) -> None:
    """Everyone has something prepared: the preview is refused for its address, not for want of communes."""
    commune = scene.territory.communes.get().pk
    Composition.objects.bulk_create(
        Composition(territory=scene.territory, by=person, codes=[commune], base=[commune])
        for person in scene.people.values()
    )


def _writes(name: str, posted: int, data: dict[str, Any] | None = None, **more: Any) -> list[Line]:
    """A page that composers alone open, and what its form answers them."""
    more = {"kwargs": _there, **more}
    return [
        Line(name, "GET", 403, only(200, *COMPOSERS), **more),
        Line(name, "POST", 403, only(posted, *COMPOSERS), data=lambda scene: data or {}, **more),
    ]


WRITTEN = {"name": "Terrain", "certainty": "probable", "justification": "Un arrêté de 2016."}
FIGURE = {"name": "Emplois", "value": "1 234,5", "unit": "emplois", "year": "2024", "source": "INSEE"}

LINES = [
    Line("territory_list", "GET", 200),
    Line(
        "territory_mandates",
        "GET",
        403,
        only(200, "coordinator"),
        kwargs=lambda scene: {"slug": scene.territory.slug},
    ),
    Line(
        "territory_mandates",
        "POST",
        403,
        only(302, "coordinator"),
        kwargs=lambda scene: {"slug": scene.territory.slug},
    ),
    Line("territory_ground", "GET", 200),
    Line("tile", "GET", 404, kwargs=lambda scene: {"z": 3, "x": 4, "y": 2}, note="sans fournisseur"),
    Line("territory_outline", "GET", 200, kwargs=lambda scene: {"slug": scene.territory.slug}),
    Line("territory_outline", "GET", 404, kwargs=lambda scene: {"slug": "nulle-part"}, note="inconnu"),
    Line("territory_compare", "GET", 200),
    Line("territory_compare_csv", "GET", 200),
    *_writes("territory_create", 302, WRITTEN | {"kind": "rural"}, kwargs=lambda scene: {}),
    *_writes("territory_edit", 302, WRITTEN),
    *_writes("territory_kind", 302, {"kind": "rural"}),
    *_writes("territory_remove", 422),
    Line("territory_terrains", "GET", 403, only(200, *COMPOSERS), kwargs=_there),
    Line(
        "territory_terrains",
        "POST",
        403,
        only(302, *WRITERS) | {"foreigner": 404},
        kwargs=_there,
        data=lambda scene: {"commons": "commun", "commun-state": "agreed"},
    ),
    Line("territory_compose", "GET", 403, only(200, *COMPOSERS), kwargs=_there),
    Line("territory_compose_change", "POST", 403, only(302, *COMPOSERS), kwargs=_there),
    Line("territory_compose_map", "GET", 403, only(200, *COMPOSERS), kwargs=_there, prepare=_being_composed),
    *_writes("territory_compose_paste", 200, {"pasted": "99999"}),
    *_writes("territory_compose_save", 302),
    *_writes("indicator_list", 302, FIGURE),
    *_writes("indicator_import", 422),
    *_writes("indicator_edit", 302, FIGURE, kwargs=_indicator, prepare=_with_indicator),
    Line("indicator_remove", "POST", 403, only(302, *COMPOSERS), kwargs=_indicator, prepare=_with_indicator),
]
