"""Merge identical customers: the likelihood needs each kind of customer once, with its number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

ROWS_WORTH_A_WARM_START = 5_000
_COARSE_STEPS = 104


@dataclass(frozen=True, eq=False)
class Collapsed:
    """Hold the distinct rows of a summary.

    ``frequency[i]``, ``times[recency_at[i]]`` and ``times[age_at[i]]`` describe row i, ``weight[i]``
    customers share it, and customer j of the summary is row ``row_of[j]``. ``counts[count_at[i]]``
    is the frequency again, so that gamma functions are evaluated once per distinct frequency.
    """

    counts: Indices
    count_at: Indices
    times: Floats
    recency_at: Indices
    age_at: Indices
    weight: Floats
    row_of: Indices

    @property
    def frequency(self) -> Floats:
        return self.counts[self.count_at].astype(np.float64)

    @property
    def total_weight(self) -> float:
        return float(self.weight.sum())

    def rescaled(self, scale: float) -> Collapsed:
        """Measure time in multiples of ``scale``."""
        return Collapsed(
            self.counts,
            self.count_at,
            self.times / scale,
            self.recency_at,
            self.age_at,
            self.weight,
            self.row_of,
        )

    def coarse(self) -> Collapsed:
        """Round times to the nearest of about a hundred steps: nearly the same optimum, far fewer rows."""
        step = float(self.times.max()) / _COARSE_STEPS
        steps = np.rint(self.times / step).astype(np.int64)
        merged = _merge(self.counts[self.count_at], steps[self.recency_at], steps[self.age_at], self.weight)
        return Collapsed(
            merged.counts,
            merged.count_at,
            merged.times * step,
            merged.recency_at,
            merged.age_at,
            merged.weight,
            merged.row_of,
        )


def collapse(summary: CustomerSummary) -> Collapsed:
    """Return the distinct rows of a summary, exactly: on whole days where it has them."""
    weight = np.ones(len(summary)) if summary.weights is None else summary.weights
    days = summary.whole_days()
    if days is not None and days[1].max(initial=0) < 2**20:
        merged = _merge(summary.frequency, *days, weight)
        return merged.rescaled(summary.time_unit_days)
    times, at = np.unique(np.concatenate([summary.recency, summary.age]), return_inverse=True)
    at = at.reshape(-1)
    merged = _merge(summary.frequency, at[: len(summary)], at[len(summary) :], weight)
    return Collapsed(
        merged.counts,
        merged.count_at,
        times[merged.times.astype(np.int64)],
        merged.recency_at,
        merged.age_at,
        merged.weight,
        merged.row_of,
    )


def _merge(frequency: Indices, recency: Indices, age: Indices, weight: Floats) -> Collapsed:
    """Merge equal triples of whole numbers; ``times`` comes back as those numbers."""
    counts, count_at = distinct(frequency)
    base = int(age.max()) + 1
    key = (count_at * base + recency) * base + age
    keys, row_of = distinct(key)
    rest, row_age = np.divmod(keys, base)
    row_count, row_recency = np.divmod(rest, base)
    times, at = distinct(np.concatenate([row_recency, row_age]))
    return Collapsed(
        counts=counts,
        count_at=row_count,
        times=times.astype(np.float64),
        recency_at=at[: len(keys)],
        age_at=at[len(keys) :],
        weight=sums_at(row_of, weight, len(keys)),
        row_of=row_of,
    )


def sums_at(at: Indices, weights: Floats, n: int) -> Floats:
    """Return the sum of the weights at each of n positions."""
    return np.bincount(at, weights, n).astype(np.float64)


def distinct(values: Indices) -> tuple[Indices, Indices]:
    """Return the sorted distinct whole numbers ≥ 0 and the position of each value among them."""
    span = int(values.max()) + 1
    if span <= max(4 * len(values), 1 << 16):
        seen = np.zeros(span, dtype=bool)
        seen[values] = True
        found = np.flatnonzero(seen)
        place = np.empty(span, dtype=np.int64)
        place[found] = np.arange(len(found))
        return found, place[values]
    found, at = np.unique(values, return_inverse=True)
    return found, at.reshape(-1).astype(np.int64)
