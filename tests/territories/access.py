"""Who gets what at the addresses of territories."""

from tests.access import Line, only

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
    Line("territory_outline", "GET", 200, kwargs=lambda scene: {"slug": scene.territory.slug}),
    Line("territory_outline", "GET", 404, kwargs=lambda scene: {"slug": "nulle-part"}, note="inconnu"),
]
