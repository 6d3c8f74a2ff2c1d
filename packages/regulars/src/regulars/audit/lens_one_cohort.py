"""Lens 3: how do the buyers won in one period behave as they age? One horizontal slice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.audit.base import CustomerBase
from regulars.audit.calendar import Period
from regulars.audit.distributions import (
    Ints,
    deciles_by_customers,
    histogram,
    quotient,
    ranked,
    ratio,
    sums_at,
)
from regulars.audit.groups import decomposition_columns, factor_columns, product_identity, totals_table
from regulars.audit.results import Finding, Identity, OneCohort, Plot, Series, Table, Totals, Unit, series, table
from regulars.audit.sequence import PurchaseDays, purchase_days, second_purchase_curve
from regulars.intervals import wilson, wilson_bounds
from regulars.retention.kaplan_meier import SurvivalCurve, kaplan_meier

PATTERN_AGES = 6  # 2^5 patterns at most: the first letter is always Y
DEEPEST = 10
CURVE_DAYS = 7
DECILES = 10


def one_cohort(base: CustomerBase, cohort: Period | str) -> OneCohort:
    """Show how the customers won in one period behave as they age.

    Business question: how many come back, how soon, how often, and what have they brought so far?

    Parameters
    ----------
    base : CustomerBase
    cohort : Period or str
        A cohort of the base (period of the first purchase), for example ``"2011-Q1"``.

    Returns
    -------
    OneCohort
        Tables ``by_age``, ``patterns``, ``repeat_buying``, ``second_purchase``, ``depth_of_repeat``,
        ``value_to_date``, ``deciles_by_customers``; plots ``active_share``, ``per_active``,
        ``per_acquired``, ``orders_per_active``, ``second_purchase``, ``value_to_date``.

    Raises
    ------
    InvalidArgumentError
        If the label is of another grain.
    NotEnoughDataError
        If nobody bought for the first time in it.

    Notes
    -----
    Age 0 is the period of the own first purchase. Shares of an age are given only where that age is
    over for the whole cohort; otherwise they are not defined (None). Without a contract there is no
    retention to observe, so the share is of those who bought again in the next period.
    Times to the next purchase count days between distinct purchase days and treat customers who are
    still silent as censored (Kaplan–Meier).

    References
    ----------
    Fader, Hardie and Ross (2022), The Customer-Base Audit, chapter 5.
    """
    at = base.cohort_period(cohort)
    members = base.cohort == at.index
    view = _view(base, members)
    curve = second_purchase_curve(base, members)
    days = purchase_days(base, members)
    by_age, second = _by_age(base, view), _second_purchase(curve)
    patterns, depth = _patterns(view), _depth(days)
    value, deciles = _value_to_date(base, view), _deciles(base, view)
    totals = view.totals()
    return OneCohort(
        tables=(by_age, patterns, _repeat_buying(view), second, depth, value, deciles),
        plots=_plots(by_age, second, view.profit),
        identities=(
            *product_identity("value_to_date_is_the_product_of_its_factors", totals),
            *_age_identities(by_age, totals),
            Identity("patterns_count_every_customer", _sum(patterns["customers"]), totals.customers),
            Identity("deciles_sum_to_profit_minor", _sum(deciles["profit_minor"]), totals.profit_minor),
            Identity("deciles_sum_to_customers", _sum(deciles["customers"]), totals.customers),
        ),
        findings=_findings(base, at, by_age, curve, days),
        profit_basis=base.profit_basis,
        cohort=at.label,
        acquired=totals.customers,
        ages_observed=view.ages_complete,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _View:
    """Cells of the cohort by member (0..acquired-1) and age."""

    acquired: int
    ages: int
    ages_complete: int
    member: Ints
    age: Ints
    orders: Ints
    revenue: Ints
    profit_cell: Ints
    units: Ints

    @property
    def profit(self) -> Ints:
        return sums_at(self.member, self.acquired, self.profit_cell)

    @property
    def active(self) -> NDArray[np.bool_]:
        """Whether member i bought at age a, shape (acquired, ages)."""
        grid = np.zeros((self.acquired, self.ages), bool)
        bought = self.orders > 0
        grid[self.member[bought], self.age[bought]] = True
        return grid

    def totals(self) -> Totals:
        return Totals(
            self.acquired,
            int(self.orders.sum()),
            int(self.revenue.sum()),
            int(self.profit_cell.sum()),
            int(self.units.sum()),
        )


def _view(base: CustomerBase, members: NDArray[np.bool_]) -> _View:
    cells = members[base.cell_customer]
    customer = base.cell_customer[cells]
    number = np.cumsum(members) - 1
    youngest, oldest = base.first_period[members].max(), base.first_period[members].min()
    return _View(
        acquired=int(members.sum()),
        ages=base.periods[-1].index - int(oldest) + 1,
        ages_complete=max(base.last_complete_index - int(youngest) + 1, 0),
        member=number[customer],
        age=base.cell_period[cells] - base.first_period[customer],
        orders=base.cell_orders[cells],
        revenue=base.cell_revenue_minor[cells],
        profit_cell=base.cell_profit_minor[cells],
        units=base.cell_units[cells],
    )


def _by_age(base: CustomerBase, view: _View) -> Table:
    """Activity, averages and money by age; shares only where the age is over for everybody."""
    n = view.ages
    active = sums_at(view.age, n, (view.orders > 0).astype(np.int64))
    orders, revenue, profit = (sums_at(view.age, n, v) for v in (view.orders, view.revenue, view.profit_cell))
    complete = np.arange(n) < view.ages_complete
    low, high = wilson_bounds(active, np.full(n, view.acquired))
    low[0] = high[0] = 1.0  # everybody is active at age 0 by definition: nothing is estimated there
    unknown = np.where(complete, 1.0, np.nan)
    factors = factor_columns(active, orders, revenue, profit, basis=base.profit_basis)
    del factors["profit_per_customer_minor"]
    return table(
        "by_age",
        {
            "age": ("age", np.arange(n)),
            "complete": ("count", complete),
            "active": ("count", active),
            "orders": ("count", orders),
            "revenue_minor": ("money_minor", revenue),
            "profit_minor": ("money_minor", profit),
            "active_share": ("share", unknown * active / view.acquired),
            "active_share_low": ("share", unknown * low),
            "active_share_high": ("share", unknown * high),
            **factors,
            "revenue_per_active_minor": ("money_minor", ratio(revenue, active)),
            "profit_per_active_minor": ("money_minor", ratio(profit, active)),
            "revenue_per_acquired_minor": ("money_minor", unknown * revenue / view.acquired),
            "profit_per_acquired_minor": ("money_minor", unknown * profit / view.acquired),
        },
    )


def _patterns(view: _View) -> Table:
    """Which of the first complete ages customers were active in, most frequent first: YNYY…"""
    width = max(min(view.ages_complete, PATTERN_AGES), 1)
    grid = view.active[:, :width]
    codes, counts = np.unique(grid @ (1 << np.arange(width)), return_counts=True)
    profit = sums_at(np.searchsorted(codes, grid @ (1 << np.arange(width))), len(codes), view.profit)
    order = np.argsort(-counts, kind="stable")
    words = ["".join("Y" if code >> age & 1 else "N" for age in range(width)) for code in codes[order]]
    low, high = wilson_bounds(counts[order], np.full(len(order), view.acquired))
    return table(
        "patterns",
        {
            "pattern": ("label", words),
            "customers": ("count", counts[order]),
            "share": ("share", counts[order] / view.acquired),
            "share_low": ("share", low),
            "share_high": ("share", high),
            "profit_minor": ("money_minor", profit[order]),
        },
    )


def _repeat_buying(view: _View) -> Table:
    """Of those active at one age, the share active at the next; only complete ages."""
    grid = view.active[:, : view.ages_complete]
    before = grid[:, :-1].sum(axis=0)
    again = (grid[:, :-1] & grid[:, 1:]).sum(axis=0)
    low, high = wilson_bounds(again, before)
    return table(
        "repeat_buying",
        {
            "age": ("age", np.arange(1, len(before) + 1)),
            "active_before": ("count", before),
            "bought_again": ("count", again),
            "share": ("share", ratio(again, before)),
            "share_low": ("share", low),
            "share_high": ("share", high),
        },
    )


def _second_purchase(curve: SurvivalCurve) -> Table:
    """Cumulative and incremental share with a second purchase by week since the first."""
    times = np.arange(CURVE_DAYS, curve.longest + 1, CURVE_DAYS)
    survival, low, high = curve.at(times)
    cumulative = 1 - survival
    return table(
        "second_purchase",
        {
            "days": ("days", times),
            "share": ("share", cumulative),
            "share_low": ("share", 1 - high),
            "share_high": ("share", 1 - low),
            "incremental": ("share", np.diff(cumulative, prepend=0.0)),
        },
    )


def _depth(days: PurchaseDays) -> Table:
    """From the n-th to the next purchase: how many went on, and after how long."""
    rows = []
    for n in range(1, DEEPEST + 1):
        waited, came = days.steps_from(n)
        if len(came) == 0:
            break
        share = wilson(int(came.sum()), len(came))
        among = float(np.median(waited[came])) if came.any() else None
        median = kaplan_meier(waited, came).quantile(0.5)
        rows.append((n, len(came), int(came.sum()), share.value, share.low, share.high, among, median))
    purchase, reached, went_on, share_on, low, high, among_repeaters, of_all = zip(*rows, strict=True)
    return table(
        "depth_of_repeat",
        {
            "purchase": ("count", purchase),
            "reached": ("count", reached),
            "went_on": ("count", went_on),
            "share": ("share", share_on),
            "share_low": ("share", low),
            "share_high": ("share", high),
            "median_days_of_those_who_did": ("days", among_repeaters),
            "median_days_of_all": ("days", of_all),
        },
    )


def _value_to_date(base: CustomerBase, view: _View) -> Table:
    return totals_table(
        "value_to_date", {"cohort_age": ("age", [view.ages - 1])}, [view.totals()], basis=base.profit_basis
    )


def _deciles(base: CustomerBase, view: _View) -> Table:
    """Deciles of the cohort by profit to date; everybody acquired is a customer."""
    order = ranked(view.profit)
    group = np.empty(view.acquired, np.int64)
    group[order] = deciles_by_customers(view.acquired) - 1
    by_cell = group[view.member]
    orders, revenue, profit = (sums_at(by_cell, DECILES, v) for v in (view.orders, view.revenue, view.profit_cell))
    customers = np.bincount(group, minlength=DECILES)
    columns = decomposition_columns(customers, orders, revenue, profit, basis=base.profit_basis)
    return table("deciles_by_customers", {"decile": ("count", np.arange(1, DECILES + 1)), **columns})


def _age_identities(by_age: Table, totals: Totals) -> tuple[Identity, ...]:
    return tuple(
        Identity(f"ages_sum_to_{name}", _sum(by_age[name]), getattr(totals, name))
        for name in ("orders", "revenue_minor", "profit_minor")
    )


def _sum(values: tuple[object, ...]) -> int:
    return sum(int(value) for value in values if isinstance(value, int))


def _plots(by_age: Table, second: Table, value: Ints) -> tuple[Plot, ...]:
    ages = by_age["age"]

    def lines(name: str, unit: Unit, columns: tuple[str, ...]) -> Plot:
        return Plot(name, "line", ages, "age", unit, tuple(series(c, by_age[c]) for c in columns))

    share = Series("active_share", by_age["active_share"], by_age["active_share_low"], by_age["active_share_high"])
    curve = Series("share", second["share"], second["share_low"], second["share_high"])
    return (
        Plot("active_share", "line", ages, "age", "share", (share,)),
        lines("per_active", "money_minor", ("revenue_per_active_minor", "profit_per_active_minor")),
        lines("per_acquired", "money_minor", ("revenue_per_acquired_minor", "profit_per_acquired_minor")),
        lines("orders_per_active", "ratio", ("orders_per_customer",)),
        Plot("second_purchase", "line", second["days"], "days", "share", (curve,)),
        histogram("value_to_date", value, "money_minor"),
    )


def _findings(
    base: CustomerBase, at: Period, by_age: Table, curve: SurvivalCurve, days: PurchaseDays
) -> tuple[Finding, ...]:
    once = int((days.count == 1).sum())
    share = wilson(once, len(days.count))
    numbers = {
        "customers": once,
        "of": len(days.count),
        "share": share.value,
        "share_low": share.low,
        "share_high": share.high,
    }
    found = [Finding("bought_on_one_day_only", numbers)]
    waited, came = days.steps_from(1)
    if came.any():
        median = float(np.median(waited[came]))
        found.append(Finding("half_of_repeaters_back_within", {"days": median, "repeaters": int(came.sum())}))
    for horizon in (90, 365):
        back = curve.happened_by(horizon)
        if not back.verdict:
            found.append(
                Finding(
                    "second_purchase_within",
                    {"days": horizon, "share": back.value, "share_low": back.low, "share_high": back.high},
                )
            )
    found += _decline(by_age)
    if at == base.cohorts[0]:
        found.append(Finding("first_cohort_holds_older_customers", {"cohort": at.label}))
    return tuple(found)


def _decline(by_age: Table) -> list[Finding]:
    """Whether profit per acquired customer fell from age 1 on through activity or through spend."""
    rows = [row for row in by_age.records() if row["complete"]]
    if len(rows) < 3:
        return []
    first, last = rows[1], rows[-1]
    activity = quotient(_number(last["active_share"]), _number(first["active_share"]))
    spend = quotient(_number(last["profit_per_active_minor"]), _number(first["profit_per_active_minor"]))
    if activity is None or spend is None or activity <= 0 or spend <= 0:
        return []
    numbers = {"from_age": first["age"], "to_age": last["age"], "times_activity": activity, "times_spend": spend}
    by_activity = abs(np.log(activity)) >= abs(np.log(spend))
    return [Finding("change_through_activity" if by_activity else "change_through_spend", numbers)]


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
