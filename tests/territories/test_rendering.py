import re
from math import cos, radians
from xml.etree import ElementTree as ET

import pytest

from territories import maps, rendering
from territories.models import Territory
from territories.rendering import Area, Projection, Spot
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


def test_nothing_has_an_id_so_that_two_maps_may_stand_together() -> None:
    svg = drawn(spots=[Spot(2.05, 48.05, "Bourg", 1)], border=factories.SQUARE, ground=[factories.SQUARE])
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
    assert rendering.scale_length(across) == pytest.approx(length)


def test_numbers_are_always_drawn_and_names_only_where_they_fit() -> None:
    crowd = [Spot(2.05, 48.05, "Bourg-la-Reine-des-Prés", number) for number in range(1, 6)]
    words = [text.text for text in drawn(spots=crowd).iter(f"{SVG}text")]
    assert [word for word in words if word and word.isdigit()] == ["1", "2", "3", "4", "5"]
    assert words.count("Bourg-la-Reine-des-Prés") <= 2


def test_no_outline_no_map() -> None:
    assert rendering.draw(title="", description="", areas=[]) is None


def test_a_flat_outline_does_not_divide_by_zero() -> None:
    point = {"type": "Polygon", "coordinates": [[[2.0, 48.0], [2.0, 48.0], [2.0, 48.0], [2.0, 48.0]]]}
    assert drawn(areas=[Area(point, Territory.Kind.RURAL)]) is not None


@pytest.mark.django_db
def test_the_description_says_the_territory_in_words() -> None:
    territory = factories.territory(name="Vallée")
    svg = ET.fromstring(maps.territory_drawing(territory, list(territory.communes.all())) or "")
    assert svg[0].text == "Carte du territoire « Vallée »"
    assert "Territoire rural de 1 commune" in (svg[1].text or "")
