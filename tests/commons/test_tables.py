"""A table is read whatever wrote it; what cannot be read is said in a sentence; what is written is read back."""

import contextlib
import csv
import io
import tracemalloc
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest

from commons.tables import Table, Unreadable, csv_lines, read, read_sheets, safe_cell, xlsx


def _read(data: bytes, name: str = "essai.csv", most_lines: int = 100) -> Table:
    return read(io.BytesIO(data), name, most_lines=most_lines)


def _book(*rows: list[Any], **cells: Any) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for name, value in cells.items():
        sheet[name] = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _repacked(data: bytes, **members: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, members.get(name.split("/")[-1].split(".")[0], old.read(name)))
        for name, body in members.items():
            if "__" in name:
                new.writestr(name.replace("__", "/") + ".bin", body)
    return kept.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_usual_encoding_and_separator_is_understood(encoding: str, separator: str) -> None:
    text = separator.join(["nom", "siège"]) + "\r\n" + separator.join(["Œuvre d’Étampes", "91223"]) + "\r\n"
    assert _read(text.encode(encoding)).rows[0].cells == {"nom": "Œuvre d’Étampes", "siège": "91223"}


def test_lines_bear_the_number_a_spreadsheet_shows_and_empty_ones_are_passed_over() -> None:
    assert [row.number for row in _read(b"nom\n\nA\n\n;;\nB\n").rows] == [3, 6]
    assert [row.number for row in _read(_book(["nom", "x"], [None], ["A", 1], [None, None], ["B", 2])).rows] == [3, 5]


def test_what_excel_declares_of_its_separator_is_obeyed() -> None:
    assert _read(b"sep=;\r\nnom;note\r\nA, B;c\r\n").rows[0].cells == {"nom": "A, B", "note": "c"}


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "vide"),
        (b" \n \n", "a.csv", "vide"),
        (b'nom;note\n"A;b\nC;d\n', "a.csv", "guillemet"),
        (b'nom;note\nA;b\n"C"x;d\n', "a.csv", "ligne 3"),
        (b"nom;Nom\nA;b\n", "a.csv", "deux fois"),
        (b"\xd0\xcf\x11\xe0rest", "a.xls", ".xls"),
        (b"nom;note\nA;b\n", "a.xls", ".xls"),
        (b"nom;note\nA;b\n", "a.xlsx", "n’est pas un classeur"),
        (b"%PDF-1.7", "a.csv", "tableau"),
        (b"\x01\x02\x03\x07;\n", "a.csv", "tableau"),
        (b"PK\x03\x04broken", "a.xlsx", "ne se lit pas"),
        (b"nom;\x81\nA;b\n", "a.csv", "CSV UTF-8"),
        (b"nom\n" + b"A\n" * 101, "a.csv", "plus de 100 lignes"),
        ((";".join(f"c{n}" for n in range(101)) + "\n1\n").encode(), "a.csv", "colonnes"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(data: bytes, name: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        _read(data, name)


def test_a_workbook_gives_texts_whole_numbers_and_dates() -> None:
    from datetime import datetime

    cells = _read(_book(["nom", "siren", "date", "sûr"], ["A", 200056232.0, datetime(2026, 1, 31), True]), "a.xlsx")
    assert cells.rows[0].cells == {"nom": "A", "siren": "200056232", "date": "2026-01-31", "sûr": "oui"}


def test_formulas_and_errors_are_faults_and_never_run() -> None:
    row = _read(_book(["nom", "note", "x"], ["A", '=HYPERLINK("http://x")', "#N/A"]), "a.xlsx").rows[0]
    assert row.cells == {"nom": "A", "note": "", "x": ""}
    assert "formule" in row.faults["note"]
    assert "erreur" in row.faults["x"]


def test_null_characters_and_lines_too_long_are_faults_of_their_line() -> None:
    rows = _read(b"nom;note\nA\x00;b\nC;d;e\nE\n").rows
    assert [list(row.faults) for row in rows] == [["nom"], [""], []]


def test_a_workbook_with_macros_or_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(Unreadable, match="macros"):
        _read(_repacked(_book(["nom"], ["A"]), xl__vbaProject=b"x"), "a.xlsx")
    with pytest.raises(Unreadable, match="macros"):
        _read(_book(["nom"], ["A"]), "a.xlsm")
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("lettre.txt", "bonjour")
    with pytest.raises(Unreadable, match="pas un classeur"):
        _read(kept.getvalue(), "a.xlsx")


def test_a_workbook_that_swells_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _repacked(_book(["nom"], ["A"]), sheet1=b"<worksheet>" + b" " * 90_000_000 + b"</worksheet>")
    assert len(bomb) < 1_000_000
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *args, **kwargs: pytest.fail("opened"))
    with pytest.raises(Unreadable, match="trop grand"):
        _read(bomb, "a.xlsx")


def test_entities_of_xml_are_refused() -> None:
    sheet = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "boum"><!ENTITY b "&a;&a;&a;">]>
    <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
    <c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
    with pytest.raises(Unreadable, match="ne se lit pas"):
        _read(_repacked(_book(["nom"], ["A"]), sheet1=sheet), "a.xlsx")


