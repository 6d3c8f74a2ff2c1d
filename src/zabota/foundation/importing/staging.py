"""Read any file whole into a Parquet of texts, each row with the number a spreadsheet shows."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .contracts import (
    EXCERPT_CHARACTERS,
    FileKind,
    Limits,
    Problem,
    ReadingHints,
    StagedFile,
)
from .delimited import Lines, Record, declared_delimiter, find_delimiter, read_records
from .encodings import Encoding, find_encoding
from .header_rows import Layout, find_layout
from .parquet_files import stage_parquet
from .unpacking import Content, open_content, refuse
from .workbooks import read_sheet_records, read_workbook

BATCH_ROWS = 20_000
BATCH_CHARACTERS = 2_000_000
SAMPLE_RECORDS = 100
PROBLEM_SCHEMA = pa.schema(
    [
        ("row_number", pa.int64()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("code", pa.string()),
        ("params", pa.string()),
        ("severity", pa.string()),
    ]
)
Progress = Callable[[float], None]


@dataclass(kw_only=True)
class Source:
    """Records of a text or a sheet, with what was found out on the way."""

    records: Iterator[Record]
    short_rows_are_fine: bool
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()
    notices: list[Problem] = field(default_factory=list)


def stage_file(
    path: str | Path,
    *,
    workdir: str | Path,
    limits: Limits | None = None,
    hints: ReadingHints | None = None,
    progress: Progress | None = None,
) -> StagedFile:
    """Recognise a file by its content and read it whole into ``workdir``.

    ``progress`` is called with the share done, 0-1. Raises ImportFileError when nothing can be read;
    rows of broken structure do not stop the others.
    """
    limits, hints, workdir = limits or Limits(), hints or ReadingHints(), Path(workdir)
    content = open_content(Path(path), workdir=workdir, limits=limits)
    try:
        if content.kind is FileKind.PARQUET:
            staged = stage_parquet(content, workdir=workdir, limits=limits)
            write_problems([], staged.problems_path)
            return staged
        if content.kind is FileKind.XLSX:
            source = _open_workbook(content, workdir, limits, hints)
        else:
            source = _open_text(content, limits, hints, progress)
        return _stage_records(source, content, workdir, limits, hints)
    finally:
        _tidy(workdir)


def write_problems(problems: Iterable[Problem], path: Path) -> None:
    """Problems as Parquet, the same columns for every step."""
    rows = [
        {
            "row_number": problem.row_number,
            "column": problem.column,
            "value": problem.value[:EXCERPT_CHARACTERS] if problem.value is not None else None,
            "code": problem.code,
            "params": json.dumps(dict(problem.params), ensure_ascii=False),
            "severity": problem.severity.value,
        }
        for problem in problems
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=PROBLEM_SCHEMA), path)


def _open_workbook(content: Content, workdir: Path, limits: Limits, hints: ReadingHints) -> Source:
    sheet = read_workbook(content.path, workdir=workdir, limits=limits, sheet=hints.sheet)
    return Source(
        records=read_sheet_records(sheet),
        short_rows_are_fine=True,
        sheet=sheet.name,
        other_sheets=sheet.other_names,
        notices=list(sheet.notices),
    )


def _open_text(content: Content, limits: Limits, hints: ReadingHints, progress: Progress | None) -> Source:
    found = find_encoding(content.path)
    if found is None:
        raise refuse("binary_content")
    encoding = Encoding(name=hints.encoding) if hints.encoding else found
    declared = declared_delimiter(content.path, encoding.name)
    delimiter = hints.delimiter or declared or find_delimiter(content.path, encoding.name)
    records = read_records(Lines(content.path, encoding.name, progress), delimiter=delimiter, limits=limits)
    notices = [Problem(code="unreadable_characters")] if encoding.unreadable_characters else []
    return Source(
        records=itertools.islice(records, 1, None) if declared else records,
        short_rows_are_fine=False,
        encoding=encoding.name.removesuffix("-sig"),
        delimiter=delimiter,
        notices=notices,
    )


def _stage_records(source: Source, content: Content, workdir: Path, limits: Limits, hints: ReadingHints) -> StagedFile:
    sample = list(itertools.islice(source.records, SAMPLE_RECORDS))
    layout = find_layout(sample, hints.header_row, limits.columns + 1)
    if layout is None:
        raise refuse("empty_file")
    if len(layout.columns) > limits.columns:
        raise refuse("too_many_columns", limit=limits.columns)
    path, problems_path = workdir / "staged.parquet", workdir / "staged_problems.parquet"
    writer = StageWriter(path, layout, limits, short_rows_are_fine=source.short_rows_are_fine)
    try:
        writer.write_all(itertools.chain(sample, source.records))
    finally:
        writer.close()
    if not writer.row_count:
        raise refuse("header_only")
    write_problems(writer.problems, problems_path)
    return StagedFile(
        path=path,
        problems_path=problems_path,
        kind=content.kind,
        gzipped=content.gzipped,
        columns=layout.columns,
        row_count=writer.row_count,
        broken_row_count=len(writer.problems),
        sha256=content.sha256,
        size_bytes=content.size_bytes,
        encoding=source.encoding,
        delimiter=source.delimiter,
        header_row=layout.header_row,
        sheet=source.sheet,
        other_sheets=source.other_sheets,
        notices=tuple(source.notices),
    )


class StageWriter:
    """Writes records in batches; a ragged or badly quoted row is written too, and named a problem."""

    def __init__(self, path: Path, layout: Layout, limits: Limits, *, short_rows_are_fine: bool) -> None:
        self._layout, self._limits, self._pad = layout, limits, short_rows_are_fine
        texts = [(column.key, pa.string()) for column in layout.columns]
        self._schema = pa.schema([("row_number", pa.int64()), *texts])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._numbers: list[int] = []
        self._rows: list[list[str]] = []
        self._characters = 0
        self.row_count = 0
        self.problems: list[Problem] = []

    def write_all(self, records: Iterable[Record]) -> None:
        width, first = len(self._layout.columns), self._layout.first_row
        for record in records:
            cells = record.cells
            if record.row_number < first:
                continue
            if len(cells) != width or record.broken:
                fitted = self._fit(record, width)
                if fitted is None:
                    continue
                cells = fitted
            if cells.count("") == width:
                continue
            self._numbers.append(record.row_number)
            self._rows.append(cells)
            self._characters += sum(map(len, cells))
            if len(self._rows) == BATCH_ROWS or self._characters > BATCH_CHARACTERS:
                self._flush()
        self._flush()

    def close(self) -> None:
        self._writer.close()

    def _fit(self, record: Record, width: int) -> list[str] | None:
        """The row at the width of the table, None if it is blank."""
        cells = record.cells
        if not any(map(str.strip, cells)):
            return None
        surplus = [cell for cell in cells[width:] if cell.strip()]
        if record.broken:
            self._complain(record, record.broken, cells[0])
        elif surplus:
            self._complain(record, "too_many_cells", surplus[0], found=len(cells), expected=width)
        elif len(cells) < width and not self._pad:
            self._complain(record, "too_few_cells", cells[-1], found=len(cells), expected=width)
        return cells[:width] + [""] * (width - len(cells))

    def _complain(self, record: Record, code: str, value: str, **params: int) -> None:
        excerpt = value[:EXCERPT_CHARACTERS]
        self.problems.append(Problem(code=code, params=params, row_number=record.row_number, value=excerpt))

    def _flush(self) -> None:
        if not self._rows:
            return
        arrays = [pa.array(values, pa.string()) for values in zip(*self._rows, strict=True)]
        self._refuse_long_cells(arrays)
        numbers = pa.array(self._numbers, pa.int64())
        self._writer.write_table(pa.table([numbers, *arrays], schema=self._schema))
        self.row_count += len(self._rows)
        if self.row_count > self._limits.rows:
            raise refuse("too_many_rows", limit=self._limits.rows)
        self._rows, self._numbers, self._characters = [], [], 0

    def _refuse_long_cells(self, arrays: list[pa.Array]) -> None:
        for array in arrays:
            lengths = pc.utf8_length(array)
            if pc.max(lengths).as_py() > self._limits.cell_characters:
                place = pc.index(pc.greater(lengths, self._limits.cell_characters), True).as_py()
                raise refuse("cell_too_long", row=self._numbers[place], limit=self._limits.cell_characters)


def _tidy(workdir: Path) -> None:
    """Intermediate copies hold personal data; only the staged tables stay."""
    for leftover in [workdir / "unpacked", *workdir.glob("sheet*.csv")]:
        leftover.unlink(missing_ok=True)
