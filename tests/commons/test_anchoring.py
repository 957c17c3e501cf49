"""Anchors find their passage again: at home, moved, changed; or say that it is lost, and never guess."""

import time

import pytest

from commons import anchoring, richtext
from commons.anchoring import Anchor, Found

HTML = richtext.clean(
    "<p>Les artisans se prêtent leurs outils.</p><p>Ils 😀 partagent les chantiers, les outils et la peine.</p>"
    "<p>Personne ne compte les outils.</p>"
)
BLOCKS = richtext.blocks(HTML)
TEXT = richtext.plain_text(HTML)


def anchor_of(quote: str, nth: int = 0) -> Anchor:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(quote, start + 1)
    return anchoring.describe(BLOCKS, start, start + len(quote))


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_each_of_several_same_words_is_found_at_its_own_place(nth: int) -> None:
    place = anchoring.locate(anchor_of("les outils" if nth else "leurs outils", max(nth - 1, 0)), BLOCKS)
    assert place.found is Found.EXACT
    assert place.block == BLOCKS[nth].id


def test_code_points_beyond_the_first_plane_do_not_shift_the_place() -> None:
    place = anchoring.locate(anchor_of("partagent"), BLOCKS)
    assert TEXT[place.start : place.end] == "partagent"


def test_a_selection_with_other_spaces_is_the_same_passage() -> None:
    blocks = richtext.blocks(richtext.clean("<p>« Oui » : vraiment ?</p>"))
    place = anchoring.locate(Anchor(blocks[0].id, "« Oui » : vraiment ?"), blocks)
    assert (place.found, place.start, place.end) == (Found.EXACT, 0, 20)


def test_a_range_over_two_blocks_belongs_to_the_one_it_begins_in() -> None:
    start = TEXT.index("outils.")
    anchor = anchoring.describe(BLOCKS, start, TEXT.index("partagent"))
    assert anchor.block == BLOCKS[0].id
    assert anchoring.locate(anchor, BLOCKS).start == start


def test_a_range_from_the_parting_of_blocks_belongs_to_the_next_one() -> None:
    anchor = anchoring.describe(BLOCKS, BLOCKS[0].end, BLOCKS[1].start + 3)
    assert anchor.block == BLOCKS[1].id


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-1, 4), (0, 10_000)])
def test_an_impossible_range_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="range"):
        anchoring.describe(BLOCKS, start, end)


def test_a_paragraph_moved_keeps_its_anchor() -> None:
    anchor = anchor_of("partagent les chantiers")
    moved = richtext.blocks(richtext.clean(f"<p>Neuf.</p><p>{BLOCKS[1].text}</p>"))
    place = anchoring.locate(anchor, moved)
    assert (place.found, place.block) == (Found.MOVED, moved[1].id)


def test_an_edited_passage_is_found_as_changed_without_far_letters() -> None:
    home = BLOCKS[1]
    edited = f'<p id="{home.id}">Il y a des années qu’ils se partagent des chantiers, puis les outils et la peine.</p>'
    blocks = richtext.blocks(richtext.clean(edited))
    place = anchoring.locate(anchor_of("partagent les chantiers, les outils"), blocks)
    assert place.found is Found.CHANGED
    found = blocks[0].text[place.start : place.end]
    assert found == "partagent des chantiers, puis les outils"


def test_far_letters_do_not_stretch_or_lose_a_changed_passage() -> None:
    sent = "<p>Nous partageons nos chantiers ensemble.</p>"
    before = richtext.blocks(richtext.clean(sent))
    anchor = anchoring.describe(before, before[0].text.index("nos"), before[0].text.index("."))
    text = "On ne le disait pas au début, mais pour finir les chantiers ensemble, on y vient."
    now = richtext.blocks(richtext.clean(f'<p id="{before[0].id}">{text}</p>'))
    place = anchoring.locate(anchor, now)
    assert (place.found, text[place.start : place.end]) == (Found.CHANGED, "s chantiers ensemble")


def test_a_passage_taken_away_is_lost_and_nothing_is_guessed() -> None:
    blocks = richtext.blocks(richtext.clean(f'<p id="{BLOCKS[1].id}">Tout autre chose ici, sans rapport.</p>'))
    assert anchoring.locate(anchor_of("partagent les chantiers"), blocks).found is Found.LOST


def test_an_empty_quote_means_its_whole_block() -> None:
    place = anchoring.locate(Anchor(BLOCKS[2].id, ""), BLOCKS)
    assert (place.found, place.start, place.end) == (Found.EXACT, BLOCKS[2].start, BLOCKS[2].end)
    assert anchoring.locate(Anchor("b-absent00", ""), BLOCKS).found is Found.LOST


def test_one_letter_in_a_long_text_is_found_in_reasonable_time() -> None:
    blocks = richtext.blocks(richtext.clean("".join(f"<p>{'ete ' * 200}{number}</p>" for number in range(200))))
    anchor = anchoring.describe(blocks, blocks[150].start + 9, blocks[150].start + 10)
    began = time.perf_counter()
    place = anchoring.locate(anchor, blocks)
    assert (place.found, place.block) == (Found.EXACT, blocks[150].id)
    anchoring.locate(Anchor("b-absent00", "e", "ete et " * 5, "te ete " * 5), blocks)
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("ab" * 20_000, "b" + "a" * 20_000),
        ("aaab" * 5_000, "ba" + "a" * 9_000),
        ("le temps des communs " * 3_000, "les temps du commun " * 3_000),
        ("e" * 30_000, "f" * 300),
    ],
)
def test_passages_too_long_to_compare_are_lost_without_being_compared(
    monkeypatch: pytest.MonkeyPatch, text: str, quote: str
) -> None:
    monkeypatch.setattr(anchoring, "SequenceMatcher", lambda *_args, **_kwargs: pytest.fail("they were compared"))
    blocks = [richtext.Block("b-aaaaaaaa", "p", text, 0, len(text))]
    assert anchoring.locate(Anchor("b-aaaaaaaa", quote), blocks).found is Found.LOST


def test_a_long_quote_in_a_long_paragraph_is_still_found_as_changed() -> None:
    words = [f"mot{number}" for number in range(400)]
    text = " ".join(words)
    quote = " ".join([*words[100:120], "autre", *words[121:160]])
    blocks = [richtext.Block("b-aaaaaaaa", "p", text, 0, len(text))]
    place = anchoring.locate(Anchor("b-aaaaaaaa", quote), blocks)
    assert (place.found, text[place.start : place.end]) == (Found.CHANGED, " ".join(words[100:160]))
