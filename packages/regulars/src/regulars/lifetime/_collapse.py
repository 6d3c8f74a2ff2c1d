"""Merge identical customers: the likelihood needs each kind of customer once, with its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Numbers = float | Floats
"""One number for all customers, or one for each group of them."""

ROWS_WORTH_A_WARM_START = 5_000
_COARSE_STEPS = 104


@dataclass(frozen=True, eq=False)
class Collapsed:
    """Hold the distinct rows of a summary.

    ``frequency[i]``, ``times[recency_at[i]]`` and ``times[age_at[i]]`` describe row i, ``weight[i]``
    customers share it, and customer j of the summary is row ``row_of[j]``. ``counts[count_at[i]]``
    is the frequency again, so that gamma functions are evaluated once per distinct frequency.

    Where customers have covariates, those with equal ones are a group: ``covariates[g]`` are those of
    group g, and ``times`` are distinct within a group only, ``group_of_time`` saying which.
    """

    counts: Indices
    count_at: Indices
    times: Floats
    recency_at: Indices
    age_at: Indices
    weight: Floats
    row_of: Indices
    group_of_time: Indices | None = None
    covariates: Floats | None = None

    @property
    def frequency(self) -> Floats:
        return self.counts[self.count_at].astype(np.float64)

    @property
    def total_weight(self) -> float:
        return float(self.weight.sum())

    @property
    def group_of_row(self) -> Indices:
        """Return the group of each row; all are of one where there are no covariates."""
        return np.zeros_like(self.age_at) if self.group_of_time is None else self.group_of_time[self.age_at]

    def at_times(self, values: Numbers) -> Numbers:
        """Return for each time the value of its group; one value for all stays as it is."""
        return values if np.ndim(values) == 0 else np.asarray(values)[self.group_of_time]

    def at_rows(self, values: Numbers) -> Numbers:
        """Return for each row the value of its group; one value for all stays as it is."""
        return values if np.ndim(values) == 0 else np.asarray(values)[self.group_of_row]

    def sum_times(self, values: Floats) -> Numbers:
        """Add up a value of each time, within each group."""
        return self.sum_groups(values, self.group_of_time)

    def sum_rows(self, values: Floats) -> Numbers:
        """Add up a value of each row, within each group."""
        return self.sum_groups(values, self.group_of_row)

    def sum_groups(self, values: Floats, group: Indices | None) -> Numbers:
        """Add up values within the group of each; all together where there are no groups."""
        if self.covariates is None or group is None:
            return float(values.sum())
        return sums_at(group, values, len(self.covariates))

    def covariates_at(self, times: Indices) -> Floats | None:
        """Return the covariates of the customers these times belong to, a row each; None without any."""
        if self.covariates is None or self.group_of_time is None:
            return None
        return self.covariates[self.group_of_time[times]]

    def rescaled(self, scale: float) -> Collapsed:
        """Measure time in multiples of ``scale``."""
        return replace(self, times=self.times / scale)

    def coarse(self) -> Collapsed:
        """Round times to the nearest of about a hundred steps: nearly the same optimum, far fewer rows."""
        step = float(self.times.max()) / _COARSE_STEPS
        steps = np.rint(self.times / step).astype(np.int64)
        merged = _merge(self.counts[self.count_at], steps[self.recency_at], steps[self.age_at], self.weight)
        if self.covariates is not None:
            merged = _split(merged, self.group_of_row, self.covariates, self.weight)
        return merged.rescaled(1 / step)


def collapse(summary: CustomerSummary, covariates: Sequence[str] = ()) -> Collapsed:
    """Return the distinct rows of a summary, exactly: on whole days where it has them.

    Customers are told apart by the covariates named, and by no others.
    """
    weight = np.ones(len(summary)) if summary.weights is None else summary.weights
    rows = _without_covariates(summary, weight)
    if not covariates:
        return rows
    values, group = np.unique(summary.covariate_columns(covariates), axis=0, return_inverse=True)
    return _split(rows, group.reshape(-1).astype(np.int64), values, weight)


def _split(rows: Collapsed, group: Indices, covariates: Floats, weight: Floats) -> Collapsed:
    """Tell customers of different groups apart; ``group`` and ``weight`` are those of each customer."""
    base = len(covariates)
    keys, row_of = distinct(rows.row_of * base + group)
    row, row_group = np.divmod(keys, base)
    at_times = np.concatenate([rows.recency_at[row], rows.age_at[row]])
    times, at = distinct(at_times * base + np.tile(row_group, 2))
    return replace(
        rows,
        count_at=rows.count_at[row],
        times=rows.times[times // base],
        recency_at=at[: len(keys)],
        age_at=at[len(keys) :],
        weight=sums_at(row_of, weight, len(keys)),
        row_of=row_of,
        group_of_time=times % base,
        covariates=covariates,
    )


def _without_covariates(summary: CustomerSummary, weight: Floats) -> Collapsed:
    days = summary.whole_days()
    if days is not None and days[1].max(initial=0) < 2**20:
        merged = _merge(summary.frequency, *days, weight)
        return merged.rescaled(summary.time_unit_days)
    times, at = np.unique(np.concatenate([summary.recency, summary.age]), return_inverse=True)
    at = at.reshape(-1)
    merged = _merge(summary.frequency, at[: len(summary)], at[len(summary) :], weight)
    return replace(merged, times=times[merged.times.astype(np.int64)])


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
    bits = len(values).bit_length()
    if span >> (63 - bits):
        found, at = np.unique(values, return_inverse=True)
        return found, at.reshape(-1).astype(np.int64)
    return _distinct_by_place(values, bits)


def _distinct_by_place(values: Indices, bits: int) -> tuple[Indices, Indices]:
    """Sort each value together with its place in one number: half again as fast as sorting the places."""
    packed = (values << bits) | np.arange(len(values))
    packed.sort()
    ordered = packed >> bits
    is_new = np.diff(ordered, prepend=-1) != 0
    at = np.empty_like(packed)
    at[packed & ((1 << bits) - 1)] = np.cumsum(is_new) - 1
    return ordered[is_new], at
