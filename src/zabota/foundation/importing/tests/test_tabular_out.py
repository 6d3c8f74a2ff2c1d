"""Tables that leave the product: safe for spreadsheets, numbers stay numbers, in the reader's language."""

import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zabota.foundation.importing import TableKind, csv_chunks, tabular_out, write_table

MOMENT = dt.datetime.fromisoformat("2024-01-05 08:26")
ROW = ["Анна", Decimal("-1234.50"), 7, 0.5, True, dt.date(2024, 1, 5), MOMENT, None, ["a", "b"]]
HEADER = ["имя", "сумма", "n", "доля", "да", "день", "время", "пусто", "метки"]


def test_csv_is_written_as_the_readers_spreadsheet_expects():
    ru = "".join(csv_chunks(HEADER, [ROW], language="ru"))
    en = "".join(csv_chunks(HEADER, [ROW], language="en"))
    assert ru.startswith("\ufeff")
    assert ru.splitlines()[1] == "Анна;-1234,50;7;0,5;да;05.01.2024;05.01.2024 08:26:00;;a, b"
    assert en.splitlines()[1] == 'Анна,-1234.50,7,0.5,yes,2024-01-05,2024-01-05 08:26:00,,"a, b"'


def test_workbook_cells_keep_their_types(tmp_path):
    write_table(tmp_path / "t.xlsx", HEADER, [ROW], kind=TableKind.XLSX, sheet_name="Клиенты: [2024]")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    values = [cell.value for cell in sheet[2]]
    assert values[:5] == ["Анна", -1234.5, 7, 0.5, True]
    assert values[5] == dt.datetime.fromisoformat("2024-01-05")
    assert values[7:] == [None, "a, b"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\x00"])
@pytest.mark.parametrize("kind", list(TableKind))
def test_a_text_that_looks_like_a_formula_is_disarmed(tmp_path, start, kind):
    write_table(tmp_path / "out", [start + "head"], [[start + "cmd|'/c calc'!A1"]], kind=kind)
    if kind is TableKind.CSV:
        with (tmp_path / "out").open(encoding="utf-8-sig", newline="") as file:
            cells = [row[0] for row in csv.reader(file)]
    else:
        sheet = openpyxl.load_workbook((tmp_path / "out").open("rb")).active
        assert {cell.data_type for cell in sheet["A"]} == {"s"}
        cells = [cell.value for cell in sheet["A"]]
    assert all(cell.startswith("'") for cell in cells)


@given(st.text(min_size=1, max_size=50))
def test_no_text_leaves_with_a_dangerous_start(text):
    line = "".join(csv_chunks(["h"], [[text]], language="en"))
    ((cell,),) = list(csv.reader(io.StringIO(line.removeprefix("\ufeff"), newline="")))[1:]
    assert not cell.startswith(("=", "@", "\t", "\r", "\x00"))
    if cell.startswith(("+", "-")):
        assert float(cell.replace(",", ".")) is not None


def test_negative_numbers_are_not_touched():
    assert tabular_out.csv_text(-5, language="ru") == "-5"
    assert tabular_out.guarded("-5,5") == "-5,5"
    assert tabular_out.guarded("+79161234567") == "+79161234567"
    assert tabular_out.guarded("-5+cmd") == "'-5+cmd"


def test_a_full_sheet_goes_on_in_the_next_one(tmp_path, monkeypatch):
    monkeypatch.setattr(tabular_out, "SHEET_ROWS", 4)
    write_table(tmp_path / "t.xlsx", ["n"], ([n] for n in range(7)), kind=TableKind.XLSX, sheet_name="Все")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Все", "Все 2", "Все 3"]
    values = [row[0] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert values == list(range(7))


def test_csv_streams_in_pieces():
    chunks = csv_chunks(["n"], ([n] for n in range(2000)), language="en")
    assert next(chunks).count("\n") == 501
    assert sum(chunk.count("\n") for chunk in chunks) == 1500
