"""Rich text: nothing unclean is ever stored, identifiers are stable, positions count code points."""

import random
from html.parser import HTMLParser

import pytest

from commons import richtext
from commons.fields import RichTextFormField
from commons.richtext import Span
from interviews.models import NoteRevision
from tests import factories

DIRTY = (
    '<p onclick="x()">Bonjour <script>alert(1)</script><a href="javascript:x()">ici</a></p><iframe src="//x"></iframe>'
)
ODD_PIECES = [" ", "\n", "a", " b", "« x »", " ?", " :", "&nbsp;", "&lt;", "&amp;", "é", "😀", "&", "<", "<!--x-->"]
ODD_TAGS = [*sorted(richtext.ALLOWED_TAGS), "caption", "tfoot", "div", "span", "h1", "h5", "b", "dl", "pre", "figure"]


def odd_html(chance: random.Random, depth: int = 0) -> str:
    """Markup nobody would write on purpose: unclosed, misplaced, repeated identifiers."""
    made = ""
    for _ in range(chance.randint(0, 4)):
        if depth < 5 and chance.random() < 0.6:
            tag = chance.choice(ODD_TAGS)
            attribute = chance.choice(["", "", ' id="b-aaaaaaaa"', ' id="x"', ' href="http://x.fr"', ' colspan="2"'])
            made += f"<{tag}{attribute}>" + odd_html(chance, depth + 1)
            made += f"</{tag}>" if chance.random() < 0.85 else ""
        else:
            made += chance.choice(ODD_PIECES)
    return made


class Marked(HTMLParser):
    """The characters inside ``<mark>``."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside, self.text = 0, ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.text += data if self.inside else ""


@pytest.fixture
def revision(db: None) -> NoteRevision:
    commons = factories.commons()
    author = factories.user()
    return factories.note(factories.interview(factories.ecosystem(commons), author), author)


def stored(revision: NoteRevision) -> str:
    body: str = NoteRevision.objects.values_list("body", flat=True).get(pk=revision.pk)
    return body


def is_clean(html: str) -> bool:
    return not any(word in html for word in ("script", "onclick", "iframe", "javascript")) and "Bonjour" in html


@pytest.mark.pair
class TestEveryWritePathSanitises:
    def test_save(self, revision: NoteRevision) -> None:
        revision.body = DIRTY
        revision.save()
        assert is_clean(stored(revision))
        assert revision.body == stored(revision)

    def test_create(self, revision: NoteRevision) -> None:
        made = NoteRevision.objects.create(note=revision.note, number=9, body=DIRTY, by=revision.by)
        assert is_clean(stored(made))

    def test_bulk_create(self, revision: NoteRevision) -> None:
        made = NoteRevision.objects.bulk_create(
            [NoteRevision(note=revision.note, number=9, body=DIRTY, by=revision.by)]
        )
        assert is_clean(stored(made[0]))

    def test_update(self, revision: NoteRevision) -> None:
        NoteRevision.objects.filter(pk=revision.pk).update(body=DIRTY)
        assert is_clean(stored(revision))

    def test_bulk_update(self, revision: NoteRevision) -> None:
        revision.body = DIRTY
        NoteRevision.objects.bulk_update([revision], ["body"])
        assert is_clean(stored(revision))

    def test_form(self) -> None:
        assert is_clean(RichTextFormField().clean(DIRTY))


def test_a_bare_textarea_gives_paragraphs() -> None:
    cleaned = RichTextFormField().clean("Un & deux\r\nsuite\r\n\r\n\r\n3 < 4")
    assert [block.text for block in richtext.blocks(cleaned)] == ["Un & deux\nsuite", "3 < 4"]


def test_a_text_too_long_is_refused_with_a_sentence_and_its_markup_does_not_count() -> None:
    with pytest.raises(richtext.TooLong, match="un million de caractères"):
        richtext.clean("<p>" + "a" * (richtext.MAX_CHARACTERS + 1) + "</p>")
    many = richtext.clean("<p>a</p>" * 80_000)  # identifiers make it longer than what was sent
    assert richtext.clean(str(many)) == many


@pytest.mark.parametrize("seed", range(3))
def test_the_stored_form_is_stable_identified_and_counted_whatever_was_sent(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(700):
        sent = odd_html(chance)
        kept = richtext.clean(sent)
        assert richtext.clean(str(kept)) == kept, sent
        blocks = richtext.blocks(kept)
        text = richtext.plain_text(kept)
        assert len({block.id for block in blocks}) == len(blocks), sent
        assert [text[block.start : block.end] for block in blocks] == [block.text for block in blocks]
        if text:
            start = chance.randrange(len(text))
            end = chance.randint(start + 1, len(text))
            painted = richtext.highlight(kept, [Span(start, end)])
            assert richtext.plain_text(painted) == text
            assert Marked(painted).text == text[start:end].replace("\n", ""), sent


def test_identifiers_given_once_are_kept_and_a_repeated_one_is_renewed() -> None:
    first = richtext.clean("<p>Un</p><p>Deux</p>")
    one, two = (block.id for block in richtext.blocks(first))
    edited = richtext.clean(first.replace("Un", "Un peu").replace("</p><p", "</p><p>Entre</p><p"))
    assert [block.id for block in richtext.blocks(edited)][::2] == [one, two]
    copied = richtext.blocks(richtext.clean(first + first))
    assert [block.id for block in copied[:2]] == [one, two]
    assert len({block.id for block in copied}) == 4


@pytest.mark.parametrize("identifier", ["x", "b-TROP", "b-12345678\n", "contenu", "b-123456789"])
def test_an_identifier_of_another_shape_is_not_kept(identifier: str) -> None:
    assert richtext.blocks(richtext.clean(f'<p id="{identifier}">Un</p>'))[0].id != identifier


def test_positions_count_code_points() -> None:
    kept = richtext.clean("<p>😀 <strong>é</strong>𝒜<br>fin</p><p>🏗️ suite</p>")
    assert richtext.plain_text(kept) == "😀 é𝒜\nfin\n\n🏗️ suite"
    one, two = richtext.blocks(kept)
    assert (one.start, one.end, two.start) == (0, 8, 10)
    assert Marked(richtext.highlight(kept, [Span(3, 4)])).text == "𝒜"


def test_what_is_clean_is_not_cleaned_twice_and_what_changed_is() -> None:
    kept = richtext.clean("<p>Un</p>")
    assert richtext.clean(kept) is kept
    assert "script" not in richtext.clean(kept + "<script>x</script>")
    assert type(str(kept)) is str


def test_a_mark_is_cut_at_tags_and_marks_may_overlap() -> None:
    kept = '<p id="b-aaaaaaaa">un <strong>deux</strong> trois</p>'
    painted = richtext.highlight(kept, [Span(0, 5, (("class", "a"),)), Span(3, 9, (("class", "b"),))])
    assert painted == (
        '<p id="b-aaaaaaaa"><mark class="a">un </mark><strong><mark class="a"><mark class="b">de</mark></mark>'
        '<mark class="b">ux</mark></strong><mark class="b"> t</mark>rois</p>'
    )


def test_french_spaces_do_not_move_positions() -> None:
    sent = "<p>« Oui » : 50 % ; vraiment ?</p>"
    kept = richtext.clean(sent)
    assert richtext.plain_text(kept) == "«\u00a0Oui\u00a0»\u00a0: 50\u00a0%\u202f; vraiment\u202f?"
    assert len(richtext.plain_text(kept)) == len(sent) - len("<p></p>")
