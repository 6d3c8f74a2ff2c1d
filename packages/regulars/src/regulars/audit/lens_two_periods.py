"""Lens 2: what changed since the last period, and through whom? Two vertical slices."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import factorial

import numpy as np

from regulars.audit.base import CustomerBase
from regulars.audit.calendar import Period
from regulars.audit.distributions import Ints, deciles_by_customers, merged, ranked, ratio, sums_at
from regulars.audit.groups import FACTORS, factors_of, product_identity
from regulars.audit.results import Columns, Finding, Identity, Plot, Table, Totals, TwoPeriods, Unit, series, table
from regulars.audit.slices import PeriodSlice
from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.intervals import wilson

GROUPS = ("lost", "kept", "returned", "new", "returns_only")
LOST, KEPT, RETURNED, NEW, RETURNS_ONLY = range(5)
MEASURES = ("orders", "revenue_minor", "profit_minor")
DECILES = 10


def two_periods(base: CustomerBase, before: Period | str, after: Period | str) -> TwoPeriods:
    """Show through whom revenue and profit changed between two periods.

    Business question: did we lose, win or develop customers, and by frequency, basket or margin?

    Parameters
    ----------
    base : CustomerBase
    before, after : Period or str
        Two different periods of the base, the earlier first; best of equal length and season.

    Returns
    -------
    TwoPeriods
        Tables ``flow``, ``bridge``, ``decomposition``, ``same_customers``, ``decile_switching``,
        ``up_down``; plots ``bridge``, ``flow``, ``decile_switching``.

    Raises
    ------
    InvalidArgumentError
        If a period is outside the observation or they are not in order.
    NotEnoughDataError
        If nobody with a name bought in one of them.

    Notes
    -----
    A customer who bought in both periods is *kept*, only before *lost* (a guess: without a contract
    nobody says goodbye), only after *new* (first purchase ever) or *returned*. The change of profit
    is split over the factors by their average effect over all orders of change (Shapley), which adds
    up exactly. Deciles of both periods use the cut-offs of the earlier one.

    References
    ----------
    Fader, Hardie and Ross (2022), The Customer-Base Audit, chapter 4. Shapley (1953), A value for
    n-person games.
    """
    first, second = base.period(before), base.period(after)
    if first >= second:
        raise InvalidArgumentError(f"{first.label} is not before {second.label}")
    pair = _Pair(base, first, second)
    for at, totals in ((first, pair.totals_before), (second, pair.totals_after)):
        if totals.customers == 0:
            raise NotEnoughDataError(f"nobody with a name bought in {at.label}", missing={"customers": 0})
    flow, bridge = _flow(pair), _bridge(pair)
    overall, overall_identities = _decomposition("decomposition", pair.totals_before, pair.totals_after)
    kept_before, kept_after = pair.group_totals(KEPT)
    same, same_identities = _decomposition("same_customers", kept_before, kept_after)
    switching = _switching(pair)
    tables = (flow, bridge, overall, same, switching, _up_down(pair))
    return TwoPeriods(
        tables=tables,
        plots=_plots(flow, bridge, switching),
        identities=(*_identities(pair, flow, bridge), *overall_identities, *same_identities),
        findings=_findings(pair, bridge, overall, switching),
        profit_basis=base.profit_basis,
        before=first.label,
        after=second.label,
        totals_before=pair.totals_before,
        totals_after=pair.totals_after,
    )


class _Pair:
    """Both slices laid over the same customers."""

    def __init__(self, base: CustomerBase, before: Period, after: Period) -> None:
        self.base, self.before, self.after = base, before, after
        slices = base.slice(before), base.slice(after)
        self.customers = merged(slices[0].customer, slices[1].customer)
        self.was, self.now = (spread_over(part, self.customers) for part in slices)
        self.totals_before, self.totals_after = slices[0].totals(), slices[1].totals()
        first_ever = base.first_period[self.customers]
        group = np.where(self.now.active, np.where(first_ever == after.index, NEW, RETURNED), RETURNS_ONLY)
        self.group = np.where(self.was.active, np.where(self.now.active, KEPT, LOST), group).astype(np.int64)

    def group_totals(self, group: int) -> tuple[Totals, Totals]:
        rows = self.group == group
        return self.was.where(rows).totals(), self.now.where(rows).totals()


def spread_over(part: PeriodSlice, customers: Ints) -> PeriodSlice:
    """Lay a slice over an ordered list of customers; zeros where a customer has no row."""
    place = np.searchsorted(customers, part.customer)

    def wide(values: Ints) -> Ints:
        answer = np.zeros(len(customers), np.int64)
        answer[place] = values
        return answer

    return PeriodSlice(
        customers, wide(part.orders), wide(part.revenue_minor), wide(part.profit_minor), wide(part.units)
    )


def _flow(pair: _Pair) -> Table:
    """Customers, orders, revenue and profit of each group in both periods."""
    n = len(GROUPS)
    customers = sums_at(pair.group, n, np.ones(len(pair.group), np.int64))
    columns: Columns = {"group": ("label", GROUPS), "customers": ("count", customers)}
    for name in MEASURES:
        unit: Unit = "count" if name == "orders" else "money_minor"
        was, now = (sums_at(pair.group, n, getattr(part, name)) for part in (pair.was, pair.now))
        columns |= {f"{name}_before": (unit, was), f"{name}_after": (unit, now), f"{name}_change": (unit, now - was)}
    return table("flow", columns)


def _bridge(pair: _Pair) -> Table:
    """Additive bridge of revenue and profit from everything before to everything after."""
    kept_up = (pair.group == KEPT) & (pair.now.profit_minor > pair.was.profit_minor)
    kept_down = (pair.group == KEPT) & ~kept_up
    steps = {
        "lost": pair.group == LOST,
        "kept_down": kept_down,
        "kept_up": kept_up,
        "returned": pair.group == RETURNED,
        "new": pair.group == NEW,
        "returns_only": pair.group == RETURNS_ONLY,
    }
    base, was, now = pair.base, pair.was, pair.now
    start, end = base.grand_totals(pair.before), base.grand_totals(pair.after)
    rows = [("before", 0, start.revenue_minor, start.profit_minor)]
    for name, chosen in steps.items():
        revenue = int((now.revenue_minor - was.revenue_minor)[chosen].sum())
        profit = int((now.profit_minor - was.profit_minor)[chosen].sum())
        rows.append((name, int(chosen.sum()), revenue, profit))
    for name, outside in (("anonymous", base.anonymous), ("unmatched_returns", base.unmatched)):
        a, b = outside.totals(pair.before), outside.totals(pair.after)
        rows.append((name, 0, b.revenue_minor - a.revenue_minor, b.profit_minor - a.profit_minor))
    rows.append(("after", 0, end.revenue_minor, end.profit_minor))
    step, customers, revenues, profits = zip(*rows, strict=True)
    return table(
        "bridge",
        {
            "step": ("label", step),
            "customers": ("count", customers),
            "revenue_minor": ("money_minor", revenues),
            "profit_minor": ("money_minor", profits),
        },
    )


def shapley_contributions(was: tuple[Fraction, ...], now: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Split the change of a product over its factors; the parts add up to the change exactly."""
    n = len(was)

    def product(changed: frozenset[int]) -> Fraction:
        value = Fraction(1)
        for i in range(n):
            value *= now[i] if i in changed else was[i]
        return value

    parts = []
    for i in range(n):
        others = [j for j in range(n) if j != i]
        part = Fraction(0)
        for size in range(n):
            weight = Fraction(factorial(size) * factorial(n - size - 1), factorial(n))
            for chosen in combinations(others, size):
                part += weight * (product(frozenset((*chosen, i))) - product(frozenset(chosen)))
        parts.append(part)
    return tuple(parts)


