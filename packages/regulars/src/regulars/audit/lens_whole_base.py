"""Lens 5: how healthy is the whole base? Every cohort in every period."""

from __future__ import annotations

import numpy as np

from regulars.audit.base import CustomerBase, days_since_epoch
from regulars.audit.distributions import Floats, Ints, ratio, sums_at
from regulars.audit.grids import MEASURES, Grid, cohort_grid
from regulars.audit.growth import growth_table, periods_in_year, stand_still, stand_still_table
from regulars.audit.results import (
    Columns,
    Finding,
    Identity,
    Plot,
    Series,
    Table,
    Unit,
    WholeBase,
    plain,
    series,
    table,
)
from regulars.audit.sequence import purchase_days

C3_MEASURES = ("revenue_minor", "profit_minor")


def whole_base(base: CustomerBase) -> WholeBase:
    """Show the health of the base: what each cohort brings in each period and where growth comes from.

    Business question: how much of tomorrow's money comes from customers we already have?

    Parameters
    ----------
    base : CustomerBase

    Returns
    -------
    WholeBase
        Tables ``c3_revenue_minor``, ``c3_profit_minor``, ``c3_active`` (cohort × period, with rows
        for anonymous sales and unmatched returns), ``acquisition``, ``<measure>_by_period`` grids,
        ``second_purchase_by_period``, ``growth``, ``growth_year`` (if a year of history exists),
        ``stand_still``; plots ``c3_revenue_minor``, ``c3_profit_minor``, ``c3_active``,
        ``new_customers``, ``share_of_new``, ``growth``.

    Notes
    -----
    Columns of the C3 tables add up to the totals of the period seen through lens 1, exactly. Periods
    that are not over are shown in the C3 tables and left out of shares of cohorts.

    References
    ----------
    Fader, Hardie and Ross (2022), The Customer-Base Audit, chapter 7.
    """
    grid = cohort_grid(base, "period")
    c3 = {name: _c3(base, grid, name) for name in C3_MEASURES}
    active = grid.table("c3_active", grid.active, "count", acquired=False)
    acquisition = _acquisition(base)
    growth, identities = growth_table(base, "growth", lag=1)
    tables = [*c3.values(), active, acquisition]
    tables += [grid.measure_table(n) for n in MEASURES if n != "margin_rate" or base.profit_basis != "revenue"]
    tables += [_second_purchase(base, grid), growth]
    if 1 < periods_in_year(base) < len(base.periods):
        yearly, more = growth_table(base, "growth_year", lag=periods_in_year(base))
        tables.append(yearly)
        identities += more
    tables.append(stand_still_table(stand_still(base)))
    return WholeBase(
        tables=tuple(tables),
        plots=_plots(base, grid, acquisition, growth),
        identities=(*_identities(base, c3, active, acquisition), *identities),
        findings=_findings(base, grid, acquisition, growth),
        profit_basis=base.profit_basis,
        periods=tuple(p.label for p in base.periods),
        totals=base.grand_totals(),
    )


def _c3(base: CustomerBase, grid: Grid, name: str) -> Table:
    """Customer-cohort chart as numbers: rows cohorts, then anonymous and unmatched; columns periods."""
    outside = np.zeros((2, len(base.periods)), np.int64)
    for row, part in enumerate((base.anonymous, base.unmatched)):
        outside[row, part.period - base.periods[0].index] = getattr(part, name)
    cells = np.vstack([getattr(grid, name), outside])
    labels = [*(c.label for c in grid.cohorts), "anonymous", "unmatched_returns"]
    columns: Columns = {"cohort": ("label", labels)}
    columns |= {p.label: ("money_minor", cells[:, j]) for j, p in enumerate(base.periods)}
    return table(f"c3_{name}", columns)


def _acquisition(base: CustomerBase) -> Table:
    """New and returning customers of each period and what each brought."""
    n, first = len(base.periods), base.periods[0].index
    at = base.cell_period - first
    fresh = base.first_period[base.cell_customer] == base.cell_period
    bought = base.cell_orders > 0
    new = np.bincount(base.first_period - first, minlength=n)
    active = np.bincount(at[bought], minlength=n)
    money: dict[str, Ints] = {}
    for name, cells in (("revenue", base.cell_revenue_minor), ("profit", base.cell_profit_minor)):
        of_new = sums_at(at[fresh], n, cells[fresh])
        money |= {f"{name}_of_new_minor": of_new, f"{name}_of_known_minor": sums_at(at, n, cells) - of_new}
    of_new, of_known = money["revenue_of_new_minor"], money["revenue_of_known_minor"]
    complete = [p in base.complete_periods for p in base.periods]
    return table(
        "acquisition",
        {
            "period": ("period", [p.label for p in base.periods]),
            "complete": ("count", complete),
            "active": ("count", active),
            "new": ("count", new),
            "known": ("count", active - new),
            "customers_to_date": ("count", np.cumsum(new)),
            "share_of_new": ("share", ratio(new, active)),
            **{name: ("money_minor", values) for name, values in money.items()},
            "share_of_revenue_of_new": ("share", ratio(of_new, of_new + of_known)),
        },
    )


