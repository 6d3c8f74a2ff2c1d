"""Questions about the values of staged columns, answered by DuckDB over all rows."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from .contracts import ColumnFormat, FieldKind, StagedFile
from .engine import connect, quoted
from .formats import DayMonthEvidence, Shape, find_date_format, find_number_format

SAMPLE_ROWS = 2_000
MOST_SHAPES = 5_000
NUMBER_KINDS = frozenset({FieldKind.MONEY, FieldKind.PRICE, FieldKind.QUANTITY, FieldKind.NUMBER, FieldKind.RATE})
CURRENCY_KINDS = frozenset({FieldKind.MONEY, FieldKind.PRICE})
DATE_KINDS = frozenset({FieldKind.DATE, FieldKind.MOMENT})
BLANKS = " \t\n\u00a0\u202f\ufeff"


def clean_sql(key: str) -> str:
    """The cell without blanks around it and without the quote that guards a formula on export."""
    trimmed = f"trim({key}, {quoted(BLANKS)})"
    return (
        f"CASE WHEN {key}[1] = '''' AND {key}[2] IN ('=', '+', '-', '@') THEN substr({trimmed}, 2) ELSE {trimmed} END"
    )


class ColumnReader:
    """Reads one staged file; use as a context manager."""

    def __init__(self, staged: StagedFile) -> None:
        self._staged = staged
        self._source = f"read_parquet({quoted(str(staged.path))})"

    def __enter__(self) -> ColumnReader:
        self._spill = tempfile.TemporaryDirectory()
        self._engine = connect(Path(self._spill.name))
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._engine.close()
        self._spill.cleanup()

    def sample(self, keys: Sequence[str]) -> dict[str, list[str]]:
        """Non-empty values of rows spread evenly over the file."""
        step = max(1, self._staged.row_count // SAMPLE_ROWS)
        picked = ", ".join(f"{clean_sql(key)} AS {key}" for key in keys)
        query = f"SELECT {picked} FROM {self._source} WHERE row_number % {step} = 0 OR row_number < 50"  # noqa: S608
        rows = self._engine.execute(query).fetchall()
        return {key: [row[place] for row in rows if row[place]] for place, key in enumerate(keys)}

    def distinct(self, key: str, limit: int) -> list[str]:
        query = (
            f"SELECT v FROM (SELECT {clean_sql(key)} AS v FROM {self._source}) "  # noqa: S608
            f"WHERE v <> '' GROUP BY v ORDER BY count(*) DESC, v LIMIT {limit}"
        )
        return [row[0] for row in self._engine.execute(query).fetchall()]

    def shapes(self, key: str) -> list[Shape]:
        query = (
            "SELECT translate(regexp_replace(v, '(^|[^0-9.,])0([.,])', '\\1Z\\2'), '0123456789', '9999999999') AS s, "  # noqa: S608
            "sum(n)::BIGINT, min(v) FROM "
            f"(SELECT v, count(*) AS n FROM (SELECT {clean_sql(key)} AS v FROM {self._source}) "
            f"WHERE v <> '' GROUP BY v) GROUP BY s ORDER BY 2 DESC, s LIMIT {MOST_SHAPES}"
        )
        rows = self._engine.execute(query).fetchall()
        return [Shape(text=text, count=count, example=example) for text, count, example in rows]

    def day_month_evidence(self, key: str) -> DayMonthEvidence:
        part = "TRY_CAST(regexp_extract(v, '^([0-9]{1,2})[./-]([0-9]{1,2})[./-][0-9]', %d) AS INTEGER) > 12"
        query = (
            f"SELECT count(*) FILTER ({part % 1}), count(*) FILTER ({part % 2}) "  # noqa: S608
            f"FROM (SELECT {clean_sql(key)} AS v FROM {self._source})"
        )
        first, second = self._engine.execute(query).fetchall()[0]
        return DayMonthEvidence(first_above_12=first, second_above_12=second)

    def format(self, key: str, kind: FieldKind) -> ColumnFormat | None:
        """How the column is written if it holds ``kind``; None if hardly any value fits."""
        if kind in DATE_KINDS:
            return find_date_format(self.shapes(key), self.day_month_evidence(key))
        if kind in NUMBER_KINDS:
            return find_number_format(self.shapes(key))
        return ColumnFormat(example=next(iter(self.distinct(key, 1)), ""))


def find_format(staged: StagedFile, key: str, kind: FieldKind) -> ColumnFormat:
    """The format of a column a person assigned by hand."""
    with ColumnReader(staged) as reader:
        return reader.format(key, kind) or ColumnFormat()
