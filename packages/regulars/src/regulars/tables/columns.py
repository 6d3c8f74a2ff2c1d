"""Which column of an order table is what, and how each becomes a column of known meaning in DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from regulars.errors import InvalidArgumentError, InvalidDataError

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_FLOATS = ("DOUBLE", "FLOAT")
BLANKS = " \t\n\r\v\f"
LARGEST = 9e18
"""What a whole number of 64 bits holds; a comparison with it also keeps out infinities and NaN on every engine."""


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
    product: str | None = None
    category: str | None = None
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
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            raise InvalidArgumentError(
                f"timezone {self.timezone!r} is not known: give a name as Europe/Moscow"
            ) from error

    def named(self) -> tuple[str, ...]:
        """Names of all the columns that must exist."""
        money = (self.amount, self.amount_minor, self.margin, self.margin_minor)
        given = (self.customer, self.date, *money, self.order, self.units, self.product, self.category)
        return tuple(name for name in given if name is not None)


def require(present: Sequence[str], columns: OrderColumns) -> None:
    missing = [name for name in columns.named() if name not in present]
    if missing:
        raise InvalidDataError(f"no column {', '.join(missing)}; the table has {', '.join(present)}", field=missing[0])


def quoted(name: str) -> str:
    """Escape an identifier for use between double quotes."""
    return name.replace('"', '""')


def lines_of(view: str, relation: Any, columns: OrderColumns) -> str:  # noqa: ANN401 -- duckdb is untyped
    """SELECT that turns the relation into the known columns; one expression a column, no windows."""
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    amount = _money(columns.amount, columns.amount_minor, columns, types)
    margin = _money(columns.margin, columns.margin_minor, columns, types)
    if columns.margin_rate is not None:
        by_rate = f"CAST(round({amount} * CAST({columns.margin_rate!r} AS DOUBLE)) AS BIGINT)"
        margin = by_rate if margin == "NULL" else f"coalesce({margin}, {by_rate})"
    units = f'CAST("{quoted(columns.units)}" AS BIGINT)' if columns.units else "CAST(0 AS BIGINT)"
    order = f'"{quoted(columns.order)}"' if columns.order else "NULL"
    goods = "".join(f", {_name(n, types)} AS {known}" for n, known in _goods(columns) if n is not None)
    return (
        f"SELECT {_key(columns.customer, types)} AS customer, {_day(columns, types)} AS day, "  # noqa: S608 -- names are quoted
        f"{amount} AS amount_minor, {margin} AS margin_minor, {units} AS units, {order} AS order_key{goods} FROM {view}"
    )


def _goods(columns: OrderColumns) -> tuple[tuple[str | None, str], ...]:
    return (columns.product, "product"), (columns.category, "category")


def _name(name: str, types: dict[str, str]) -> str:
    """The name of a thing as text, as it stands: blanks are cheaper to cut off once a name than once a line."""
    return f'"{quoted(name)}"' if types[name] == "VARCHAR" else f'CAST("{quoted(name)}" AS VARCHAR)'


def _key(name: str, types: dict[str, str]) -> str:
    column = f'"{quoted(name)}"'
    if types[name] == "VARCHAR":
        return f"nullif(trim({column}, '{BLANKS}'), '')"
    if types[name] in _FLOATS:
        return f"CASE WHEN abs({column}) < {LARGEST} THEN CAST({column} AS BIGINT) END"
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
    if types[major] not in (*_FLOATS, "VARCHAR"):
        return f"CAST(round({column} * {scale}) AS BIGINT)"
    exact = f"CAST({column} AS DOUBLE) * {scale}"
    return f"CASE WHEN abs({exact}) < {LARGEST} THEN CAST(round({exact}) AS BIGINT) END"
