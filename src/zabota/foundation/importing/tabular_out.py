"""Tables out of the product: CSV and XLSX, streamed, safe to open in a spreadsheet.

A text that begins like a formula gets a quote before it (in both kinds: a workbook is easily saved as CSV
later). Numbers stay numbers, written the way the reader's language writes them.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | dt.time | Sequence[str] | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\x00")
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
BYTE_ORDER_MARK = "\ufeff"
CSV_BUFFER_ROWS = 500
_PLAIN_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


class TableKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def guarded(text: str) -> str:
    """The text with a quote before it if a spreadsheet would run it; a bare number cannot do harm."""
    text = text[: CELL_CHARACTERS - 1]
    if text.startswith(FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def write_table(
    path: str | Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    kind: TableKind,
    language: str = "en",
    sheet_name: str = "",
) -> None:
    """Write a table to a file. Memory does not grow with the rows."""
    if kind is TableKind.CSV:
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_chunks(header, rows, language=language))
        return
    _write_workbook(Path(path), header, rows, sheet_name)


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, language: str) -> Iterator[str]:
    """Pieces of a CSV file (with the mark that tells Excel it is UTF-8), for a streamed answer."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if language == "ru" else ",")
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow([guarded(name) for name in header])
    for place, row in enumerate(rows, start=1):
        writer.writerow([csv_text(cell, language=language) for cell in row])
        if place % CSV_BUFFER_ROWS == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def csv_text(cell: Cell, *, language: str) -> str:
    """One cell as the reader's spreadsheet expects it: ru has decimal comma and day first."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, bool):
        return {"ru": ("нет", "да")}.get(language, ("no", "yes"))[cell]
    if isinstance(cell, int | float | Decimal):
        text = format(cell, "f") if isinstance(cell, Decimal) else str(cell)
        return text.replace(".", ",") if language == "ru" else text
    if isinstance(cell, dt.date):
        return _date_text(cell, language)
    return cell.isoformat(timespec="minutes") if isinstance(cell, dt.time) else guarded(", ".join(cell))


def _date_text(cell: dt.date, language: str) -> str:
    day = "%d.%m.%Y" if language == "ru" else "%Y-%m-%d"
    return cell.strftime(day + " %H:%M:%S" if isinstance(cell, dt.datetime) else day)


def _write_workbook(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]], sheet_name: str) -> None:
    write_workbook(path, [Sheet(sheet_name, header, rows)])


def write_workbook(path: str | Path, sheets: Iterable[Sheet]) -> None:
    """Write sheets of one workbook. Names longer than Excel allows are cut, so begin each with what tells it apart."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        for sheet in sheets:
            writer = _SheetWriter(book, sheet.header, sheet.name)
            for row in sheet.rows:
                writer.write(row)


class _SheetWriter:
    """Writes rows and goes on in a new sheet when one is full."""

    def __init__(self, book: Any, header: Sequence[str], sheet_name: str) -> None:  # noqa: ANN401 - untyped library
        self._book, self._header, self._name = book, header, re.sub(r"[\[\]:*?/\\']", " ", sheet_name)[:28]
        self._bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "dd.mm.yyyy"})
        self._moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        self._clock = book.add_format({"num_format": "hh:mm"})
        self._sheets = 0
        self._start_sheet()

    def _start_sheet(self) -> None:
        self._sheets += 1
        suffix = f" {self._sheets}" if self._sheets > 1 else ""
        self._sheet = self._book.add_worksheet(self._name + suffix if self._name else None)
        self._sheet.freeze_panes(1, 0)
        for place, name in enumerate(self._header):
            self._sheet.write_string(0, place, guarded(name), self._bold)
        self._row = 1

    def write(self, row: Sequence[Cell]) -> None:
        if self._row == SHEET_ROWS:
            self._start_sheet()
        for place, cell in enumerate(row):
            self._write_cell(place, cell)
        self._row += 1

    def _write_cell(self, place: int, cell: Cell) -> None:
        sheet, row = self._sheet, self._row
        if cell is None:
            return
        if isinstance(cell, bool):
            sheet.write_boolean(row, place, cell)
        elif isinstance(cell, int | float | Decimal):
            sheet.write_number(row, place, cell)
        elif isinstance(cell, dt.datetime):
            sheet.write_datetime(row, place, cell, self._moment)
        elif isinstance(cell, dt.date):
            sheet.write_datetime(row, place, cell, self._day)
        elif isinstance(cell, dt.time):
            sheet.write_datetime(row, place, cell, self._clock)
        else:
            sheet.write_string(row, place, guarded(cell if isinstance(cell, str) else ", ".join(cell)))
