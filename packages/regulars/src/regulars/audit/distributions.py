"""Distribution and decile: the two D's every lens uses to show how unlike customers are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from regulars.audit.results import Plot, PlotKind, Unit, series

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def ratio(top: NDArray[Any], bottom: NDArray[Any]) -> Floats:
    """Element-wise quotient; NaN (not defined) where the bottom is 0."""
    top, bottom = np.broadcast_arrays(np.asarray(top, np.float64), np.asarray(bottom, np.float64))
    answer: Floats = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    return answer


def sums_at(place: Ints, n: int, values: Ints) -> Ints:
    """Exact sums of `values` by place 0..n-1."""
    sums = np.zeros(n, np.int64)
    np.add.at(sums, place, values)
    return sums


def merged(one: Ints, other: Ints) -> Ints:
    """Ordered union of two ordered lists without repeats."""
    both = np.sort(np.concatenate([one, other]), kind="stable")
    return both[np.r_[True, np.diff(both) != 0]] if len(both) else both


def quotient(top: float, bottom: float) -> float | None:
    """Quotient of two sums; None (not defined) where the bottom is 0."""
    return top / bottom if bottom else None


def ranked(profit_minor: Ints) -> NDArray[np.int64]:
    """Positions from the highest profit to the lowest; ties keep the order of customers."""
    return np.argsort(-profit_minor, kind="stable")


def deciles_by_customers(n: int, groups: int = 10) -> NDArray[np.int64]:
    """Group 1..groups of each rank 0..n-1: groups of equal size, the first ones larger by one at most."""
    sizes = np.full(groups, n // groups)
    sizes[: n % groups] += 1
    return np.repeat(np.arange(1, groups + 1), sizes)


def deciles_by_profit(profit_ranked: Ints, groups: int = 10) -> NDArray[np.int64]:
    """Group 1..groups of each rank such that groups bring equal profit; loss makers are in the last.

    The profit that is shared out is that of profitable customers; a customer belongs to the group
    in which the middle of their own profit lies.
    """
    gains = np.maximum(profit_ranked, 0)
    total = gains.sum()
    if total == 0:
        return np.full(len(profit_ranked), groups)
    middle = 2 * np.cumsum(gains) - gains
    group: Ints = np.minimum(middle * groups // (2 * total), groups - 1) + 1
    return group


def gini(values: NDArray[Any]) -> float:
    """Gini coefficient of non-negative values, 0 (all alike) to 1 (one has all); NaN if not defined.

    Notes
    -----
    Negative values (loss makers) have no place in a Gini coefficient and are counted as 0 by the
    callers; the definition is the mean absolute difference over twice the mean.
    """
    if len(values) == 0 or values.sum() <= 0:
        return float("nan")
    ascending = np.sort(np.asarray(values, np.float64))
    n = len(ascending)
    weights = 2 * np.arange(1, n + 1) - n - 1
    return float((weights * ascending).sum() / (n * ascending.sum()))


def concentration_plot(profit_ranked: Ints, *, points: int = 101) -> Plot:
    """Cumulative share of profit against cumulative share of customers, the best customers first."""
    n, total = len(profit_ranked), profit_ranked.sum()
    at = np.unique(np.round(np.linspace(0, n, points)).astype(np.int64))
    cumulative = np.r_[0, np.cumsum(profit_ranked)][at]
    shares = cumulative / total if total > 0 else np.full(len(at), np.nan)
    x = tuple(float(value) for value in at / max(n, 1))
    return Plot("concentration", "line", x, "share", "share", (series("profit", shares), series("equal", x)))


def histogram(name: str, values: NDArray[Any], x_unit: Unit, *, bins: int = 20) -> Plot:
    """Histogram up to the 98th percentile; the last bin holds everything above, the first all below.

    Whole small numbers (orders) get one bin each. The mean and the median are of all values.
    """
    finite = np.asarray(values, np.float64)
    finite = finite[np.isfinite(finite)]
    kind: PlotKind = "histogram"
    if len(finite) == 0:
        return Plot(name, kind, (), x_unit, "count", ())
    low, high = (float(q) for q in np.quantile(finite, [0.02, 0.98]))
    if x_unit == "count":
        low, high = float(finite.min()), max(float(np.ceil(high)), float(finite.min()) + 1)
        edges = np.linspace(low, high + 1, int(min(bins, high + 1 - low)) + 1)
    else:
        low = min(low, 0.0) if low < 0 or low < high / 2 else low
        edges = np.linspace(low, high if high > low else low + 1, bins + 1)
    counts, _ = np.histogram(np.clip(finite, edges[0], edges[-1]), edges)
    marks = {"mean": float(finite.mean()), "median": float(np.median(finite))}
    return Plot(name, kind, tuple(float(e) for e in edges), x_unit, "count", (series("customers", counts),), marks)
