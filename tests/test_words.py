"""The words on screen are those of the source: no library’s catalogue turns our French into another French."""

import re
from pathlib import Path

from django.utils.translation import gettext, override

from commons.markup import french_spaces
from tests import house

ROOT = Path(__file__).resolve().parent.parent
IN_TEMPLATES = re.compile(r'\{% translate "([^"]+)"')
IN_BLOCKS = re.compile(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate", re.DOTALL)
MARKS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", re.DOTALL)
IN_PYTHON = re.compile(r'\b(?:_|gettext|gettext_lazy)\(\s*"([^"]+)"\s*\)')


def sentences() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "templates").rglob("*.*"):
        found.update(IN_TEMPLATES.findall(path.read_text()))
    for path in house.python_files(ROOT):
        found.update(IN_PYTHON.findall(path.read_text()))
    return found


def translated(words: set[str]) -> dict[str, str]:
    with override("fr"):
        return {word: gettext(word) for word in sorted(words) if gettext(word) != word}


def test_no_catalogue_changes_our_words() -> None:
    assert len(sentences()) > 100
    assert not translated(sentences())


def loose(words: set[str]) -> list[str]:
    """Sentences whose punctuation could begin a line: French sets it after a non-breaking space."""
    plain = {word: re.sub(r"%\(\w+\)[sd]|%[sd]", "x", word) for word in words}
    return sorted(word for word, shown in plain.items() if french_spaces(shown) != shown)


def in_blocks() -> set[str]:
    """What ``blocktranslate`` says, each variable and tag being one letter."""
    pages = (path.read_text() for path in (ROOT / "templates").rglob("*.*"))
    return {MARKS.sub("x", words).strip() for page in pages for words in IN_BLOCKS.findall(page)}


def test_punctuation_holds_to_its_word() -> None:
    assert not loose(sentences() | in_blocks())


def test_a_loose_punctuation_is_seen() -> None:
    assert loose({"Et alors ?", "Voici : rien"}) == ["Et alors ?", "Voici : rien"]


def test_a_word_that_a_library_translates_is_seen() -> None:
    assert translated({"Note"}) == {"Note": "Remarque"}
