"""Read what was bought: three group-bys in DuckDB, the rest is numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from regulars.audit.calendar import MONTHS_IN, Grain, period_index
from regulars.audit.goods import NO_PERIOD, OTHER, UNNAMED, Breadth, Goods, GroupCells, Level
from regulars.audit.slices import Ints
from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.tables.columns import BLANKS, OrderColumns

if TYPE_CHECKING:
    import pyarrow as pa

    from regulars.tables.source import OrderSource

_NAMES = " SELECT {name} AS name, CAST(sum(amount_minor) AS BIGINT) AS revenue_minor FROM usable GROUP BY {name}"
_GROUPED = """, grouped AS (
  SELECT usable.*, CASE WHEN {name} IS NULL THEN {unnamed} ELSE coalesce(known.place, {other}) END AS place
  FROM usable LEFT JOIN (VALUES {known}) AS known(name, place) ON usable.{name} = known.name)"""
_ROWS_ARE_ORDERS = """, parts AS (
  SELECT customer, day, place, amount_minor, margin_minor, units, amount_minor AS least, amount_minor AS order_minor,
    amount_minor AS order_least FROM grouped)"""
_ROWS_ARE_LINES = """, pieces AS (
  SELECT customer, order_key, CASE WHEN order_key IS NULL THEN day END AS own_day, place, min(day) AS day,
    sum(amount_minor) AS amount_minor, sum(margin_minor) AS margin_minor, sum(units) AS units,
    min(amount_minor) AS least
  FROM grouped GROUP BY ALL)
, parts AS (
  SELECT customer, min(day) OVER one AS day, place, amount_minor, margin_minor, units, least,
    sum(amount_minor) OVER one AS order_minor, min(least) OVER one AS order_least
  FROM pieces WINDOW one AS (PARTITION BY customer, order_key, own_day))"""
_CELLS = """
SELECT customer, day, CAST(place AS BIGINT) AS place,
  count(*) FILTER (WHERE (order_minor > 0 OR order_least >= 0) AND (amount_minor > 0 OR least >= 0)) AS orders,
  CAST(sum(amount_minor) AS BIGINT) AS revenue_minor, CAST(sum(margin_minor) AS BIGINT) AS profit_minor,
  CAST(sum(units) AS BIGINT) AS units
FROM parts GROUP BY customer, day, place"""
_BREADTH = """, things AS (
  SELECT DISTINCT customer, {period} AS period, {product} AS product, {category} AS category
  FROM usable WHERE customer IS NOT NULL AND amount_minor >= 0)
