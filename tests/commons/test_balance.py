"""Markup made to exhaust a parser is cut down before it reaches one: what comes out is counted, not timed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from commons import richtext
from commons.balance import MAX_DEPTH, TooTangled, balanced
from commons.fields import RichTextFormField
from commons.models import Role
from tests import factories

TANGLED = ["<blockquote>" * 100_000, "<ul><li>" * 20_000, "<table><tr><td>" * 30, "<p>" + "<em>" * MAX_DEPTH]


def deepest(html: str) -> int:
    depth = most = 0
    for closing in re.findall(r"<(/?)[a-z][^>]*>", html.replace("<br>", "").replace("<hr>", "")):
        depth += -1 if closing else 1
        most = max(most, depth)
    assert depth == 0
    return most


@pytest.mark.parametrize("sent", TANGLED, ids=lambda sent: sent[:16])
def test_what_is_nested_without_reason_is_refused_with_a_sentence(sent: str) -> None:
    with pytest.raises(TooTangled, match="trop imbriquée"):
        richtext.clean(sent)


def test_too_many_tags_are_refused_with_a_sentence() -> None:
    with pytest.raises(TooTangled, match="trop de balises"):
        richtext.clean("<p>a</p>" * 100_001)


def test_a_raw_text_too_long_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(richtext, "balanced", lambda html: pytest.fail("the text was read"))
    with pytest.raises(richtext.TooLong):
        richtext.clean("<!--" + "a" * 2 * richtext.MAX_CHARACTERS)


def test_marks_left_open_are_not_opened_again_in_each_block() -> None:
    kept = richtext.clean("".join(f"<strong a{number}=1><p>x" for number in range(1000)))
    assert kept.count("<p") == 1000
    assert kept.count("<strong") <= 1000


@pytest.mark.parametrize(
    "sent",
    [
        '<strong a="</strong>"><p>x' * 200,
        "<strong><!-- </strong> --><p>x" * 200,
        "<style></strong></style><strong><p>x" * 200,
        "<span><p></span><blockquote></blockquote>" * 200,
        "<table><strong>a<tr><td>x</td></tr></table>" * 200,
        "<li><strong><li>" * 200,
        "<td><tr><th><li>x" * 12,
        "<svg><style><p></style></svg><em></p>" * 200,
    ],
)
def test_nothing_stays_open_whatever_hides_the_end_tags(sent: str) -> None:
    plain = balanced(sent)
    assert deepest(plain) <= MAX_DEPTH
    assert len(plain) <= 3 * len(sent)
    assert balanced(plain) == plain


def test_nothing_is_carried_out_of_a_table_piece_by_piece() -> None:
    assert balanced("<table>a<br>b<p>c</p><tr><td>d</table>") == (
        "<table><tr><td>a<br>b<p>c</p></td></tr><tr><td>d</td></tr></table>"
    )


def test_only_attributes_worth_keeping_reach_the_parser() -> None:
    sent = "<p " + " ".join(f"a{number}" for number in range(50_000)) + " ID=b-aaaaaaaa id='x'>y"
    assert balanced(sent) == '<p id="b-aaaaaaaa">y</p>'


@pytest.mark.parametrize("sent", ["<p ", "<p", "< p", "<a<", '<p x="', "<!--", "<p/"])
def test_tags_that_never_end_are_not_read_again_from_each_of_them(sent: str) -> None:
    assert isinstance(RichTextFormField().clean(sent * 100_000), str)  # a quadratic reading would take hours


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("3 < 4 & 5 > 2", "3 < 4 & 5 > 2"),
        ("<p title='a \"b\"'>c", "c"),
        ("<p>a<figure>b</figure>c</p>", "a\n\nb\n\nc"),
        ("<h5>a</h3>b", "a\n\nb"),
        ("<p>a</p></div></td>b", "a\n\nb"),
        ("a<script>b</script>c<object>d", "ac"),
    ],
)
def test_text_is_kept_and_blocks_do_not_run_together(sent: str, kept: str) -> None:
    assert richtext.plain_text(richtext.clean(f"<p></p>{sent}")) == kept


@pytest.mark.django_db
def test_a_tangled_text_is_refused_beside_its_field_and_kept(as_user: Callable[[Any], Any]) -> None:
    commons = factories.commons()
    client = as_user(factories.member(Role.COORDINATOR, commons))
    card = {"title": "Titre", "maturity": "idea", "description": "<blockquote>" * 80 + "mes mots"}
    response = client.post(reverse("commons_edit", args=[commons.slug]), card)
    assert response.status_code == 422
    assert "trop imbriquée" in response.content.decode()
    assert "mes mots" in response.content.decode()
