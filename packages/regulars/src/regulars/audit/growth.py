"""Where growth comes from, period by period, and what must be acquired to stand still."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.audit.base import CustomerBase
from regulars.audit.calendar import MONTHS_IN, Period
from regulars.audit.distributions import Ints, merged, sums_at
from regulars.audit.results import Columns, Identity, Table, Unit, table

SOURCES = ("acquisition", "returned", "lost", "development", "returns_only", "outside")


def periods_in_year(base: CustomerBase) -> int:
    """Lag, in periods, at which the season is the same."""
    return 52 if base.grain == "week" else 12 // MONTHS_IN[base.grain]


def growth_table(base: CustomerBase, name: str, *, lag: int) -> tuple[Table, tuple[Identity, ...]]:
    """Split the change of profit to the period `lag` later by source, for all pairs of periods.

    Acquisition: first purchases ever inside the later period (or after the earlier one); lost: bought
    before, not now; returned: the reverse, known from earlier; development: bought in both; outside:
    anonymous sales and unmatched returns.
    """
    periods = base.periods
    rows = [_sources(base, periods[i], periods[i + lag]) for i in range(len(periods) - lag)]
    later = [p.label for p in periods[lag:]]
    before = [base.grand_totals(p).profit_minor for p in periods[: len(rows)]]
    after = [base.grand_totals(p).profit_minor for p in periods[lag:]]
    columns: Columns = {
        "period": ("period", later),
        "compared_with": ("period", [p.label for p in periods[: len(rows)]]),
        "profit_before_minor": ("money_minor", before),
        **{f"{source}_minor": ("money_minor", [row[i] for row in rows]) for i, source in enumerate(SOURCES)},
        "profit_after_minor": ("money_minor", after),
    }
    identities = tuple(
        Identity(f"{name}_{label}", was + sum(row), now)
        for label, was, row, now in zip(later, before, rows, after, strict=True)
    )
    return table(name, columns), identities


def _sources(base: CustomerBase, before: Period, after: Period) -> tuple[int, ...]:
    was, now = base.slice(before), base.slice(after)
    customers = merged(was.customer, now.customer)
    size = len(customers)
    at = [np.searchsorted(customers, part.customer) for part in (was, now)]
    bought = [
        sums_at(place, size, part.active.astype(np.int64)) > 0 for place, part in zip(at, (was, now), strict=True)
    ]
    change = sums_at(at[1], size, now.profit_minor) - sums_at(at[0], size, was.profit_minor)
    new = base.first_period[customers] > before.index
    chosen = (
        bought[1] & ~bought[0] & new,
        bought[1] & ~bought[0] & ~new,
        bought[0] & ~bought[1],
        bought[0] & bought[1],
        ~bought[0] & ~bought[1],
    )
    a, b = (base.anonymous.totals(p) + base.unmatched.totals(p) for p in (before, after))
    return (*(int(change[rows].sum()) for rows in chosen), b.profit_minor - a.profit_minor)


@dataclass(frozen=True, eq=False, slots=True)
class StandStill:
    """Hold the back-of-envelope answer for the period after the last complete one; None = not known."""

    period: str
    season_matched: bool
    target_minor: int
    expected_from_known_minor: float
    expected_low_minor: float | None
    expected_high_minor: float | None
    profit_per_new_minor: float
    customers_needed: float
    customers_needed_low: float | None
    customers_needed_high: float | None
    transitions: int


def stand_still(base: CustomerBase) -> StandStill | None:
    """Ask how many customers must be won next period only to keep profit where it was.

    Two ratios carry known customers over: what last period's newcomers bring in their second period
    against their first, and what older customers bring against the period before. Where a year of
    history exists only transitions into the same season are used and the target is the same season
    last year; otherwise all transitions and the last period. Low and high come from the lowest and
    highest past transition (None with a single one). It is an envelope's back, not a model.
    """
    done = [p.index for p in base.complete_periods]
    if len(done) < 3:
        return None
    new, old = _new_and_old_profit(base)
    first, last, lag = base.periods[0].index, done[-1], periods_in_year(base)
    matched = [i for i in done[1:] if i - 1 in done and (last + 1 - i) % lag == 0]
    steps = matched or [i for i in done[1:] if i - 1 in done]
    season = bool(matched) and lag > 1
    totals = new + old
    target_at = (last + 1 - lag if season else last) - first
    ratios = [_ratios(base, i, new, old, first) for i in steps]
    usable = [r for r in ratios if r is not None]
    newcomers = int((base.first_period == target_at + first).sum())
    if not usable or newcomers == 0 or new[target_at] <= 0:
        return None
    carried = np.array([f * new[last - first] + g * old[last - first] for f, g in usable])
    each = float(new[target_at]) / newcomers
    target = int(totals[target_at])
    needed = np.maximum(target - carried, 0) / each
    several = len(usable) > 1
    return StandStill(
        period=Period(last + 1, base.grain).label,
        season_matched=season,
        target_minor=target,
        expected_from_known_minor=float(carried.mean()),
        expected_low_minor=float(carried.min()) if several else None,
        expected_high_minor=float(carried.max()) if several else None,
        profit_per_new_minor=each,
        customers_needed=float(max(target - carried.mean(), 0) / each),
        customers_needed_low=float(needed.min()) if several else None,
        customers_needed_high=float(needed.max()) if several else None,
        transitions=len(usable),
    )


def _new_and_old_profit(base: CustomerBase) -> tuple[Ints, Ints]:
    """Profit of each period from customers new in it and from all others with a name."""
    n = len(base.periods)
    at = base.cell_period - base.periods[0].index
    fresh = base.first_period[base.cell_customer] == base.cell_period
    new = sums_at(at[fresh], n, base.cell_profit_minor[fresh])
    return new, sums_at(at, n, base.cell_profit_minor) - new


def _ratios(base: CustomerBase, index: int, new: Ints, old: Ints, first: int) -> tuple[float, float] | None:
    """Second period against first of newcomers; now against before of older customers."""
    now = base.cell_period == index
    age = index - base.first_period[base.cell_customer[now]]
    profit = base.cell_profit_minor[now]
    second, older = int(profit[age == 1].sum()), int(profit[age > 1].sum())
    before_new, before_old = int(new[index - 1 - first]), int(old[index - 1 - first])
    if before_new <= 0:
        return None
    return second / before_new, (older / before_old if before_old > 0 else 0.0)


def stand_still_table(answer: StandStill | None) -> Table:
    """Same answer as a table of one row; no row where it is not known."""
    names = [f for f in StandStill.__dataclass_fields__ if f not in ("period", "season_matched", "transitions")]
    rows = [] if answer is None else [answer]
    units: dict[str, Unit] = {name: ("money_minor" if name.endswith("_minor") else "ratio") for name in names}
    columns: Columns = {
        "period": ("period", [row.period for row in rows]),
        "season_matched": ("count", [row.season_matched for row in rows]),
        "transitions": ("count", [row.transitions for row in rows]),
        **{name: (units[name], [getattr(row, name) for row in rows]) for name in names},
    }
    return table("stand_still", columns)
