"""Draw what single customers may do next, and read the range of it.

While a customer, one with the same frequency and age is mostly like any other: recency only tells
whether one still is. So futures are drawn once for each kind of customer, and each customer's
probability of being one decides which part of them counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError
from regulars.lifetime._collapse import Collapsed, distinct, sums_at

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

DRAWS = 500
FEWEST_DRAWS = 50
_AT_ONCE = 1 << 18  # draws held in memory
_MOST_PURCHASES = 1e9


@dataclass(frozen=True, eq=False)
class Kinds:
    """Hold what tells customers apart while they are customers, and the kind of each row.

    ``idle`` is the time since the last purchase; 0 where a model does not look at it. ``covariates``
    has a row for each kind, where there are any.
    """

    frequency: Floats
    age: Floats
    idle: Floats
    kind_of: Indices
    covariates: Floats | None = None

    def __len__(self) -> int:
        return len(self.frequency)

    def take(self, at: Indices | tuple[slice, None]) -> Kinds:
        """Return the kinds at these positions, each a kind of its own."""
        frequency = self.frequency[at]
        covariates = None if self.covariates is None else self.covariates[at]
        return Kinds(frequency, self.age[at], self.idle[at], np.arange(len(frequency)), covariates)


@dataclass(frozen=True, eq=False)
class Drawn:
    """Hold drawn purchases, and over how long from now they spread, for kinds × draws."""

    purchases: Floats
    span: Floats


def kinds_of(rows: Collapsed) -> Kinds:
    """Return the distinct pairs of frequency and age among the rows, within each group."""
    base = len(rows.times)
    pairs, kind_of = distinct(rows.count_at * base + rows.age_at)
    age = rows.times[pairs % base]
    frequency = rows.counts[pairs // base].astype(np.float64)
    return Kinds(frequency, age, np.zeros_like(age), kind_of, rows.covariates_at(pairs % base))


def kinds_with_idle(rows: Collapsed) -> Kinds:
    """Return every row as a kind: where purchases are regular, the time since the last one matters too."""
    age = rows.times[rows.age_at]
    idle = age - rows.times[rows.recency_at]
    return Kinds(rows.frequency, age, idle, np.arange(len(age)), rows.covariates_at(rows.age_at))


def poisson(mean: Floats, rng: np.random.Generator) -> Floats:
    """Draw counts, at most about a billion: the rate of an extreme draw may have no bound."""
    return rng.poisson(np.minimum(mean, _MOST_PURCHASES)).astype(np.float64)


def averaged_probability(value: Floats, logit_error: Floats) -> Floats:
    """Return the probability of being a customer, averaged over what is unsure of its log-odds.

    The mean of a logistic of a normal, by MacKay's approximation (right to about 0.01).

    References
    ----------
    MacKay (1992), "The evidence framework applied to classification networks", Neural Computation 4(5).
    """
    return np.asarray(scipy.special.expit(scipy.special.logit(value) / np.sqrt(1 + np.pi / 8 * logit_error**2)))


def check_draws(draws: int) -> int:
    """Return a number of draws from which a range can be read."""
    if draws < FEWEST_DRAWS:
        raise InvalidArgumentError(f"draws must be at least {FEWEST_DRAWS}, got {draws!r}")
    return int(draws)


Draw = Callable[[slice, np.random.Generator], Drawn]


@dataclass(frozen=True, eq=False)
class Futures:
    """Draw the futures of the kinds of customers, and read ranges of what they amount to.

    ``alive`` is the probability of each row of being a customer; ``draw`` returns the futures of a
    slice of the kinds, one row a kind, ``draws`` columns, each given that one is a customer.
    """

    rows: Collapsed
    kinds: Kinds
    alive: Floats
    draw: Draw
    draws: int

    def mean_by_kind(self, values: Floats) -> Floats:
        """Return the mean over the customers of each kind of a value of each customer."""
        kind = self.kinds.kind_of[self.rows.row_of]
        return sums_at(kind, values, len(self.kinds)) / sums_at(kind, np.ones_like(values), len(self.kinds))

    def range_of(
        self, amount: Callable[[slice, Drawn, np.random.Generator], Floats], *, level: float, seed: int
    ) -> tuple[Floats, Floats]:
        """Return the ends of the central range of an amount ≥ 0, of each customer of the summary."""
        rng = np.random.default_rng(seed)
        tail = (1 - level) / 2
        ranks = [_rank(quantile, self.alive, self.draws) for quantile in (tail, 1 - tail)]
        ends = [np.zeros(len(self.alive)) for _ in ranks]
        order = np.argsort(self.kinds.kind_of, kind="stable")
        step = max(1, _AT_ONCE // self.draws)
        firsts = np.arange(0, len(self.kinds), step)
        bounds = np.searchsorted(self.kinds.kind_of[order], np.append(firsts, len(self.kinds)))
        for first, begin, end in zip(firsts, bounds[:-1], bounds[1:], strict=True):
            part = slice(first, first + step)
            amounts = np.sort(amount(part, self.draw(part, rng), rng), axis=1)
            rows = order[begin:end]
            at = self.kinds.kind_of[rows] - first
            for rank, target in zip(ranks, ends, strict=True):
                here = rank[rows]
                target[rows] = np.where(here >= 0, amounts[at, np.maximum(here, 0)], 0.0)
        return ends[0][self.rows.row_of], ends[1][self.rows.row_of]


def _rank(quantile: float, alive: Floats, draws: int) -> Indices:
    """Return which of the sorted futures of a customer is the quantile; -1 where it lies among those gone."""
    with np.errstate(divide="ignore", invalid="ignore"):
        among_alive = (quantile - (1 - alive)) / alive
    rank = np.ceil(np.nan_to_num(among_alive, nan=0.0, neginf=0.0) * draws - 1e-9) - 1
    return np.asarray(np.clip(rank, -1, draws - 1), dtype=np.int64)
