"""One shape for every kind of order table: a DuckDB relation with known column names.

The rest of the package writes plain group-by queries over the view `lines`
(customer, day, amount_minor, margin_minor, units, order_key) and never sees where rows came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.errors import InvalidArgumentError, InvalidDataError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_VIEW = "regulars_orders"
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_FLOATS = ("DOUBLE", "FLOAT")


@dataclass(frozen=True, slots=True)
class OrderColumns:
    """Names of the columns of an order table; money is given either in major or in minor units."""

    customer: str
    date: str
    amount: str | None = None
    amount_minor: str | None = None
    margin: str | None = None
    margin_minor: str | None = None
    margin_rate: float | None = None
    order: str | None = None
    units: str | None = None
    minor_unit_digits: int = 2
    timezone: str = "UTC"

    def __post_init__(self) -> None:
        if self.amount is not None and self.amount_minor is not None:
            raise InvalidArgumentError("give amount or amount_minor, not both")
        if self.margin is not None and self.margin_minor is not None:
            raise InvalidArgumentError("give margin or margin_minor, not both")
        if not 0 <= self.minor_unit_digits <= 6:
            raise InvalidArgumentError(f"minor_unit_digits must be 0..6, got {self.minor_unit_digits}")
        if self.margin_rate is not None and not -1 <= self.margin_rate <= 1:
            raise InvalidArgumentError(f"margin_rate is a share of revenue, -1..1, got {self.margin_rate}")

    def named(self) -> tuple[str, ...]:
        """Names of all the columns that must exist."""
        money = (self.amount, self.amount_minor, self.margin, self.margin_minor)
        return tuple(n for n in (self.customer, self.date, *money, self.order, self.units) if n is not None)


@dataclass(frozen=True, slots=True)
class OrderSource:
    """A relation of orders and the way its columns become the view `lines`."""

    relation: duckdb.DuckDBPyRelation
    lines: str

    def without_money(self) -> OrderSource:
        """Count every row as a purchase of unknown value."""
        lines = f"SELECT * REPLACE (CAST(0 AS BIGINT) AS amount_minor) FROM ({self.lines})"  # noqa: S608 -- own text
        return OrderSource(self.relation, lines)

    def query(self, sql: str) -> pa.Table:
        """Run a query that reads the view `lines`; `sql` continues the WITH list after a comma or selects."""
        joiner = "," if sql.lstrip().startswith("WITH ") else " "
        body = sql.lstrip().removeprefix("WITH ")
        answer: Any = self.relation.query(_VIEW, f"WITH lines AS ({self.lines}){joiner}{body}")
        return answer.to_arrow_table()


@contextmanager
def open_orders(
    orders: object,
    columns: OrderColumns,
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
) -> Iterator[OrderSource]:
    """Open any kind of order table and close what was opened.

    Parameters
    ----------
    orders : path, pyarrow/pandas/polars table, DuckDB relation or Ibis table
        Paths end in .csv, .csv.gz, .tsv, .txt or .parquet (or are a folder or pattern of Parquet files).
    columns : OrderColumns
        Which column is what.
    memory_limit : str, optional
        DuckDB's limit such as ``"2GB"``; beyond it, work spills to a temporary folder.
        A relation keeps the limit of its own connection.
    threads : int, optional
        Threads to use; all by default.

    Raises
    ------
    InvalidDataError
        If a named column is missing.
    InvalidArgumentError
        If the kind of table is not known or a path does not exist.
    """
    import duckdb

    config: dict[str, Any] = {}
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    if threads is not None:
        config["threads"] = threads
    with duckdb.connect(":memory:", config=config) as connection:
        relation = _relation(connection, orders, columns)
        _require(relation, columns)
        yield OrderSource(relation, _lines(relation, columns))


def _relation(connection: Any, orders: object, columns: OrderColumns) -> Any:  # noqa: ANN401 -- duckdb is untyped
    import duckdb

    if isinstance(orders, duckdb.DuckDBPyRelation):
        return orders
    if isinstance(orders, (str, Path)):
        return _from_path(connection, str(orders), columns)
    if hasattr(orders, "to_pyarrow"):
        return connection.from_arrow(orders.to_pyarrow())
    if hasattr(orders, "__arrow_c_stream__"):
        import pyarrow as pa

        return connection.from_arrow(orders if isinstance(orders, pa.Table) else pa.table(orders))
    if hasattr(orders, "iloc"):
        return connection.from_df(orders)
    raise InvalidArgumentError(
        f"orders of type {type(orders).__name__} are not known: give a path, an Arrow, pandas or polars table, "
        "a DuckDB relation or an Ibis table"
    )


def _from_path(connection: Any, path: str, columns: OrderColumns) -> Any:  # noqa: ANN401 -- duckdb is untyped
    lower = path.lower().removesuffix(".gz")
    text = lower.endswith((".csv", ".tsv", ".txt"))
    if not any(sign in path for sign in "*?[") and not Path(path).exists():
        raise InvalidArgumentError(f"there is no file {path}")
    if not text:
        pattern = f"{path}/**/*.parquet" if Path(path).is_dir() else path
        return connection.read_parquet(pattern)
    rows = connection.read_csv(path)
    _require(rows, columns)
    rows.select(*(f'"{quoted(name)}"' for name in dict.fromkeys(columns.named()))).create("csv_rows")
    return connection.table("csv_rows")


def _require(relation: Any, columns: OrderColumns) -> None:  # noqa: ANN401 -- duckdb is untyped
    missing = [name for name in columns.named() if name not in relation.columns]
    if missing:
        raise InvalidDataError(
            f"no column {', '.join(missing)}; the table has {', '.join(relation.columns)}", field=missing[0]
        )


def quoted(name: str) -> str:
    """Escape an identifier for use between double quotes."""
    return name.replace('"', '""')


def _lines(relation: Any, columns: OrderColumns) -> str:  # noqa: ANN401 -- duckdb is untyped
    """SELECT that turns the relation into the known columns; one expression a column, no windows."""
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    amount = _money(columns.amount, columns.amount_minor, columns, types)
    margin = _money(columns.margin, columns.margin_minor, columns, types)
    if columns.margin_rate is not None:
        by_rate = f"CAST(round({amount} * CAST({columns.margin_rate!r} AS DOUBLE)) AS BIGINT)"
        margin = by_rate if margin == "NULL" else f"coalesce({margin}, {by_rate})"
    units = f'CAST("{quoted(columns.units)}" AS BIGINT)' if columns.units else "CAST(0 AS BIGINT)"
    order = f'"{quoted(columns.order)}"' if columns.order else "NULL"
    return (
        f"SELECT {_key(columns.customer, types)} AS customer, {_day(columns, types)} AS day, "  # noqa: S608 -- names are quoted
        f"{amount} AS amount_minor, {margin} AS margin_minor, {units} AS units, {order} AS order_key FROM {_VIEW}"
    )


def _key(name: str, types: dict[str, str]) -> str:
    column = f'"{quoted(name)}"'
    if types[name] == "VARCHAR":
        return f"nullif(trim({column}), '')"
    if types[name] in _FLOATS:
        return f"CASE WHEN isfinite({column}) THEN CAST({column} AS BIGINT) END"
    return column


def _day(columns: OrderColumns, types: dict[str, str]) -> str:
    column = f'"{quoted(columns.date)}"'
    if types[columns.date] == "DATE":
        return column
    if types[columns.date] == "TIMESTAMP WITH TIME ZONE":
        zone = columns.timezone.replace("'", "''")
        return f"CAST(timezone('{zone}', {column}) AS DATE)"
    if types[columns.date] in _INTEGERS:
        raise InvalidDataError(
            f"column {columns.date} holds whole numbers, not dates: convert it first", field=columns.date
        )
    return f"CAST({column} AS DATE)"


def _money(major: str | None, minor: str | None, columns: OrderColumns, types: dict[str, str]) -> str:
    """Expression in minor units: each row is rounded once, half away from zero, before anything is added."""
    if minor is not None:
        return f'CAST("{quoted(minor)}" AS BIGINT)'
    if major is None:
        return "NULL"
    column = f'"{quoted(major)}"'
    scale = 10**columns.minor_unit_digits
    if types[major] in _INTEGERS:
        return f"CAST({column} AS BIGINT) * {scale}"
    if types[major] == "VARCHAR":
        return f"CAST(round(CAST({column} AS DOUBLE) * {scale}) AS BIGINT)"
    rounded = f"CAST(round({column} * {scale}) AS BIGINT)"
    return f"CASE WHEN isfinite({column}) THEN {rounded} END" if types[major] in _FLOATS else rounded
