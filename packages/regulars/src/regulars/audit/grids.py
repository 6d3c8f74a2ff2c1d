"""Cohort grids: one row a cohort, one column an age or a calendar period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from regulars.audit.base import CustomerBase
from regulars.audit.calendar import Period, period_of
from regulars.audit.distributions import Floats, Ints, ratio, sums_at
from regulars.audit.results import Columns, Plot, Table, Unit, series, table

Side = Literal["age", "period"]
MEASURES: dict[str, Unit] = {
    "active_share": "share",
    "repeat_buying": "share",
    "orders_per_customer": "ratio",
    "revenue_per_order_minor": "money_minor",
    "margin_rate": "ratio",
    "profit_per_active_minor": "money_minor",
    "revenue_per_acquired_minor": "money_minor",
    "profit_per_acquired_minor": "money_minor",
}


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """Exact sums by cohort and by age or period; `known` says which cells are over for the whole cohort."""

    side: Side
    cohorts: tuple[Period, ...]
    columns: tuple[str, ...]
    acquired: Ints
    active: Ints
    again: Ints  # active in this column and in the one before
    orders: Ints
    revenue_minor: Ints
    profit_minor: Ints
    units: Ints
    known: NDArray[np.bool_]

    def measure(self, name: str) -> Floats:
        """Values of a measure, NaN where it is not defined or not yet over."""
        acquired = self.acquired[:, None]
        before = np.pad(self.active, ((0, 0), (1, 0)))[:, :-1]
        tops = {
            "active_share": (self.active, acquired),
            "repeat_buying": (self.again, before),
            "orders_per_customer": (self.orders, self.active),
            "revenue_per_order_minor": (self.revenue_minor, self.orders),
            "margin_rate": (self.profit_minor, self.revenue_minor),
            "profit_per_active_minor": (self.profit_minor, self.active),
            "revenue_per_acquired_minor": (self.revenue_minor, acquired),
            "profit_per_acquired_minor": (self.profit_minor, acquired),
        }
        return np.where(self.known, ratio(*tops[name]), np.nan)

    def table(self, name: str, values: NDArray[np.int64] | Floats, unit: Unit, *, acquired: bool = True) -> Table:
        """Wide table: cohort, acquired, then one column an age or period."""
        prefix = "age_" if self.side == "age" else ""
        columns: Columns = {"cohort": ("period", [c.label for c in self.cohorts])}
        if acquired:
            columns["acquired"] = ("count", self.acquired)
        columns |= {f"{prefix}{column}": (unit, values[:, j]) for j, column in enumerate(self.columns)}
        return table(name, columns)

    def measure_table(self, name: str) -> Table:
        """Wide table of a measure, named ``<measure>_by_<side>``."""
        return self.table(f"{name}_by_{self.side}", self.measure(name), MEASURES[name])

    def heatmap(self, name: str) -> Plot:
        """Heat map of a measure: one series a cohort."""
        values = self.measure(name)
        rows = tuple(series(c.label, values[i]) for i, c in enumerate(self.cohorts))
        x = tuple(int(c) for c in self.columns) if self.side == "age" else self.columns
        return Plot(f"{name}_by_{self.side}", "heatmap", x, self.side, MEASURES[name], rows)


def cohort_grid(base: CustomerBase, side: Side) -> Grid:
    """Sum the cube by cohort and by age (0 = period of the own first purchase) or calendar period."""
    cohorts = base.cohorts
    first = base.periods[0].index
    n_columns = len(base.periods)
    row = np.searchsorted([c.index for c in cohorts], base.cohort)
    at = base.cell_period - (base.first_period[base.cell_customer] if side == "age" else first)
    cell = row[base.cell_customer] * n_columns + at
    shape = (len(cohorts), n_columns)
    active = base.cell_orders > 0
    names = [str(i) for i in range(n_columns)] if side == "age" else [p.label for p in base.periods]

    def summed(values: Ints) -> Ints:
        return sums_at(cell, shape[0] * n_columns, values).reshape(shape)

    return Grid(
        side,
        cohorts,
        tuple(names),
        np.bincount(row, minlength=len(cohorts)),
        summed(active.astype(np.int64)),
        summed(_again(base, active)),
        summed(base.cell_orders),
        summed(base.cell_revenue_minor),
        summed(base.cell_profit_minor),
        summed(base.cell_units),
        _known(base, cohorts, side),
    )


def _again(base: CustomerBase, active: NDArray[np.bool_]) -> Ints:
    """1 for cells whose customer was active in the period just before as well."""
    customer, period = base.cell_customer[active], base.cell_period[active]
    follows = (customer[1:] == customer[:-1]) & (period[1:] == period[:-1] + 1)
    again = np.zeros(len(active), np.int64)
    again[np.flatnonzero(active)[1:]] = follows
    return again


def _known(base: CustomerBase, cohorts: tuple[Period, ...], side: Side) -> NDArray[np.bool_]:
    """Cells that are over for every member: ages of the youngest member, periods after the cohort began."""
    grain, last = base.grain, base.last_complete_index
    columns = np.arange(len(base.periods))
    starts = np.array([period_of(c.start_on, grain).index for c in cohorts])[:, None]
    ends = np.array([period_of(c.end_on, grain).index - 1 for c in cohorts])[:, None]
    if grain == base.cohort_grain:
        starts = ends = np.array([c.index for c in cohorts])[:, None]
    if side == "age":
        over: NDArray[np.bool_] = columns[None, :] + np.minimum(ends, base.periods[-1].index) <= last
        return over
    period = columns[None, :] + base.periods[0].index
    known: NDArray[np.bool_] = (period >= starts) & (period <= last)
    return known