SELECT customer, period, count(DISTINCT product) AS products, count(DISTINCT category) AS categories
FROM things GROUP BY customer, period
UNION ALL SELECT customer, NULL, count(DISTINCT product), count(DISTINCT category) FROM things GROUP BY customer"""


@dataclass(frozen=True, eq=False, slots=True)
class Names:
    """The names of a column: as they are written, cleaned of blanks, and what each brought."""

    column: Level
    places: dict[str, int]  # as written → place among the cleaned ones, -1 = nothing but blanks
    cleaned: tuple[str, ...]  # the largest by revenue first
    revenue_minor: Ints
    has_unnamed: bool

    @property
    def as_text(self) -> str:
        """SQL of the cleaned name; the column itself where nothing needs cleaning."""
        if all(place >= 0 and self.cleaned[place] == name for name, place in self.places.items()):
            return self.column
        return f"nullif(trim({self.column}, '{BLANKS}'), '')"


@dataclass(frozen=True, eq=False, slots=True)
class Sold:
    """What the group-bys answered; customers are still keys."""

    names: Names
    n_shown: int
    has_products: bool
    has_categories: bool
    cells: pa.Table
    breadth: pa.Table


def read_sold(source: OrderSource, columns: OrderColumns, usable: str, *, grain: Grain, most_names: int) -> Sold | None:
    """Group the lines by what was bought; None where no line names a product or a category.

    Notes
    -----
    A group counts as bought in an order that is a purchase, where its own lines bring something in net or
    none of them is a return. A product counts towards breadth with any line that is not a return.
    """
    if most_names < 1:
        raise InvalidArgumentError(f"most_names must be at least 1, got {most_names}")
    levels: tuple[Level, ...] = ("category", "product")
    found = {level: _names(source, usable, level) for level in levels if getattr(columns, level)}
    known = {level: names for level, names in found.items() if names.cleaned}
    if not known:
        return None
    names = next(iter(known.values()))
    texts = {level: known[level].as_text if level in known else "NULL" for level in levels}
    lines = _ROWS_ARE_LINES if columns.order else _ROWS_ARE_ORDERS
    n_shown = min(most_names, len(names.cleaned))
    return Sold(
        names=names,
        n_shown=n_shown,
        has_products="product" in known,
        has_categories="category" in known,
        cells=source.query(usable + _GROUPED.format(**_places(names, n_shown)) + lines + _CELLS),
        breadth=source.query(usable + _BREADTH.format(period=_period_sql(grain), **texts)),
    )


def _names(source: OrderSource, usable: str, column: Level) -> Names:
    answer = source.query(usable + _NAMES.format(name=column))
    written = dict(zip(answer["name"].to_pylist(), answer["revenue_minor"].to_pylist(), strict=True))
    revenue: dict[str, int] = {}
    for name, minor in written.items():
        cleaned = (name or "").strip(BLANKS)
        revenue[cleaned] = revenue.get(cleaned, 0) + minor
    has_unnamed = revenue.pop("", None) is not None
    ordered = sorted(revenue, key=lambda name: (-revenue[name], name))
    place = {name: at for at, name in enumerate(ordered)}
    return Names(
        column=column,
        places={name: place.get(name.strip(BLANKS), -1) for name in written if name is not None},
        cleaned=tuple(ordered),
        revenue_minor=np.array([revenue[name] for name in ordered], np.int64),
        has_unnamed=has_unnamed,
    )


def _places(names: Names, n_shown: int) -> dict[str, str | int]:
    """Where each written name is counted; what is not listed is one of the others."""
    unnamed = n_shown + (len(names.cleaned) > n_shown)
    listed = {name: unnamed if place < 0 else place for name, place in names.places.items() if place < n_shown}
    known = ", ".join("('" + name.replace("'", "''") + f"', {place})" for name, place in listed.items())
    return {"name": names.column, "known": known, "other": n_shown, "unnamed": unnamed}


def _period_sql(grain: Grain) -> str:
    """The index of the period of a day, as `calendar.period_index` counts it."""
    if grain == "week":
        return "CAST(floor((day - DATE '1970-01-01' + 3) / 7) AS BIGINT)"
    return f"CAST(floor(((year(day) - 1970) * 12 + month(day) - 1) / {MONTHS_IN[grain]}) AS BIGINT)"


def goods_of(sold: Sold, customer_ids: NDArray[Any], first_day: Ints, grain: Grain) -> Goods:
    """Number the customers as the base does and sum by period.

    Rows of nobody known (no customer, a return before the first purchase) get customer -1.
    """
    customer = _numbered(sold.cells["customer"], customer_ids)
    day = sold.cells["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    customer = np.where((customer >= 0) & (day < first_day[customer]), -1, customer)
    group, orders, revenue, profit, units = (
        sold.cells[name].to_numpy().astype(np.int64)
        for name in ("place", "orders", "revenue_minor", "profit_minor", "units")
    )
    sums = {"orders": orders, "revenue_minor": revenue, "profit_minor": profit, "units": units}
    shown = sold.names.cleaned[: sold.n_shown]
    has_other = len(sold.names.cleaned) > sold.n_shown
    names = [*shown, *[OTHER] * has_other, *[UNNAMED] * sold.names.has_unnamed]
    first = (customer >= 0) & (orders > 0)
    first[first] = day[first] == first_day[customer[first]]
    return Goods(
        level=sold.names.column,
        names=tuple(names),
        n_named=sold.n_shown,
        cells=_by_period(customer, period_index(day, grain), group, sums),
        breadth=_breadth(sold.breadth, customer_ids),
        has_products=sold.has_products,
        has_categories=sold.has_categories,
        entry=_largest(customer[first], group[first], revenue[first], len(customer_ids)),
        name_revenue_minor=sold.names.revenue_minor,
    )


def _numbered(keys: pa.ChunkedArray, customer_ids: NDArray[Any]) -> Ints:
    """Positions of the keys among the customers of the base, -1 for all others."""
    import pyarrow as pa
    import pyarrow.compute as pc

    place = pc.index_in(keys.combine_chunks(), value_set=pa.array(customer_ids, type=keys.type), skip_nulls=True)
    numbers: Ints = place.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers


def _by_period(customer: Ints, period: Ints, group: Ints, sums: dict[str, Ints]) -> GroupCells:
    order = np.lexsort((period, group, customer))
    keys = [key[order] for key in (customer, period, group)]
    starts = np.flatnonzero(np.r_[True, np.any([np.diff(key) != 0 for key in keys], axis=0)])
    added = {name: np.add.reduceat(values[order], starts) for name, values in sums.items()}
    return GroupCells(*(key[starts] for key in keys), **added)


def _breadth(answer: pa.Table, customer_ids: NDArray[Any]) -> Breadth:
    customer = _numbered(answer["customer"], customer_ids)
    period = answer["period"].fill_null(NO_PERIOD).to_numpy().astype(np.int64)
    known = customer >= 0
    products, categories = (answer[name].to_numpy().astype(np.int64)[known] for name in ("products", "categories"))
    return Breadth(customer[known], period[known], products, categories)


def _largest(customer: Ints, group: Ints, revenue: Ints, n: int) -> Ints:
    """The group that brought each customer's first day most; of equal ones the first in order."""
    order = np.lexsort((-group, revenue, customer))
    entry = np.full(n, -1, np.int64)
    entry[customer[order]] = group[order]  # the last one written stays
    if (entry < 0).any():
        raise NotEnoughDataError("a customer has no first purchase among the lines", missing={"customers": 0})
    return entry
