"""What customers begin with: the group of the first purchase, and what they brought since."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.audit.base import CustomerBase
from regulars.audit.calendar import Period, period_of
from regulars.audit.distributions import Floats, Ints, ratio, sums_at
from regulars.audit.goods import Goods
from regulars.audit.results import Columns, Plot, Series, Table, plain, series, table
from regulars.estimates import normal_quantile

LEAST_ENTRANTS = 30
LEVEL = 0.95


@dataclass(frozen=True, eq=False, slots=True)
class EntryIndex:
    """Value to date of those who began with each group against all of the same cohorts, 1 = alike.

    NaN where fewer than `LEAST_ENTRANTS` began so, or where the cohorts brought nothing.
    """

    customers: Ints
    value_minor: Ints
    index: Floats
    low: Floats
    high: Floats


def entry_index(base: CustomerBase, goods: Goods, *, level: float = LEVEL) -> EntryIndex:
    """Compare the value to date by the group a customer began with.

    Notes
    -----
    The expected value of a customer is the mean of the own cohort, so that old cohorts, which had longer to
    buy, do not favour what was sold then (indirect standardisation). index = value / expected. Customers
    of one cohort are in both, so the variance counts each with its weight: (1 - index f)² within the group and
    (index f)² outside of it, f the group's share of the cohort. The interval is symmetric in ln index
    and holds given how many of each cohort began with what.
    """
    n_groups = len(goods.names)
    value = sums_at(base.cell_customer, base.n_customers, base.cell_profit_minor)
    cohorts, row = np.unique(base.cohort, return_inverse=True)
    shape = (len(cohorts), n_groups)
    at = row * n_groups + goods.entry
    n: Ints = np.bincount(at, minlength=shape[0] * shape[1]).reshape(shape).astype(np.int64)
    brought = sums_at(at, shape[0] * shape[1], value).reshape(shape)
    squares = np.bincount(at, value.astype(np.float64) ** 2, shape[0] * shape[1]).reshape(shape).astype(np.float64)
    customers, total = n.sum(axis=0), brought.sum(axis=0)
    mean = ratio(brought.sum(axis=1), n.sum(axis=1))[:, None]
    index = ratio(total, (n * mean).sum(axis=0))
    index = np.where((customers >= LEAST_ENTRANTS) & (index > 0), index, np.nan)
    spread = _standard_error(index, n, brought.astype(np.float64), squares, mean)
    half = normal_quantile(level) * ratio(spread, index)
    return EntryIndex(customers, total, index, index * np.exp(-half), index * np.exp(half))


def _standard_error(index: Floats, n: Ints, brought: Floats, squares: Floats, mean: Floats) -> Floats:
    """Of the index; rows are cohorts, columns groups."""
    share = ratio(n, n.sum(axis=1)[:, None])
    inside, outside = index * mean, ratio(mean * (1 - share * index), 1 - share)
    outside = np.where(share < 1, outside, 0)
    rest = [cells.sum(axis=1)[:, None] - cells for cells in (n, brought, squares)]
    own = squares - 2 * inside * brought + n * inside**2
    others = rest[2] - 2 * outside * rest[1] + rest[0] * outside**2
    variance = ((1 - index * share) ** 2 * np.maximum(own, 0) + (index * share) ** 2 * np.maximum(others, 0)).sum(0)
    answer: Floats = ratio(np.sqrt(variance), (n * mean).sum(axis=0))
    return answer


def entry_table(kind: str, names: tuple[str, ...], found: EntryIndex) -> Table:
    """A row a group, in the order of the names."""
    return table(
        "entry",
        {
            kind: ("name", names),
            "customers": ("count", found.customers),
            "share_of_customers": ("share", ratio(found.customers, found.customers.sum())),
            "value_to_date_minor": ("money_minor", found.value_minor),
            "value_to_date_per_customer_minor": ("money_minor", ratio(found.value_minor, found.customers)),
            "value_index": ("ratio", found.index),
            "value_index_low": ("ratio", found.low),
            "value_index_high": ("ratio", found.high),
        },
    )


def entry_plot(names: tuple[str, ...], found: EntryIndex) -> Plot:
    """Indices of the groups that have one."""
    known = np.flatnonzero(np.isfinite(found.index))
    values, low, high = (tuple(plain(v) for v in cells[known]) for cells in (found.index, found.low, found.high))
    bars = Series("value_index", values, low, high)
    return Plot("entry", "bar", tuple(names[g] for g in known), "name", "ratio", (bars,))


@dataclass(frozen=True, eq=False, slots=True)
class Penetration:
    """Share of a cohort that has bought in each group (row) by the end of each age (column)."""

    cohort: Period
    acquired: int
    shares: Floats


def penetration_of(base: CustomerBase, goods: Goods, cohort: Period) -> Penetration:
    """Follow a cohort through the ages that are over for all of it."""
    members = base.cohort == cohort.index
    last = cohort if base.grain == base.cohort_grain else period_of(cohort.end_on, base.grain)
    youngest = last.index if base.grain == base.cohort_grain else last.index - 1
    ages = max(base.last_complete_index - youngest + 1, 0)
    cells = goods.cells.where((goods.cells.customer >= 0) & (goods.cells.orders > 0))
    cells = cells.where(members[cells.customer])
    begins = np.r_[True, (np.diff(cells.customer) != 0) | (np.diff(cells.group) != 0)][: len(cells.customer)]
    age = cells.period[begins] - base.first_period[cells.customer[begins]]
    soon = age < ages
    n_groups = len(goods.names)
    new = np.bincount(cells.group[begins][soon] * ages + age[soon], minlength=n_groups * ages)
    shares = np.cumsum(new.reshape(n_groups, ages), axis=1) / members.sum()
    return Penetration(cohort, int(members.sum()), shares)


def penetration_table(kind: str, names: tuple[str, ...], found: Penetration) -> Table:
    """Groups by age, wide."""
    columns: Columns = {kind: ("name", names)}
    columns |= {f"age_{age}": ("share", found.shares[:, age]) for age in range(found.shares.shape[1])}
    return table("penetration_by_age", columns)


def penetration_plot(names: tuple[str, ...], found: Penetration) -> Plot:
    """A line a group."""
    x = tuple(range(found.shares.shape[1]))
    lines = tuple(series(name, found.shares[g]) for g, name in enumerate(names))
    return Plot("penetration_by_age", "line", x, "age", "share", lines)
