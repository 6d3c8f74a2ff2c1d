"""Who buys what with what: pairs of groups, and customers of one group only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.audit.distributions import Floats, Ints, ratio
from regulars.audit.results import Columns, Plot, Series, Table, Value, plain, table
from regulars.estimates import normal_quantile
from regulars.intervals import wilson_bounds

LEVEL = 0.95


@dataclass(frozen=True, eq=False, slots=True)
class Baskets:
    """Which customer (row) bought in which group (column), and how often each bought at all."""

    bought: NDArray[np.bool_]
    orders: Ints
    names: tuple[str, ...]
    n_named: int
    kind: str  # heading of the names: "category" or "product"

    @property
    def breadth(self) -> Ints:
        """Number of groups of each customer."""
        groups: Ints = self.bought.sum(axis=1)
        return groups

    def joint(self) -> Ints:
        """Customers who bought in both groups, for each pair; the diagonal holds the buyers of each."""
        n = self.bought.shape[1]
        counts = np.zeros((n, n), np.int64)
        columns = [np.ascontiguousarray(self.bought[:, g]) for g in range(n)]
        for g in range(n):
            for h in range(g, n):
                counts[g, h] = counts[h, g] = np.count_nonzero(columns[g] & columns[h])
        return counts


@dataclass(frozen=True, eq=False, slots=True)
class Lift:
    """Lift of pairs of groups with its interval, element by element."""

    value: Floats
    low: Floats
    high: Floats


def lift(both: Ints, one: Ints, other: Ints, n: int, *, level: float = LEVEL) -> Lift:
    """Say how many times more often two things go together than if they were independent.

    Notes
    -----
    With shares p of n customers, ln lift = ln p12 - ln p1 - ln p2; by the delta method of a multinomial
    sample its variance is (1/p12 - 1/p1 - 1/p2 + 2 lift - 1) / n. NaN where nobody bought both.
    """
    p12, p1, p2 = both / n, one / n, other / n
    value = ratio(p12, p1 * p2)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.maximum(1 / p12 - 1 / p1 - 1 / p2 + 2 * value - 1, 0) / n)
        half = normal_quantile(level) * spread
        known = both > 0
        return Lift(
            np.where(known, value, np.nan),
            np.where(known, value * np.exp(-half), np.nan),
            np.where(known, value * np.exp(half), np.nan),
        )


def pairs_table(baskets: Baskets, joint: Ints, least_both: int) -> Table:
    """Pairs of named groups with at least `least_both` customers who bought both, the highest lift first."""
    n, first, second = _pairs(baskets, joint, least_both)
    both, one, other = joint[first, second], joint[first, first], joint[second, second]
    found = lift(both, one, other, max(n, 1))
    order = np.argsort(-found.value, kind="stable")
    names = np.array(baskets.names, dtype=object)
    return table(
        "bought_together",
        {
            f"{baskets.kind}_1": ("name", names[first[order]]),
            f"{baskets.kind}_2": ("name", names[second[order]]),
            "customers": ("count", both[order]),
            "support": ("share", (both / max(n, 1))[order]),
            "share_of_1": ("share", ratio(both, one)[order]),
            "share_of_2": ("share", ratio(both, other)[order]),
            "lift": ("ratio", found.value[order]),
            "lift_low": ("ratio", found.low[order]),
            "lift_high": ("ratio", found.high[order]),
        },
    )


def strongest_pair(baskets: Baskets, joint: Ints, least_both: int) -> dict[str, Value] | None:
    """The pair whose lift is surely above 1 (Bonferroni over all pairs looked at), highest lower end first."""
    n, first, second = _pairs(baskets, joint, least_both)
    if not len(first):
        return None
    both, one, other = joint[first, second], joint[first, first], joint[second, second]
    found = lift(both, one, other, n, level=1 - (1 - LEVEL) / len(first))
    at = int(np.argmax(found.low))
    if not found.low[at] > 1:
        return None
    return {
        "first": baskets.names[first[at]],
        "second": baskets.names[second[at]],
        "customers": int(both[at]),
        "lift": float(found.value[at]),
        "low": float(found.low[at]),
        "high": float(found.high[at]),
        "pairs": len(first),
    }


def _pairs(baskets: Baskets, joint: Ints, least_both: int) -> tuple[int, Ints, Ints]:
    first, second = np.triu_indices(baskets.n_named, 1)
    enough = joint[first, second] >= least_both
    return len(baskets.orders), first[enough], second[enough]


def lift_plot(baskets: Baskets, joint: Ints, least_both: int) -> Plot:
    """Heat map of lifts; empty where fewer bought both than the minimum."""
    n = len(baskets.orders)
    bought = np.diag(joint)[: baskets.n_named]
    cells = joint[: baskets.n_named, : baskets.n_named]
    values = lift(cells, bought[:, None] + 0 * cells, bought[None, :] + 0 * cells, max(n, 1)).value
    values[(cells < least_both) | np.eye(len(cells), dtype=bool)] = np.nan
    names = baskets.names[: baskets.n_named]
    rows = tuple(Series(name, tuple(plain(v) for v in values[g])) for g, name in enumerate(names))
    return Plot("bought_together", "heatmap", names, "name", "ratio", rows)


def sole_table(baskets: Baskets) -> Table:
    """Customers of each group who bought in no other, in all and among those with two orders or more."""
    alone = baskets.bought & (baskets.breadth == 1)[:, None]
    again = (baskets.orders >= 2)[:, None]
    columns: Columns = {baskets.kind: ("name", baskets.names)}
    for suffix, of, those in (
        ("", baskets.bought, alone),
        ("_of_repeat_buyers", baskets.bought & again, alone & again),
    ):
        buyers, sole = of.sum(axis=0), those.sum(axis=0)
        low, high = wilson_bounds(sole, buyers, level=LEVEL)
        columns |= {
            f"customers{suffix}": ("count", buyers),
            f"sole{suffix}": ("count", sole),
            f"sole_share{suffix}": ("share", ratio(sole, buyers)),
            f"sole_share{suffix}_low": ("share", low),
            f"sole_share{suffix}_high": ("share", high),
        }
    return table("sole_buyers", columns)
