"""Problems read back, and the rows that did not pass as a file to mend and to send again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import duckdb
from django.utils.translation import gettext as _

from .contracts import Converted, Problem, Severity
from .engine import connect, quoted
from .messages import Sentences, describe
from .recognising import OWN_HEADER
from .tabular_out import TableKind, write_table

BATCH_ROWS = 5_000


def read_problems(path: Path, *, limit: int | None = None) -> list[Problem]:
    """Problems of a staged or converted file in the order of rows, the first ``limit`` of them."""
    with connect(path.parent) as engine:
        return list(_problems(engine, path, limit))


def write_rejected(
    converted: Converted,
    path: str | Path,
    *,
    kind: TableKind = TableKind.CSV,
    language: str = "en",
    extra: Iterable[Problem] = (),
    more: Sentences | None = None,
) -> int:
    """Write the rows with errors as they came, with their row number and what to mend; returns how many.

    ``extra`` adds the problems a caller found by its own rules, ``more`` the sentences of their codes.
    The two added columns are ignored when the file is sent again. Texts are in the active language;
    ``language`` decides how the table itself is written.
    """
    staged = converted.staged
    with connect(converted.path.parent) as engine:
        problems = [*_problems(engine, converted.problems_path, None), *extra]
        sentences = _by_row(problems, more)
        header = [_column_name(column.header, column.position) for column in staged.columns]
        own = [f"{OWN_HEADER}: " + _("row"), f"{OWN_HEADER}: " + _("what to mend")]
        rows = _rows(engine, staged.path, sorted(sentences), sentences)
        write_table(path, [*header, *own], rows, kind=kind, language=language)
    return len(sentences)


def _column_name(header: str, position: int) -> str:
    return header or _("Column %(number)s") % {"number": position}


def _by_row(problems: Iterable[Problem], more: Sentences | None) -> dict[int, str]:
    errors = sorted(
        (one.row_number, one.column or "", describe(one, more=more))
        for one in problems
        if one.severity is Severity.ERROR and one.row_number is not None
    )
    return {
        row: " ".join(f"{column}: {text}" if column else text for _row, column, text in group)
        for row, group in groupby(errors, key=lambda error: error[0])
    }


def _rows(
    engine: duckdb.DuckDBPyConnection, staged: Path, numbers: list[int], sentences: dict[int, str]
) -> Iterator[list[str]]:
    for start in range(0, len(numbers), BATCH_ROWS):
        wanted = numbers[start : start + BATCH_ROWS]
        query = (
            f"SELECT * FROM read_parquet({quoted(str(staged))}) "  # noqa: S608
            "WHERE row_number BETWEEN ? AND ? AND row_number IN (SELECT unnest(?)) ORDER BY row_number"
        )
        for number, *cells in engine.execute(query, [wanted[0], wanted[-1], wanted]).fetchall():
            yield [*cells, str(number), sentences[number]]


def _problems(engine: duckdb.DuckDBPyConnection, path: Path, limit: int | None) -> Iterator[Problem]:
    cut = f" LIMIT {limit}" if limit is not None else ""
    query = (
        'SELECT row_number, "column", value, code, params, severity '  # noqa: S608
        f'FROM read_parquet({quoted(str(path))}) ORDER BY row_number, "column"{cut}'
    )
    for number, column, value, code, params, severity in engine.execute(query).fetchall():
        yield Problem(
            code=code,
            params=json.loads(params),
            row_number=number,
            column=column,
            value=value,
            severity=Severity(severity),
        )