def _decomposition(name: str, was: Totals, now: Totals) -> tuple[Table, tuple[Identity, ...]]:
    """Factors of the profit before and after, and what each contributed to the change."""
    before, after = factors_of(was), factors_of(now)
    change = now.profit_minor - was.profit_minor
    identities = (*product_identity(f"{name}_before", was), *product_identity(f"{name}_after", now))
    nothing = (None,) * len(FACTORS)
    parts = shapley_contributions(before, after) if before and after else nothing
    if before and after:
        total = sum((part for part in parts if part is not None), Fraction(0))
        identities = (*identities, Identity(f"{name}_contributions_sum_to_the_change", total, Fraction(change)))
    ratios = [b / a if a and b is not None else None for a, b in zip(before or nothing, after or nothing, strict=True)]
    columns: Columns = {
        "factor": ("label", FACTORS),
        "before": ("ratio", [_float(value) for value in before or nothing]),
        "after": ("ratio", [_float(value) for value in after or nothing]),
        "times": ("ratio", [_float(value) for value in ratios]),
        "contribution_minor": ("money_minor", [_float(part) for part in parts]),
    }
    return table(name, columns), identities


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _switching(pair: _Pair) -> Table:
    """Customers by decile before (rows) and after (columns), with the cut-offs of the earlier period."""
    profit = pair.was.profit_minor[pair.was.active]
    best_first = profit[ranked(profit)]
    sizes = np.bincount(deciles_by_customers(len(best_first)), minlength=DECILES + 1)[1:]
    ends = np.cumsum(sizes)
    cuts = [best_first[min(end, len(best_first)) - 1] for end in ends[:-1]]

    def decile(part: PeriodSlice) -> Ints:
        group = sum((part.profit_minor < cut).astype(np.int64) for cut in cuts)
        placed: Ints = np.where(part.active, group, DECILES)
        return placed

    cells = sums_at(
        decile(pair.was) * (DECILES + 1) + decile(pair.now),
        (DECILES + 1) ** 2,
        (pair.was.active | pair.now.active).astype(np.int64),
    )
    grid = cells.reshape(DECILES + 1, DECILES + 1)
    names = [*(str(i) for i in range(1, DECILES + 1)), "none"]
    lower = [*(int(cut) for cut in cuts), None, None]
    columns: Columns = {
        "decile_before": ("label", names),
        "profit_from_minor": ("money_minor", lower),
        **{f"after_{name}": ("count", grid[:, j]) for j, name in enumerate(names)},
    }
    return table("decile_switching", columns)


