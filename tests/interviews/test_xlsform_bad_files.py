"""Files that are no form, or a dangerous one: a sentence, never a crash."""

import contextlib
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from commons.tables import Unreadable
from interviews.xlsform import exchange
from tests.interviews import xlsforms
from tests.interviews.xlsforms import workbook

#: ``xlsforms.household`` as a spreadsheet of 2003 saves it.
OLD = (Path(__file__).parent / "data" / "household.xls").read_bytes()


def refusal(data: bytes, name: str = "formulaire.xlsx") -> str:
    with pytest.raises(Unreadable) as refused:
        exchange.understood(exchange.read(io.BytesIO(data), name))
    return str(refused.value).replace("\xa0", " ").replace("\u202f", " ")


def survey(*rows: list[object], choices: list[list[object]] | None = None) -> bytes:
    sheets = {"survey": [["type", "name", "label", "relevant"], *rows]}
    return workbook(**sheets, **({"choices": choices} if choices else {}))


def with_member(name: str, content: bytes) -> bytes:
    kept = io.BytesIO(xlsforms.field_guide())
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return kept.getvalue()


def test_an_old_workbook_is_read_as_the_new_one() -> None:
    old, _remarks = exchange.understood(exchange.read(io.BytesIO(OLD), "formulaire.xls"))
    new, _remarks = exchange.understood(exchange.read(io.BytesIO(xlsforms.household()), "formulaire.xlsx"))
    assert exchange.same(old, new)
    assert [question.choices for question in old.questions()] == [question.choices for question in new.questions()]


def test_a_formula_is_read_as_the_value_its_file_keeps_and_refused_without_one() -> None:
    said = refusal(survey(["text", "q", '="Quel "&"nom ?"']))
    assert said.startswith("Feuille « survey », ligne 2 : une formule est sans résultat.")


def test_macros_are_refused() -> None:
    assert "macros" in refusal(with_member("xl/vbaProject.bin", b"\0"))
    assert "macros" in refusal(xlsforms.field_guide(), "formulaire.xlsm")
    assert "macros" in refusal(OLD + "_VBA_PROJECT".encode("utf-16-le"), "formulaire.xls")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "trop grand une fois ouvert" in refusal(with_member("xl/worksheets/bombe.xml", b"\0" * 90 * 1024 * 1024))


def test_ten_thousand_questions_are_refused() -> None:
    many = survey(*[["text", f"q{number}", "Question"] for number in range(10_000)])
    assert "plus de 3 000 lignes" in refusal(many)
    assert "plus de 1 000 questions" in refusal(survey(*[["text", f"q{n}", "Question"] for n in range(1001)]))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "vide"),
        (b"type,name,label\ntext,a,A", "n’est pas un classeur"),
        (b"%PDF-1.7", "n’est pas un classeur"),
        (workbook(Feuil1=[["Nom"], ["Mairie"]], Feuil2=[["x"]]), "pas de feuille « survey »"),
        (workbook(Feuil1=[["Nom"], ["Mairie"]]), "pas de colonne « type »"),
        (survey(["truc", "q", "Question"]), "Feuille « survey », ligne 2"),
        (survey(["text", "q", ""]), "Feuille « survey », ligne 2"),
        (survey(["text", "1 q", "Question"]), "Feuille « survey », ligne 2"),
        (survey([], ["text", "q", "Question", "${absente} = 1"]), "Feuille « survey », ligne 3"),
        (survey(["select_one rien", "q", "Question"]), "pyxform"),
        (survey(["begin_group", "g", "Partie"], ["text", "q", "Question"]), "Feuille « survey », ligne 2"),
        (survey(["note", "n", "Bonjour"]), "ne pose aucune question"),
        (survey(), "ne pose aucune question"),
        (workbook(survey=[["type", "name", "label", "label"], ["text", "a", "A", "B"]]), "deux fois"),
        (survey(*[["begin_group", f"g{n}", "x"] for n in range(1400)], *[["end_group"]] * 1400), "emboîte"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(data: bytes, expected: str) -> None:
    assert expected in refusal(data)


@pytest.mark.parametrize("column", ["relevant", "communs_condition"])
def test_a_condition_nested_without_end_is_kept_and_never_asked(column: str) -> None:
    nested = "not(" * 2000 + "${q1} = 1" + ")" * 2000 if column == "relevant" else "[" * 20_000
    rows = [["type", "name", "label", column], ["integer", "q1", "Un ?", ""], ["text", "q2", "Deux ?", nested]]
    plan, _remarks = exchange.understood(exchange.read(io.BytesIO(workbook(survey=rows)), "formulaire.xlsx"))
    assert [question.conditions for question in plan.questions()] == [{}, {}]


def test_an_empty_cell_of_error_is_no_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsforms.field_guide()))
    book["survey"]["D4"] = "#REF!"
    kept = io.BytesIO()
    book.save(kept)
    plan, _remarks = exchange.understood(exchange.read(io.BytesIO(kept.getvalue()), "x.xlsx"))
    assert "#REF!" not in [question.help for question in plan.questions()]


@pytest.mark.parametrize("made", [xlsforms.household, xlsforms.field_guide, lambda: OLD], ids=["xlsx", "guide", "xls"])
def test_a_damaged_file_is_refused_with_a_sentence_or_read(made: Callable[[], bytes]) -> None:
    """Bytes changed, cut or repeated at random, inside members too: nothing but ``Unreadable`` may come out."""
    chance = random.Random(4)
    for turn in range(40):
        data = bytearray(made())
        if turn % 4 == 0:
            del data[chance.randrange(len(data)) :]
        for _time in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data) or 1)] = chance.randrange(256)
        with contextlib.suppress(Unreadable):
            exchange.understood(exchange.read(io.BytesIO(bytes(data)), "x"))


def test_damaged_sheets_in_a_sound_archive_are_refused_with_a_sentence_or_read() -> None:
    chance = random.Random(5)
    with zipfile.ZipFile(io.BytesIO(xlsforms.household())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for _turn in range(60):
        kept = io.BytesIO()
        spoilt = chance.choice(sorted(members))
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                changed = bytearray(content)
                for _time in range(chance.randrange(1, 8) if name == spoilt else 0):
                    changed[chance.randrange(len(changed))] = chance.choice(b"<>\"'&=/ 09az\x00\xff")
                archive.writestr(name, bytes(changed))
        with contextlib.suppress(Unreadable):
            exchange.understood(exchange.read(io.BytesIO(kept.getvalue()), "x.xlsx"))
