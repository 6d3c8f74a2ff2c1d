"""The range of what many customers will buy together: what one does and what all share.

Customers vary each for themselves, and that evens out in a sum; what the estimated parameters leave
unsure is the same for all of them and does not. So a total is drawn from futures of its customers
that share one draw of the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from regulars.errors import MismatchError
from regulars.lifetime._collapse import Collapsed, Indices
from regulars.lifetime._futures import Drawn, Kinds

Floats = NDArray[np.float64]

TOTAL_DRAWS = 1000
_DRAWN_ONE_BY_ONE = 5_000  # customers of a group; beyond, their sum is normal
_FUTURES = 200  # drawn of each kind, for the variance of a large group
_AT_ONCE = 1 << 18  # draws held in memory


@dataclass(frozen=True, eq=False)
class TotalRange:
    """Hold the range of the purchases that groups of customers will make together.

    Attributes
    ----------
    groups : tuple
        What each group is called, in order; ``("all",)`` where none were given.
    expected, low, high : ndarray of float, shape (g,)
        Expected purchases of each group, and the ends of the range, in purchases ≥ 0.
    level : float
        Level of the range, 0–1.
    """

    groups: tuple[Any, ...]
    expected: Floats
    low: Floats
    high: Floats
    level: float

    def __len__(self) -> int:
        return len(self.groups)


class Buying(Protocol):
    """Draw the purchases of kinds known to be customers, their rates multiplied by what is unsure."""

    def __call__(self, kinds: Kinds, unsure: Floats, rng: np.random.Generator) -> Drawn: ...


@dataclass(frozen=True, eq=False)
class Outlook:
    """Hold what is expected of each row, and how it moves with the parameters.

    ``odds`` is the log-odds of each row of being a customer, ``purchases`` ln of what is expected of
    each kind while one; their ``…_slopes`` are by standard errors along the axes of the parameters.
    """

    rows: Collapsed
    kinds: Kinds
    odds: Floats
    odds_slopes: Floats
    purchases: Floats
    purchases_slopes: Floats
    buying: Buying

    def drawn(self, members: Floats, shared: Floats, rng: np.random.Generator) -> Floats:
        """Return totals of a group, one for each shared draw; ``members`` customers of each row."""
        row = np.repeat(np.arange(len(members)), members.astype(np.int64))
        kind = self.kinds.kind_of[row]
        totals = np.zeros(len(shared))
        step = max(1, _AT_ONCE // len(shared))
        for first in range(0, len(row), step):
            part = slice(first, first + step)
            odds = self.odds[row[part], None] + (shared @ self.odds_slopes[:, row[part]]).T
            alive = rng.random(odds.shape) < scipy.special.expit(odds)
            unsure = np.exp((shared @ self.purchases_slopes[:, kind[part]]).T)
            made = self.buying(self.kinds.take(kind[part]).take((slice(None), None)), unsure, rng).purchases
            totals += np.where(alive, made, 0).sum(axis=0)
        return totals

    def normal(self, members: Floats, shared: Floats, rng: np.random.Generator) -> Floats:
        """Return the same of a large group from its mean, how that moves, and its variance."""
        mean, square = self._moments(rng)
        at = self.kinds.kind_of
        alive = scipy.special.expit(self.odds)
        each = members * alive * np.exp(self.purchases[at])
        total = each.sum()
        slopes = self.purchases_slopes[:, at] + (1 - alive) * self.odds_slopes
        moves = slopes @ each / total
        variance = (members * (alive * square[at] - (alive * mean[at]) ** 2)).sum()
        spread = np.sqrt(max(variance, 0.0)) * rng.standard_normal(len(shared))
        return np.asarray(np.maximum(total * np.exp(shared @ moves) + spread, 0))

    def _moments(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return the mean and the mean square of the purchases of each kind while a customer."""
        mean, square = np.empty(len(self.kinds)), np.empty(len(self.kinds))
        step = max(1, _AT_ONCE // _FUTURES)
        for first in range(0, len(self.kinds), step):
            part = slice(first, first + step)
            chosen = self.kinds.take((part, None))
            made = self.buying(chosen, np.ones((len(chosen), _FUTURES)), rng).purchases
            mean[part], square[part] = made.mean(axis=1), (made**2).mean(axis=1)
        return mean, square

    def total_range(
        self, weights: Floats, groups: tuple[Indices, tuple[Any, ...]], *, level: float, draws: int, seed: int
    ) -> TotalRange:
        """Return the range of each group of customers, all from the same draws of the parameters."""
        group_of, names = groups
        rng = np.random.default_rng(seed)
        shared = rng.standard_normal((draws, len(self.odds_slopes)))
        expected, low, high = np.empty(len(names)), np.empty(len(names)), np.empty(len(names))
        each = scipy.special.expit(self.odds) * np.exp(self.purchases[self.kinds.kind_of])
        tails = [(1 - level) / 2, (1 + level) / 2]
        for i in range(len(names)):
            members = np.bincount(self.rows.row_of, weights * (group_of == i), len(self.rows.weight)).astype(np.float64)
            whole = bool((members == np.rint(members)).all())
            one_by_one = whole and members.sum() <= _DRAWN_ONE_BY_ONE
            totals = (self.drawn if one_by_one else self.normal)(members, shared, rng)
            expected[i] = (members * each).sum()
            low[i], high[i] = np.quantile(totals, tails, method="inverted_cdf")
        return TotalRange(names, expected, low, high, level)


def groups_of(groups: ArrayLike | None, n: int) -> tuple[Indices, tuple[Any, ...]]:
    """Return the group of each customer, counted from 0, and the names of the groups."""
    if groups is None:
        return np.zeros(n, dtype=np.int64), ("all",)
    labels = np.asarray(groups)
    if labels.shape != (n,):
        raise MismatchError(f"groups has shape {labels.shape} for {n} customers")
    names, at = np.unique(labels, return_inverse=True)
    return at.reshape(-1).astype(np.int64), tuple(names.tolist())