def _second_purchase(base: CustomerBase, grid: Grid) -> Table:
    """Share of each cohort with a second purchase by the end of each period (cumulative)."""
    days = purchase_days(base)
    again = days.count > 1
    second = days.day[days.start[again] + 1]
    row = np.searchsorted([c.index for c in grid.cohorts], base.cohort[again])
    ends = np.array([days_since_epoch(p.end_on) for p in base.periods])
    column = np.searchsorted(ends, second, side="right")
    n = len(base.periods)
    cells = np.bincount(row * n + column, minlength=len(grid.cohorts) * n).reshape(-1, n)
    shares: Floats = np.where(grid.known, ratio(np.cumsum(cells, axis=1), grid.acquired[:, None]), np.nan)
    return grid.table("second_purchase_by_period", shares, "share")


def _identities(base: CustomerBase, c3: dict[str, Table], active: Table, acquisition: Table) -> tuple[Identity, ...]:
    """Column sums of the C3 tables equal the period's totals as lens 1 slices them."""
    found = []
    for j, period in enumerate(base.periods):
        own = base.slice(period).totals()
        whole = own + base.anonymous.totals(period) + base.unmatched.totals(period)
        for name, grid in c3.items():
            found.append(Identity(f"c3_{name}_{period.label}", _sum(grid[period.label]), getattr(whole, name)))
        found.append(Identity(f"c3_active_{period.label}", _sum(active[period.label]), own.customers))
        pair = (acquisition["new"][j], acquisition["known"][j])
        found.append(Identity(f"new_and_known_{period.label}", _sum(pair), own.customers))
    found.append(Identity("every_customer_is_new_once", _sum(acquisition["new"]), base.n_customers))
    return tuple(found)


def _sum(values: tuple[object, ...]) -> int:
    return sum(int(value) for value in values if isinstance(value, int))


def _plots(base: CustomerBase, grid: Grid, acquisition: Table, growth: Table) -> tuple[Plot, ...]:
    x = tuple(p.label for p in base.periods)

    def stacked(name: str, cells: Ints, unit: Unit) -> Plot:
        rows = tuple(series(c.label, cells[i]) for i, c in enumerate(grid.cohorts))
        return Plot(name, "stacked_bar", x, "period", unit, rows)

    def chosen(source: Table, names: tuple[str, ...]) -> tuple[Series, ...]:
        return tuple(series(name, source[name]) for name in names)

    new_shares = chosen(acquisition, ("share_of_new", "share_of_revenue_of_new"))
    sources = chosen(growth, growth.column_names[3:-1])
    return (
        stacked("c3_revenue_minor", grid.revenue_minor, "money_minor"),
        stacked("c3_profit_minor", grid.profit_minor, "money_minor"),
        stacked("c3_active", grid.active, "count"),
        Plot("new_customers", "bar", x, "period", "count", chosen(acquisition, ("new",))),
        Plot("share_of_new", "line", x, "period", "share", new_shares),
        Plot("growth", "stacked_bar", growth["period"], "period", "money_minor", sources),
    )


def _findings(base: CustomerBase, grid: Grid, acquisition: Table, growth: Table) -> tuple[Finding, ...]:
    found: list[Finding] = []
    complete = base.complete_periods
    if complete:
        last = complete[-1]
        row = acquisition.records()[last.index - base.periods[0].index]
        numbers = {
            "period": last.label,
            **{k: row[k] for k in ("new", "known", "share_of_new", "share_of_revenue_of_new")},
        }
        found.append(Finding("new_and_known", numbers))
        found += _older_than_a_year(base, last.index)
    found += _growth_source(base, growth)
    answer = stand_still(base)
    if answer is None:
        found.append(Finding("stand_still_unknown", {"complete_periods": len(complete), "needed": 3}))
    else:
        numbers = {f: plain(getattr(answer, f)) for f in type(answer).__dataclass_fields__}
        found.append(Finding("stand_still", numbers))
    found.append(Finding("first_cohort_holds_older_customers", {"cohort": grid.cohorts[0].label}))
    return tuple(found)


def _older_than_a_year(base: CustomerBase, last: int) -> list[Finding]:
    """Share of the last complete period's revenue from customers won more than a year earlier."""
    now = base.cell_period == last
    revenue = base.cell_revenue_minor[now]
    old = last - base.first_period[base.cell_customer[now]] >= periods_in_year(base)
    if last - base.periods[0].index < periods_in_year(base) or revenue.sum() <= 0:
        return []
    return [Finding("revenue_from_older_than_a_year", {"share": float(revenue[old].sum() / revenue.sum())})]


def _growth_source(base: CustomerBase, growth: Table) -> list[Finding]:
    """What moved profit most between the last two complete periods."""
    complete = base.complete_periods
    if len(complete) < 2 or complete[-1].index - complete[-2].index != 1:
        return []
    row = next(r for r in growth.records() if r["period"] == complete[-1].label)
    sources = {name: int(row[name] or 0) for name in growth.column_names[3:-1]}
    biggest = max(sources, key=lambda name: abs(sources[name]))
    change = int(row["profit_after_minor"] or 0) - int(row["profit_before_minor"] or 0)
    numbers = {
        "period": row["period"],
        "compared_with": row["compared_with"],
        "source": biggest.removesuffix("_minor"),
        "source_minor": sources[biggest],
        "change_minor": change,
    }
    return [Finding("growth_source", numbers)]