def _up_down(pair: _Pair) -> Table:
    """Kept customers by what rose: profit, orders, order value, margin (two branches each)."""
    kept = pair.group == KEPT
    was, now = pair.was.where(kept), pair.now.where(kept)
    rose = {
        "profit": now.profit_minor > was.profit_minor,
        "orders": now.orders > was.orders,
        "order_value": ratio(now.revenue_minor, now.orders) > ratio(was.revenue_minor, was.orders),
    }
    if pair.base.profit_basis != "revenue":
        rose["margin_rate"] = ratio(now.profit_minor, now.revenue_minor) > ratio(was.profit_minor, was.revenue_minor)
    n = 2 ** len(rose)
    branch = sum(up.astype(np.int64) << bit for bit, up in enumerate(reversed(rose.values()))) + np.zeros(
        int(kept.sum()), np.int64
    )
    order = np.arange(n)[::-1]
    change = sums_at(branch, n, now.profit_minor - was.profit_minor)[order]
    counts = sums_at(branch, n, np.ones(len(branch), np.int64))[order]
    labels: Columns = {
        name: ("label", ["up" if code >> bit & 1 else "not_up" for code in order])
        for bit, name in zip(range(len(rose) - 1, -1, -1), rose, strict=True)
    }
    columns: Columns = {
        **labels,
        "customers": ("count", counts),
        "share_of_customers": ("share", ratio(counts, counts.sum())),
        "profit_change_minor": ("money_minor", change),
    }
    return table("up_down", columns)


