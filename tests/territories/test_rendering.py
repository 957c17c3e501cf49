import re
from itertools import combinations
from math import cos, dist, radians
from xml.etree import ElementTree as ET

import pytest

from territories import exports, labels, legend, maps, rendering
from territories.labels import Spot
from territories.legend import Entry
from territories.models import Territory, Zone
from territories.rendering import Area, Backdrop, Projection
from tests import factories

SVG = "{http://www.w3.org/2000/svg}"
AREA = Area(factories.SQUARE, Territory.Kind.RURAL)


def drawn(**fields: object) -> ET.Element:
    given = {"title": "Carte", "description": "Un carré.", "areas": [AREA], **fields}
    return ET.fromstring(rendering.draw(**given))  # type: ignore[arg-type]


def test_title_and_description_come_first_since_a_pdf_reads_them_there() -> None:
    svg = drawn(title="L’<Essonne> & co")
    assert [child.tag for child in svg][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert svg[0].text == "L’<Essonne> & co"


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\ufffe", "\uffff"])
def test_a_map_is_well_formed_whatever_the_names_on_it(sign: str) -> None:
    svg = drawn(title=f"Car{sign}te", spots=[Spot(2.05, 48.05, f"Bo{sign}urg")], key=[f"1 Ma{sign}irie"])
    words = "".join(svg.itertext())
    assert all(word in words for word in ("Carte", "Bourg", "Mairie"))


def test_nothing_has_an_id_so_that_two_maps_may_stand_together() -> None:
    svg = drawn(spots=[Spot(2.05, 48.05, "Bourg", 1)], border=AREA, ground=[Backdrop(factories.SQUARE, "Ici")])
    assert not [element for element in svg.iter() if "id" in element.attrib or "style" in element.attrib]


def test_a_degree_of_longitude_is_squeezed_by_the_latitude() -> None:
    project = Projection((2.0, 48.0, 2.1, 48.1))
    (x0, y0), (x1, y1) = project(2.0, 48.1), project(2.1, 48.0)
    assert (x1 - x0) / (y1 - y0) == pytest.approx(cos(radians(48.05)), rel=1e-3)
    assert y1 > y0, "le nord est en haut"


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    svg = drawn()
    label = next(text.text or "" for text in svg.iter(f"{SVG}text") if "km" in (text.text or ""))
    bar = next(path.attrib["d"] for path in svg.iter(f"{SVG}path") if path.attrib["d"].startswith("M12 "))
    end = float(re.search(r"H([\d.]+)", bar)[1])  # type: ignore[index]
    project = Projection((2.0, 48.0, 2.1, 48.1))
    assert (end - 12) / project.scale * 111.32 == pytest.approx(
        float(label.removesuffix(" km").replace(",", ".")), rel=0.01
    )


@pytest.mark.parametrize(("across", "length"), [(100, 20), (7, 1), (830, 200), (3, 0.5), (0.9, 0.2)])
def test_the_scale_is_a_round_length(across: float, length: float) -> None:
    assert legend.scale_length(across) == pytest.approx(length)


def boxes(svg: ET.Element) -> list[labels.Box]:
    """Where the names and the discs are, as wide as letters may be."""
    found = []
    for group in svg.iter(f"{SVG}g"):
        text = group[1]
        x, y = float(text.get("x", 0)), float(text.get("y", 0))
        width = labels.wide(text.text or "", rendering.SIZE) * 0.9
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[group.get("text-anchor", "")]
        found.append((left, y - 11, left + width, y + 1))
    for disc in svg.iter(f"{SVG}circle"):
        if disc.get("class") == "map-spot":
            x, y, r = (float(disc.get(name, 0)) for name in ("cx", "cy", "r"))
            found.append((x - r * 0.7, y - r * 0.7, x + r * 0.7, y + r * 0.7))
    return found


@pytest.mark.parametrize("count", [5, 40, 194])
def test_every_number_is_drawn_and_nothing_covers_anything_else(count: int) -> None:
    near = [(2.02 + 0.06 * (n % 14) / 14, 48.02 + 0.06 * (n // 14) / 14) for n in range(count)]
    crowd = [Spot(*place, f"Saint-Martin-des-Prés {n}", n, weight=n) for n, place in enumerate(near, 1)]
    svg = drawn(spots=crowd, ground=[Backdrop(factories.SQUARE, "Essonne")])
    numbers = [text.text for text in svg.iter(f"{SVG}text") if text.get("class") == "map-number"]
    assert sorted(numbers, key=int) == [str(n) for n in range(1, count + 1)]  # type: ignore[arg-type]
    placed = boxes(svg)
    assert len(placed) > count or count == 194, "au moins un nom"
    for at, one in enumerate(placed):
        assert not any(labels.overlap(one, other) for other in placed[at + 1 :]), (count, one)
    centres = [
        (float(disc.get("cx", 0)), float(disc.get("cy", 0)))
        for disc in svg.iter(f"{SVG}circle")
        if disc.get("class") == "map-spot"
    ]
    radius = rendering.SMALL_RADIUS if count > rendering.MANY else rendering.RADIUS
    assert min(dist(one, other) for one, other in combinations(centres, 2)) > 1.95 * radius


def test_numbers_of_one_place_stand_side_by_side_each_time_the_same() -> None:
    crowd = [Spot(2.05, 48.05, "Bourg", number) for number in range(1, 9)]
    first, again = (rendering.draw(title="", description="", areas=[AREA], spots=crowd) for _ in range(2))
    assert first == again


def test_the_heaviest_is_named_when_there_is_no_room_for_all() -> None:
    spots = [Spot(2.05 + n / 1e5, 48.05, f"Hameau-des-Longues-Haies {n}", weight=n) for n in range(12)]
    names = [text.text for text in drawn(spots=spots).iter(f"{SVG}text") if text.get("class") == "map-name"]
    assert "Hameau-des-Longues-Haies 11" in names
    assert len(names) < 12


def test_the_legend_says_each_sign_and_the_dashes_of_a_hypothesis() -> None:
    svg = drawn(
        entries=[Entry("area", "territoire rural", kind="rural"), Entry("area", "hypothèse", tentative=True)],
        key=["1 : Étampes, 2 acteurs.", "2 : Limours, 1 acteur."],
        attribution="Contours : IGN. " * 14,
    )
    words = [text.text for text in svg.iter(f"{SVG}text")]
    for said in ("territoire rural", "hypothèse", "1 : Étampes, 2 acteurs."):
        assert said in words
    assert [rect.get("stroke-dasharray") for rect in svg.iter(f"{SVG}rect")][1:] == ["none", "7 5"]
    low = max(float(text.get("y", 0)) for text in svg.iter(f"{SVG}text"))
    assert low < float(svg.get("height", 0)), "tout tient dans la figure"


@pytest.mark.django_db
def test_what_lies_around_is_drawn_and_named_even_where_no_territory_is() -> None:
    Zone.objects.create(id="departement-75", kind="departement", code="75", name="Paris")
    east = {"type": "Polygon", "coordinates": [[[x + 0.1, y] for x, y in factories.SQUARE["coordinates"][0]]]}
    factories.commune("75056", name="Paris", outline=east, longitude=2.15)
    territory = factories.territory(factories.commune("93048", name="Montreuil"))
    svg = ET.fromstring(maps.territory_drawing(territory, list(territory.communes.all())) or "")
    assert "Paris" in [text.text for text in svg.iter(f"{SVG}text") if text.get("class") == "map-ground-name"]


@pytest.mark.django_db
def test_two_sources_are_never_drawn_side_by_side() -> None:
    same = [factories.commune(name=name, outline_source="IGN") for name in ("Étampes", "Brouy")]
    other = factories.commune(name="Limours", outline_source="API")
    assert "Limours" in maps.without_outline([*same, other])
    territory = factories.territory(*same, other, outline=None)
    svg = ET.fromstring(maps.territory_drawing(territory, [*same, other]) or "")
    filled = [path for path in svg.iter(f"{SVG}path") if path.get("fill") == "#d3e6cb"]
    assert len(filled) == 2
    assert len(exports.communes_of(territory)["features"]) == 2


@pytest.mark.django_db
def test_communes_without_outline_are_said() -> None:
    communes = [factories.commune(name="Brouy", outline=None), factories.commune(name="Étampes")]
    assert "Brouy" in maps.without_outline(communes)
    assert "Étampes" not in maps.without_outline(communes)
    assert maps.without_outline(communes[1:]) == ""


def test_no_outline_no_map() -> None:
    assert rendering.draw(title="", description="", areas=[]) is None


def test_a_flat_outline_does_not_divide_by_zero() -> None:
    point = {"type": "Polygon", "coordinates": [[[2.0, 48.0], [2.0, 48.0], [2.0, 48.0], [2.0, 48.0]]]}
    assert drawn(areas=[Area(point, Territory.Kind.RURAL)]) is not None


@pytest.mark.django_db
def test_the_description_says_the_territory_in_words() -> None:
    territory = factories.territory(name="Vallée")
    svg = ET.fromstring(maps.territory_drawing(territory, list(territory.communes.all())) or "")
    assert svg[0].text == "Carte du territoire « Vallée »"
    assert "Territoire rural de 1 commune" in (svg[1].text or "")
