"""Chapters rendered as one text: headings nest, paragraphs are numbered, insertions show what may be shown."""

import re
from uuid import UUID

import pytest
from django.utils.safestring import mark_safe

from commons.pieces import Audience, Piece
from deliverables.rendering import html
from deliverables.rendering.html import Part
from tests import factories
from tests.deliverables import building

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def render(*bodies: str, audience: Audience = Audience.EDITION, of: object = None) -> html.Rendered:
    deliverable = of or factories.deliverable(factories.commons())
    return html.render([Part(f"Chapitre {at}", body) for at, body in enumerate(bodies, 1)], audience, of=deliverable)


def test_headings_of_a_chapter_nest_under_its_title_without_a_jump() -> None:
    rendered = render('<h4 id="b-aaaaaaaa">Profond</h4><h2 id="b-bbbbbbbb">Haut</h2><h4 id="b-cccccccc">Encore</h4>')
    assert [(heading.level, heading.title) for heading in rendered.contents] == [
        (2, "Chapitre 1"),
        (3, "Profond"),
        (3, "Haut"),
        (4, "Encore"),
    ]
    assert re.findall(r"<(h\d)", rendered.html) == ["h2", "h3", "h3", "h4"]


def test_paragraphs_are_numbered_through_the_whole_text_at_their_own_address() -> None:
    first = '<p id="b-aaaaaaaa">Un.</p><blockquote><p id="b-bbbbbbbb">Deux.</p></blockquote>'
    second = '<ul><li><p id="b-cccccccc">Point.</p></li></ul><p id="b-dddddddd">Trois.</p>'
    rendered = render(first, second)
    assert re.findall(r'href="#([\w-]+)" aria-label="Paragraphe (\d+)"', rendered.html) == [
        ("b-aaaaaaaa", "1"),
        ("b-bbbbbbbb", "2"),
        ("b-dddddddd", "3"),
    ]
    assert rendered.paragraphs == 3


def test_a_block_copied_from_another_chapter_has_its_own_address() -> None:
    rendered = render('<p id="b-aaaaaaaa">Un.</p>', '<p id="b-aaaaaaaa">Copie.</p>')
    assert re.findall(r'<p id="([\w-]+)"', rendered.html) == ["b-aaaaaaaa", "b-aaaaaaaa-2"]


def test_text_stays_escaped() -> None:
    rendered = render('<p id="b-aaaaaaaa">a &lt;script&gt; &amp; <strong>b</strong></p>')
    assert "a &lt;script&gt; &amp; <strong>b</strong>" in rendered.html


def test_a_first_row_of_headers_becomes_the_head_of_its_table() -> None:
    rendered = render(
        "<table><tbody><tr><th><p>A</p></th><th><p>B</p></th></tr><tr><th><p>c</p></th><td><p>d</p></td></tr></tbody></table>"
    )
    assert rendered.html.count("<thead>") == 1
    assert rendered.html.count('scope="col"') == 2
    assert rendered.html.count('scope="row"') == 1


def test_an_insertion_shows_the_public_wording_and_counts_the_excerpt() -> None:
    world = building.world()
    rendered = html.render(html.parts_of(world.deliverable), Audience.EDITION, of=world.deliverable)
    assert building.WORDING in rendered.html
    assert rendered.excerpts == [world.excerpt.pk]
    assert ("carte", world.territory.slug) in rendered.insertions
    assert not rendered.problems


@pytest.mark.parametrize(
    "written",
    [
        "[[verbatim:inconnu]]",
        f"[[verbatim:{UUID(int=7)}]]",
        "[[dessin:rien]]",
        "[[ Verbatim:x ]]",
        "Voir [[carte:ici]].",
    ],
)
def test_an_insertion_that_names_nothing_is_a_problem_seen_in_the_draft_only(written: str) -> None:
    body = f'<p id="b-aaaaaaaa">{written}</p>'
    assert len(render(body).problems) == 1
    assert "piece-problem" not in render(body).html
    assert "piece-problem" in render(body, audience=Audience.DRAFT).html


def test_a_verbatim_of_another_commons_is_unknown_here() -> None:
    theirs = building.world()
    rendered = render(f'<p id="b-aaaaaaaa">[[verbatim:{theirs.excerpt.pk}]]</p>', audience=Audience.DRAFT)
    assert building.WORDING not in rendered.html
    assert [problem.quotation for problem in rendered.problems] == [False]


def test_a_piece_shown_twice_keeps_identifiers_apart(monkeypatch) -> None:
    drawn = mark_safe('<svg aria-labelledby="titre"><title id="titre">Carte</title><use href="#titre"/></svg>')
    monkeypatch.setattr("commons.pieces.resolve", lambda kind, key, audience: Piece(html=drawn))
    rendered = render('<p id="b-aaaaaaaa">[[carte:ici]]</p>', '<p id="b-bbbbbbbb">[[carte:ici]]</p>')
    assert re.findall(r'<title id="([^"]+)"', rendered.html) == ["titre", "titre-2"]
    assert re.findall(r'aria-labelledby="([^"]+)"', rendered.html) == ["titre", "titre-2"]
    assert re.findall(r'use href="([^"]+)"', rendered.html) == ["#titre", "#titre-2"]