def _identities(pair: _Pair, flow: Table, bridge: Table) -> tuple[Identity, ...]:
    before, after = pair.totals_before, pair.totals_after
    found = [
        Identity("lost_and_kept_are_the_customers_before", _sum(flow["customers"][:2]), before.customers),
        Identity("kept_returned_and_new_are_the_customers_after", _sum(flow["customers"][1:4]), after.customers),
    ]
    for name in MEASURES:
        found.append(Identity(f"flow_{name}_before", _sum(flow[f"{name}_before"]), getattr(before, name)))
        found.append(Identity(f"flow_{name}_after", _sum(flow[f"{name}_after"]), getattr(after, name)))
    for name in ("revenue_minor", "profit_minor"):
        steps = bridge[name]
        found.append(Identity(f"bridge_{name}_reaches_the_end", _sum(steps[:-1]), int(steps[-1] or 0)))
    return tuple(found)


def _sum(values: tuple[object, ...]) -> int:
    return sum(int(value) for value in values if isinstance(value, int))


def _plots(flow: Table, bridge: Table, switching: Table) -> tuple[Plot, ...]:
    deciles = switching["decile_before"]
    rows = tuple(
        series(str(name), [switching[f"after_{after}"][i] for after in deciles]) for i, name in enumerate(deciles)
    )
    steps = tuple(series(name, bridge[name]) for name in ("revenue_minor", "profit_minor"))
    return (
        Plot("bridge", "waterfall", bridge["step"], "label", "money_minor", steps),
        Plot("flow", "bar", flow["group"], "label", "count", (series("customers", flow["customers"]),)),
        Plot("decile_switching", "heatmap", deciles, "label", "count", rows),
    )


def _findings(pair: _Pair, bridge: Table, overall: Table, switching: Table) -> tuple[Finding, ...]:
    kept, lost = int((pair.group == KEPT).sum()), int((pair.group == LOST).sum())
    found = [_repeat_buying(kept, kept + lost), _both(pair, kept), _biggest_step(bridge)]
    contributions = overall["contribution_minor"]
    numbers = [value for value in contributions if isinstance(value, float)]
    if len(numbers) == len(FACTORS):
        biggest = int(np.argmax(np.abs(numbers)))
        row = overall.records()[biggest]
        found.append(Finding("biggest_factor", row))
    found += _diagonal(switching, kept)
    complete = pair.base.complete_periods
    found += [
        Finding("incomplete_period", {"period": at.label}) for at in (pair.before, pair.after) if at not in complete
    ]
    return tuple(found)


def _repeat_buying(kept: int, before: int) -> Finding:
    share = wilson(kept, before)
    numbers = {"customers": kept, "of": before, "share": share.value, "share_low": share.low, "share_high": share.high}
    return Finding("bought_again_next_period", numbers)


def _both(pair: _Pair, kept: int) -> Finding:
    either = int((pair.was.active | pair.now.active).sum())
    was, now = pair.group_totals(KEPT)
    numbers = {
        "customers": kept,
        "of": either,
        "share": kept / either,
        "profit_change_minor": now.profit_minor - was.profit_minor,
    }
    return Finding("bought_in_both", numbers)


def _biggest_step(bridge: Table) -> Finding:
    """The step of the bridge that moved profit most."""
    start, *steps, end = bridge.records()
    biggest = max(steps, key=lambda row: abs(int(row["profit_minor"] or 0)))
    numbers = {
        "step": biggest["step"],
        "profit_minor": biggest["profit_minor"],
        "customers": biggest["customers"],
        "profit_change_minor": int(end["profit_minor"] or 0) - int(start["profit_minor"] or 0),
    }
    return Finding("biggest_step", numbers)


def _diagonal(switching: Table, kept: int) -> list[Finding]:
    """Share of kept customers who stayed within one decile."""
    if kept == 0:
        return []
    near = sum(
        int(switching[f"after_{after + 1}"][before] or 0)
        for before in range(DECILES)
        for after in range(max(0, before - 1), min(DECILES, before + 2))
    )
    share = wilson(near, kept)
    numbers = {"customers": near, "of": kept, "share": share.value, "share_low": share.low, "share_high": share.high}
    return [Finding("stayed_within_one_decile", numbers)]
