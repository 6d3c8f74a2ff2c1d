"""Records of a delimited text file, with the row number a spreadsheet would show.

Read by the csv module in strict mode: it alone tells which record is broken and then goes on with the
next line (see docs/decisions/reading-delimited-files.md).
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .contracts import Limits
from .unpacking import refuse

CHUNK_CHARACTERS = 512 * 1024
SAMPLE_RECORDS = 500
LONGEST_LINE = 16 * 1024 * 1024
DELIMITERS = (";", "\t", "|", ",")


@dataclass(slots=True)
class Record:
    row_number: int
    cells: list[str]
    broken: str | None = None


class Lines:
    """Lines of a text file, bounded in length, able to show the line the reader stands on."""

    def __init__(self, path: Path, encoding: str, progress: Callable[[float], None] | None = None) -> None:
        self._path, self._encoding, self._progress = path, encoding, progress
        self._first, self._part = 0, [""]

    def __iter__(self) -> Iterator[str]:
        return itertools.chain.from_iterable(self._parts())

    def _parts(self) -> Iterator[list[str]]:
        size = self._path.stat().st_size
        with self._path.open("rb") as raw:
            text = io.TextIOWrapper(raw, encoding=self._encoding, errors="replace", newline=None)
            carry = ""
            while chunk := text.read(CHUNK_CHARACTERS):
                if "\x00" in chunk:
                    raise refuse("binary_content")
                part = list(io.StringIO(carry + chunk))  # splits at \n alone and keeps it
                carry = "" if part[-1].endswith("\n") else part.pop()
                if len(carry) > LONGEST_LINE:
                    raise refuse("line_too_long", line=self._first + len(self._part))
                yield self._next(part)
                if self._progress is not None:
                    self._progress(raw.tell() / size)
            if carry:
                yield self._next([carry])

    def _next(self, part: list[str]) -> list[str]:
        self._first += len(self._part)
        self._part = part
        return part

    def line(self, number: int) -> str:
        """Line ``number`` (from 1) if it is still at hand."""
        index = number - self._first
        return self._part[index] if 0 <= index < len(self._part) else ""


def read_records(lines: Lines, *, delimiter: str, limits: Limits) -> Iterator[Record]:
    """Every record, blank ones too; a record with broken quoting comes as one cell of raw text."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        try:
            for cells in reader:
                number += 1
                yield Record(number, cells)
            return
        except csv.Error as error:
            number += 1
            if "field larger" in str(error):
                raise refuse("cell_too_long", row=number, limit=limits.cell_characters) from error
            if "end of data" in str(error):
                raise refuse("quote_not_closed", row=number) from error
            yield Record(number, [lines.line(reader.line_num).rstrip("\n")], "bad_quoting")


def declared_delimiter(path: Path, encoding: str) -> str | None:
    """The delimiter of a ``sep=;`` first line, as spreadsheets write it."""
    with path.open(encoding=encoding, errors="replace", newline=None) as text:
        first = text.read(8).lower().split("\n")[0].strip('"\r')
    return first[4] if len(first) == 5 and first.startswith("sep=") else None


def find_delimiter(path: Path, encoding: str) -> str:
    """The delimiter under which most records are equally wide, the first record too.

    At equal merit the comma loses: "1,5;2,5" is two decimals, not three columns.
    """
    with path.open(encoding=encoding, errors="replace", newline=None) as text:
        sample = text.read(CHUNK_CHARACTERS)
    rows = sample.split("\n")
    if len(sample) == CHUNK_CHARACTERS and len(rows) > 1:
        rows.pop()
    return max(DELIMITERS, key=lambda delimiter: _merit(rows, delimiter))


def _merit(rows: list[str], delimiter: str) -> tuple[bool, bool, float, bool, int]:
    reader = csv.reader(rows, delimiter=delimiter)
    try:
        widths = [len(cells) for cells in itertools.islice(reader, SAMPLE_RECORDS) if cells]
    except csv.Error:
        widths = []
    if not widths:
        return (False, False, 0.0, False, 0)
    width, count = Counter(widths).most_common(1)[0]
    share = count / len(widths)
    return (width > 1, widths[0] == width, share, delimiter != ",", width)
