"""Who gets what at the addresses of territories."""

from tests.access import Line

LINES = [
    Line("territory_list", "GET", 200),
    Line("territory_ground", "GET", 200),
    Line("territory_outline", "GET", 200, kwargs=lambda scene: {"slug": scene.territory.slug}),
    Line("territory_outline", "GET", 404, kwargs=lambda scene: {"slug": "nulle-part"}, note="inconnu"),
]
