"""Who gets what at the addresses of actors."""

from typing import Any

from tests.access import WRITERS, Line, only
from tests.scene import Scene

#: Writers of any commons edit; a partner, what acts in their territory.
EDITORS = (*WRITERS, "foreigner")


def _typed(scene: Scene, **fields: Any) -> dict[str, Any]:
    return {"name": "Agence renommée", "kind": "association", **fields}


LINES = [
    Line("territory_detail", "GET", 200, kwargs=lambda scene: {"slug": scene.territory.slug}),
    Line("territory_detail", "GET", 404, kwargs=lambda scene: {"slug": "nulle-part"}, note="inconnu"),
    Line("organisation_list", "GET", 200),
    Line("organisation_detail", "GET", 200, kwargs=lambda scene: {"slug": scene.organisation.slug}),
    Line("ecosystem_detail", "GET", 200, kwargs=lambda scene: {"slug": scene.ecosystem.slug}),
    Line(
        "organisation_edit",
        "GET",
        403,
        only(200, *EDITORS, "partner"),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
    ),
    Line(
        "organisation_edit",
        "GET",
        403,
        only(200, *EDITORS),
        kwargs=lambda scene: {"slug": scene.other_organisation.slug},
        note="hors du mandat",
    ),
    Line(
        "organisation_edit",
        "POST",
        403,
        only(302, *EDITORS, "partner"),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
        data=_typed,
    ),
    Line(
        "organisation_edit",
        "POST",
        403,
        only(302, *EDITORS),
        kwargs=lambda scene: {"slug": scene.other_organisation.slug},
        data=_typed,
        note="hors du mandat",
    ),
    Line(
        "organisation_edit",
        "POST",
        403,
        only(422, *EDITORS, "partner"),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
        data=lambda scene: _typed(scene, siren="123"),
        note="refusée",
    ),
]
