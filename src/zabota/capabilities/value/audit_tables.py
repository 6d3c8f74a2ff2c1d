"""Tables of the audit for people: chosen columns, titles, cells as words for pages and as plain values for files."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zabota.capabilities.value.analysis import Column, LensResult, Table
from zabota.capabilities.value.audit_words import (
    Voice,
    column_title,
    goods_word,
    label_word,
    period_name,
    period_short,
    table_title,
)
from zabota.foundation.design import formats

WIDE_COLUMNS = 9
YES_OR_NO = ("complete", "season_matched")
RATES = ("margin_rate", "difference", "low", "high")
WORDS = ("label", "period", "customer", "date", "name")
FACTOR_UNITS = {"customers": "count", "orders_per_customer": "ratio", "revenue_per_order": "money_minor",
                "margin_rate": "share"}  # fmt: skip
STATISTICS = ("mean", "p10", "p25", "median", "p75", "p90", "p99", "largest")


@dataclass(frozen=True)
class Cell:
    """`sub` stands under the text in smaller letters: the range of a number."""

    text: str
    is_number: bool
    sub: str = ""


@dataclass(frozen=True)
class ShownTable:
    """A table ready to be printed; `key` stands in addresses of exports and names of sheets."""

    key: str
    title: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def is_wide(self) -> bool:
        return len(self.head) > WIDE_COLUMNS


@dataclass(frozen=True)
class PlainTable:
    """The same as values: money in whole units of the currency, rates as they are."""

    key: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def shown_tables(result: LensResult, voice: Voice) -> list[ShownTable]:
    return [show(table, voice) for table in tables_of(result, voice)]


def tables_of(result: LensResult, voice: Voice) -> list[Table]:
    """Without those that only repeat revenue under the name of profit, and without empty ones."""
    names = {table.name for table in result.tables}
    return [
        table
        for table in result.tables
        if len(table)
        and not (table.name == "loss_makers" and not table["customers"][0])
        and (voice.knows_margin or not _has_twin(table.name, names))
    ]


def _has_twin(name: str, names: set[str]) -> bool:
    return "profit" in name and name.replace("profit", "revenue") in names


def columns_of(table: Table, voice: Voice) -> list[tuple[Column, tuple[Any, ...]]]:
    names = set(table.column_names)
    found = []
    for column, values in zip(table.columns, table.data, strict=True):
        twin = not voice.knows_margin and _has_twin(column.name, names)
        nothing = column.name == "units" and not any(values)
        if not (twin or nothing or column.name == "unit"):
            found.append((column, values))
    return found


def show(table: Table, voice: Voice) -> ShownTable:
    columns = columns_of(table, voice)
    units = list(_units(table, columns))
    head = tuple(Cell(column_title(column.name, voice), _is_number(column)) for column, _values in columns)
    rows = tuple(
        tuple(
            Cell(text_of(values[at], units[place][at], column.name, voice), _is_number(column))
            for place, (column, values) in enumerate(columns)
        )
        for at in range(len(table))
    )
    return ShownTable(table.name, table_title(table.name, voice), head, rows)


def plain(table: Table, voice: Voice) -> PlainTable:
    columns = columns_of(table, voice)
    units = list(_units(table, columns))
    rows = tuple(
        tuple(
            _plain_of(values[at], units[place][at], column.name, voice)
            for place, (column, values) in enumerate(columns)
        )
        for at in range(len(table))
    )
    header = tuple(column_title(column.name, voice) for column, _values in columns)
    return PlainTable(table.name, table_title(table.name, voice), header, rows)


def _units(table: Table, columns: list[tuple[Column, tuple[Any, ...]]]) -> Iterator[list[str]]:
    """The unit of every cell: where a column holds several measures the row says which."""
    by_row: list[str] | None = None
    if "unit" in table.column_names:
        by_row = [str(unit) for unit in table["unit"]]
    elif "factor" in table.column_names:
        by_row = [FACTOR_UNITS[str(factor)] for factor in table["factor"]]
    mixed = STATISTICS if "unit" in table.column_names else ("before", "after")
    for column, _values in columns:
        if by_row is not None and column.name in mixed:
            yield by_row
        else:
            yield [unit_of(column)] * len(table)


def unit_of(column: Column) -> str:
    if column.name in YES_OR_NO:
        return "yes_or_no"
    return "share" if column.name in RATES and column.unit == "ratio" else column.unit


def _is_number(column: Column) -> bool:
    return column.unit not in WORDS and column.name not in YES_OR_NO


def text_of(value: Any, unit: str, name: str, voice: Voice) -> str:  # noqa: ANN401, PLR0911 - one line a unit
    if value is None:
        return formats.NONE
    if unit == "money_minor":
        return formats.money_round(value, voice.currency)
    if unit == "share":
        return formats.percent(value, 1)
    if unit == "period":
        return period_name(str(value))
    if unit == "name":
        return goods_word(str(value))
    if unit == "yes_or_no":
        return _("yes") if value else _("no")
    if unit == "label":
        return pattern_word(str(value)) if name == "pattern" else _label(str(value))
    if unit == "ratio":
        return formats.number(value, 2)
    return formats.number(round(value, 1)) if unit in ("days", "count", "age") else str(value)


def _plain_of(value: Any, unit: str, name: str, voice: Voice) -> Any:  # noqa: ANN401
    if value is None:
        return None
    if unit == "money_minor":
        return float(formats.from_minor(round(value, 2), voice.currency))
    if unit == "yes_or_no":
        return bool(value)
    if unit in ("label", "period", "name"):
        return text_of(value, unit, name, voice)
    return value


def _label(code: str) -> str:
    word = label_word(code)
    return period_short(code) if word == code else word


def pattern_word(pattern: str) -> str:
    """ "YNY" as filled and hollow dots: who bought in which period."""
    return pattern.replace("Y", "●").replace("N", "○")
