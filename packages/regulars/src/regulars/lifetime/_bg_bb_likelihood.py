"""The likelihood of BG/BB: every way a customer can have been lost, added in logs.

Within customers of equal n, term k of a row (x, t_x) is "left just after opportunity k" for t_x ≤ k
< n, and "still a customer" for k = n. The terms do not depend on t_x, so one table of x by k holds
them all, and the likelihood of (x, t_x) is the tail of a row of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._collapse import Collapsed, distinct, sums_at
from regulars.lifetime._likelihood import dot
from regulars.lifetime._rising import log_rising

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Block:
    """Hold the rows of one number of opportunities: ``rows``, each at (``at_x``, ``at_t``) of the table."""

    n: int
    x: Indices
    rows: Indices
    at_x: Indices
    at_t: Indices


def blocks_of(rows: Collapsed) -> tuple[Block, ...]:
    """Return the distinct rows by their number of opportunities."""
    t = np.rint(rows.times).astype(np.int64)
    found = []
    for at in np.unique(rows.age_at):
        here = np.flatnonzero(rows.age_at == at)
        counts, at_x = distinct(rows.counts[rows.count_at[here]])
        found.append(Block(int(t[at]), counts, here, at_x, t[rows.recency_at[here]]))
    return tuple(found)


class Rises:
    """Hold ln of the rising factorials (and slopes) of α, β, α+β, δ and γ+δ, up to the longest history."""

    def __init__(self, theta: Floats, longest: int) -> None:
        alpha, beta, gamma, delta = np.exp(theta)
        steps = np.arange(longest + 2)
        self.log_gamma = float(theta[2])
        self.alpha, self.by_alpha = log_rising(alpha, steps)
        self.beta, self.by_beta = log_rising(beta, steps)
        self.both, self.by_both = log_rising(alpha + beta, steps)
        self.delta, self.by_delta = log_rising(delta, steps)
        self.end, self.by_end = log_rising(gamma + delta, steps)

    def terms(self, block: Block) -> Floats:
        """Return the table of a block without the factor of x alone: ln of term k, -∞ where k < x."""
        k = np.arange(block.n + 1)
        missed = k - block.x[:, None]
        of_k = self.delta[k] - self.both[k] - self.end[np.minimum(k + 1, block.n)]
        of_k[:-1] += self.log_gamma
        return np.where(missed >= 0, self.beta[np.maximum(missed, 0)] + of_k, -np.inf)


def tails(terms: Floats) -> Floats:
    """Return ln of the sum of the terms from each on."""
    return np.asarray(np.logaddexp.accumulate(terms[:, ::-1], axis=1)[:, ::-1])


class BGBBLikelihood:
    """BG/BB on distinct rows.

    References
    ----------
    Fader, Hardie and Shang (2010), Marketing Science 29(6), equation 5.
    """

    def __init__(self, rows: Collapsed) -> None:
        self.rows = rows
        self.blocks = blocks_of(rows)
        self.longest = max(block.n for block in self.blocks)
        self.share = rows.weight / rows.total_weight
        self.share_of_x = sums_at(rows.counts[rows.count_at], self.share, self.longest + 1)
        with np.errstate(divide="ignore"):
            self.log_share = [np.log(self._table(block)) for block in self.blocks]

    def _table(self, block: Block) -> Floats:
        width = block.n + 1
        at = block.at_x * width + block.at_t
        return sums_at(at, self.share[block.rows], len(block.x) * width).reshape(-1, width)

    def by_row(self, theta: Floats) -> Floats:
        """Return the log-likelihood of each distinct row."""
        rises = Rises(theta, self.longest)
        out = np.empty(len(self.share))
        for block in self.blocks:
            out[block.rows] = tails(rises.terms(block))[block.at_x, block.at_t]
        return out + rises.alpha[self.rows.counts][self.rows.count_at]

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        alpha, beta, gamma, delta = np.exp(theta)
        rises, size = Rises(theta, self.longest), self.longest + 1
        value = dot(self.share_of_x, rises.alpha[:size])
        at_missed, at_left, at_alive = np.zeros(size), np.zeros(size), np.zeros(size)
        for block, log_share in zip(self.blocks, self.log_share, strict=True):
            terms = rises.terms(block)
            whole = tails(terms)
            value += dot(self.share[block.rows], whole[block.at_x, block.at_t])
            # the share of the customers of x that term k explains: Σ over t ≤ k of share · term / tail from t
            explained = np.exp(terms + np.logaddexp.accumulate(log_share - whole, axis=1))
            k = np.arange(block.n + 1)
            missed = np.maximum(k - block.x[:, None], 0)
            at_missed += sums_at(missed.reshape(-1), explained.reshape(-1), size)
            of_k = explained.sum(axis=0)
            at_left[: block.n] += of_k[:-1]
            at_alive[block.n] += of_k[-1]
        return float(value), self._gradient(rises, at_missed, at_left, at_alive) * [alpha, beta, gamma, delta]

    def _gradient(self, rises: Rises, at_missed: Floats, at_left: Floats, at_alive: Floats) -> Floats:
        size = self.longest + 1
        any_k = at_left + at_alive
        by_both = dot(any_k, rises.by_both[:size])
        by_end = dot(at_left, rises.by_end[1:]) + dot(at_alive, rises.by_end[:size])
        return np.array(
            [
                dot(self.share_of_x, rises.by_alpha[:size]) - by_both,
                dot(at_missed, rises.by_beta[:size]) - by_both,
                at_left.sum() * np.exp(-rises.log_gamma) - by_end,
                dot(any_k, rises.by_delta[:size]) - by_end,
            ]
        )


@dataclass(frozen=True, eq=False)
class History:
    """Hold what is known of each distinct row: ln of the terms "still a customer" and "left", and of n."""

    alive: Floats
    left: Floats
    rises: Rises


def history(theta: Floats, likelihood: BGBBLikelihood, ahead: int = 0) -> History:
    """Split the likelihood of each row into its last term and the rest; ``rises`` reach ``ahead`` further."""
    rises = Rises(theta, likelihood.longest + ahead)
    alive, left = np.empty(len(likelihood.share)), np.empty(len(likelihood.share))
    for block in likelihood.blocks:
        terms = rises.terms(block)
        lost = np.column_stack([tails(terms[:, :-1]), np.full(len(block.x), -np.inf)])
        alive[block.rows] = terms[block.at_x, -1]
        left[block.rows] = lost[block.at_x, block.at_t]
    return History(alive, left, rises)


OfRows = Callable[[Floats, History], Floats]
