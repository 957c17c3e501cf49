"""Rich text as plain text and back: what was not touched does not move, and nothing is lost."""

import re

import pytest

from commons import plain, richtext

KNOWN = {"avec-qui", "couts"}
RICH = richtext.clean(
    "<h2>Titre</h2><p>a_b *c* __x__ <u>souligné</u> <sup>2</sup> &amp; &lt;b&gt; "
    '<a href="https://exemple.fr/">lien</a></p>'
    "<ul><li><p>un premier point</p><ul><li><p>dedans</p></li></ul></li></ul><ul><li>une autre liste</li></ul>"
    '<table><tbody><tr><th>a</th><th>b|c</th></tr><tr><td colspan="2"><p>c</p><p>d</p></td></tr>'
    "<tr><td></td><td>fin</td></tr></tbody></table><hr><blockquote><p>q<br>r</p></blockquote>"
    '<ol start="3"><li>x</li></ol><ol><li>y</li></ol><p>- A</p><p>- B</p><p>1. z</p><p>---</p><p># non</p>'
    "<p>[voir](ici) : &lt;https://exemple.fr&gt;</p><p>Le dernier paragraphe.</p>"
)


def meaning(said: str) -> list[str]:
    names = [name.strip() for name in said.split(",")]
    return names if all(name in KNOWN for name in names) else []


def identifiers(html: str) -> list[str]:
    return [block.id for block in richtext.blocks(html)]


def texts(html: str) -> list[str]:
    return [block.text for block in richtext.blocks(html)]


def test_a_text_that_comes_back_as_written_is_the_same_to_the_letter() -> None:
    marks = {block.id: ["couts"] for block in richtext.blocks(RICH)[::3] if block.text}
    read = plain.read(plain.write(RICH, marks).replace("\n", "\r\n"), RICH, meaning)
    assert read.html == RICH
    assert read.marks == marks


def test_what_plain_text_shows_is_read_as_it_was_even_from_nothing() -> None:
    shown = richtext.clean(re.sub(r"</?(u|sup)>|<table.*</table>", "", RICH))
    read = plain.read(plain.write(shown), "", meaning)
    assert re.sub(r' id="[^"]*"', "", read.html) == re.sub(r' id="[^"]*"', "", shown)


def test_an_edited_paragraph_keeps_its_identifier_and_the_rest_stands() -> None:
    read = plain.read(plain.write(RICH).replace("Le dernier", "Le tout dernier"), RICH, meaning)
    assert identifiers(read.html) == identifiers(RICH)
    assert "<u>souligné</u>" in read.html
    assert 'colspan="2"' in read.html


def test_a_paragraph_moved_keeps_its_identifier() -> None:
    base = richtext.clean("<p>Le premier constat.</p><p>Autre chose du tout.</p><p>Une fin.</p>")
    first, second, third = identifiers(base)
    read = plain.read("Une fin.\n\nLe premier constat.\n\nAutre chose du tout.\n\nUn ajout.", base, meaning)
    assert identifiers(read.html)[:3] == [third, first, second]
    assert len(set(identifiers(read.html))) == 4


def test_marks_stand_before_any_block_and_leave_the_text() -> None:
    typed = (
        "début\n[question : couts]\nsuite\n\n[Questions : couts, avec-qui]\n\n- un\n- [question : avec-qui] deux\n\n"
        "## [question : couts] Titre\n\n> [question : couts]\n> cité\n"
    )
    read = plain.read(typed, "", meaning)
    assert texts(read.html) == ["début", "suite", "un", "deux", "Titre", "cité"]
    found = [read.marks.get(identifier, []) for identifier in identifiers(read.html)]
    assert found == [[], ["couts"], ["couts", "avec-qui"], ["avec-qui"], ["couts"], ["couts"]]


def test_a_mark_that_means_nothing_stays_in_the_text() -> None:
    read = plain.read("[question : inconnue] texte\n\non dit [question : couts] au milieu", "", meaning)
    assert texts(read.html) == ["[question\u00a0: inconnue] texte", "on dit [question\u00a0: couts] au milieu"]
    assert not read.marks


def test_a_mark_added_to_an_untouched_table_changes_nothing_else() -> None:
    table = identifiers(RICH)[5]
    typed = plain.write(RICH, {table: ["couts"]})
    assert plain.read(typed, RICH, meaning).marks == {table: ["couts"]}
    assert plain.read(typed, RICH, meaning).html == RICH


@pytest.mark.parametrize("typed", ["", "\n\n", "[question : couts]", "<script>x</script>", "|", "[a]: http://b", "#"])
def test_odd_texts_are_read(typed: str) -> None:
    assert "<script" not in plain.read(typed, RICH, meaning).html


@pytest.mark.parametrize("typed", ["a\n\n" * 4_001, "a" * 2_000_001])
def test_a_text_too_long_to_be_read_is_refused_at_once(typed: str) -> None:
    with pytest.raises(richtext.TooLong):
        plain.read(typed, "", meaning)


@pytest.mark.parametrize("typed", [">" * 5_000, "- " * 2_000, "*a" * 5_000, "[" * 5_000, "| a " * 2_000 + "\n|---"])
def test_hostile_texts_are_read_or_refused(typed: str) -> None:
    try:
        plain.read(typed, RICH, meaning)
    except (richtext.TooLong, richtext.TooTangled):
        pass