def test_a_sheet_formatted_down_to_the_millionth_line_is_read_to_its_last_filled_one() -> None:
    assert len(_read(_book(["nom"], ["A"], ["B"], A1048576=" "), "a.xlsx").rows) == 2


def test_the_sheets_wanted_are_read_and_the_others_left_alone() -> None:
    book = xlsx({"Elements": (["Label"], [["A"]]), "Notes": (["x", "x"], []), "Connections": (["From"], [["A"]])})
    found = read_sheets(io.BytesIO(book), "kumu.xlsx", most_lines=10, wanted=["connections", "ELEMENTS"])
    assert list(found) == ["Elements", "Connections"]
    with pytest.raises(Unreadable, match="deux fois"):
        read_sheets(io.BytesIO(book), "kumu.xlsx", most_lines=10)


TRICKY = ["=1+1", "+33 1 64 59 00 00", "-5", "@home", "'=déjà", "''=deux", "l’eau", "'quote", 'a "b"; c', "a\nb", "＝1"]


def test_what_is_written_runs_nowhere_and_is_read_back_as_it_was() -> None:
    rows = [[text, "x"] for text in TRICKY]
    in_csv = "".join(csv_lines(["texte", "y"], rows))
    book = xlsx({"Feuille": (["texte", "y"], rows)})
    for data, name in ((in_csv.encode(), "a.csv"), (book, "a.xlsx")):
        assert [row.cells["texte"] for row in _read(data, name).rows] == TRICKY
    opened = [row[0] for row in csv.reader(io.StringIO(in_csv[1:]), delimiter=";")]
    assert not [text for text in opened if text[:1] in "=+-@＝"]
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_numbers_stay_numbers_for_a_french_spreadsheet() -> None:
    assert list(csv_lines(["a", "b"], [[-5, 12.5]])) == ["\ufeff", "a;b\r\n", "-5;12,5\r\n"]
    assert safe_cell(-5) == -5


def test_columns_are_known_by_any_of_their_names_and_what_is_missing_is_said() -> None:
    known = {"name": ["nom", "name"], "seat": ["siège (INSEE)", "siege_insee"]}
    table = _read("NOM;Siège_INSEE;autre\nA;91223;x\n".encode())
    assert table.columns(known) == {"name": "NOM", "seat": "Siège_INSEE"}
    with pytest.raises(Unreadable, match=r"«\xa0nom\xa0».*siège"):
        _read(b"siege insee\n1\n").columns(known, required=["name"])
    with pytest.raises(Unreadable, match="même chose"):
        _read(b"nom;name\nA;B\n").columns(known)


def test_a_workbook_that_swells_in_a_member_of_any_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _repacked(_book(["nom"], ["A"]), xl__strings=b" " * 90_000_000)
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *args, **kwargs: pytest.fail("opened"))
    with pytest.raises(Unreadable, match="trop grand"):
        _read(bomb, "a.xlsx")


def test_a_workbook_that_lies_about_its_size_is_read_no_further_than_it_declares() -> None:
    kept = io.BytesIO(_book(["nom"], ["A"]))
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/theme/theme1.xml", b" " * 200_000_000)
        swollen = archive.getinfo("xl/theme/theme1.xml")
        swollen.file_size, swollen.CRC = 10, zlib.crc32(b" " * 10)
    tracemalloc.start()
    with contextlib.suppress(Unreadable):
        _read(kept.getvalue(), "a.xlsx")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 50_000_000


def test_a_workbook_packed_as_no_other_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = io.BytesIO(_book(["nom"], ["A"]))
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/more.xml", b" ")
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *args, **kwargs: pytest.fail("opened"))
    with pytest.raises(Unreadable, match="pas un classeur"):
        _read(kept.getvalue(), "a.xlsx")


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x0b", "\x1f", "\x7f", "\ud800", "\ufffe", "\uffff"])
def test_what_no_file_can_hold_is_left_out_of_every_export(sign: str) -> None:
    rows = [[f"Étam{sign}pes", 3]]
    assert _read(xlsx({"Feuille": ([f"no{sign}m", "n"], rows)}), "a.xlsx").rows[0].cells == {"nom": "Étampes", "n": "3"}
    assert _read("".join(csv_lines([f"no{sign}m", "n"], rows)).encode()).rows[0].cells == {"nom": "Étampes", "n": "3"}


def test_a_faulty_cell_gives_no_text_that_the_database_would_refuse() -> None:
    assert _read(b"nom;note\nA\x00;b\n").rows[0].cells == {"nom": "", "note": "b"}
