"""What a model hands to the maximiser: mean log-likelihood and gradient in log-parameters."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._collapse import Collapsed, Numbers, distinct, sums_at
from regulars.lifetime._phi import LogPhi, Pairs, log_phi
from regulars.lifetime._rising import log_rising

Floats = NDArray[np.float64]


def dot(weights: Floats, values: Floats) -> float:
    """Sum products pairwise: the same on any number of cores, and no threads woken for short vectors."""
    return float((weights * values).sum())


def alike(log_parameter: Floats) -> float:
    """Return a parameter that no covariate moves: it is the same in all groups of customers."""
    return float(np.exp(np.ravel(log_parameter)[0]))


def by_group(theta: Floats, *derivatives: Numbers) -> Floats:
    """Return derivatives in the shape of the log-parameters, a column for each group of customers.

    The one of a parameter that is the same in all groups is spread over them evenly.
    """
    if theta.ndim == 1:
        return np.array(derivatives)
    groups = theta.shape[1]
    return np.stack([np.full(groups, d / groups) if np.ndim(d) == 0 else np.asarray(d) for d in derivatives])


class Likelihood(Protocol):
    """A mean log-likelihood per customer, in log-parameters: one set, or a column for each group of customers."""

    def __call__(self, theta: Floats) -> tuple[float, Floats]: ...


class ParetoNBDLikelihood:
    """Pareto/NBD on distinct rows, its special function at distinct (frequency, time) pairs only.

    References
    ----------
    Schmittlein, Morrison and Colombo (1987); Fader and Hardie (2005), "A note on deriving the
    Pareto/NBD model and related expressions", section 3.
    """

    def __init__(self, rows: Collapsed) -> None:
        self.rows = rows
        self.x = rows.frequency
        self.share = rows.weight / rows.total_weight
        self.share_of_count = sums_at(rows.count_at, self.share, len(rows.counts))
        base, n = len(rows.times), len(rows.age_at)
        keys = np.concatenate([rows.count_at * base + rows.recency_at, rows.count_at * base + rows.age_at])
        pairs, at = distinct(keys)
        self.at_recency, self.at_age = at[:n], at[n:]
        self.pairs = Pairs(rows.counts.astype(np.float64), pairs // base, rows.times, pairs % base)
        self.group_of_pair = None if rows.group_of_time is None else rows.group_of_time[self.pairs.time_at]

    def log_parts(self, theta: Floats) -> tuple[Floats, Floats, LogPhi, Floats]:
        """Return ln of the terms "still a customer" and "left", ln Φ at the pairs, and ln Φ(t)/(Φ(t)-Φ(T))."""
        r, s, alpha, beta = alike(theta[0]), alike(theta[2]), *self._scales(theta)
        times = self.rows.times
        grown = r * np.log1p(times / alpha) + s * np.log1p(times / beta)
        alive = -grown[self.rows.age_at] - self.x * np.log(alpha + times)[self.rows.age_at]
        phi = log_phi(r, alpha, s, beta, self.pairs)
        at_recency = phi.value[self.at_recency]
        drop = np.minimum(phi.value[self.at_age] - at_recency, 0)
        gap = np.log(np.maximum(-np.expm1(drop), 1e-300))
        left = (np.log(s) - np.log(r + s + self.x)) + at_recency + gap
        return alive, left, phi, gap

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        """Return the mean log-likelihood and its derivatives: a column for each group, where there are."""
        r, s, alpha, beta = alike(theta[0]), alike(theta[2]), *self._scales(theta)
        rows, share, of_count = self.rows, self.share, self.share_of_count
        alive, left, phi, gap = self.log_parts(theta)
        both = np.logaddexp(alive, left)
        rise, slope = log_rising(r, rows.counts)
        value = dot(share, both) + dot(of_count, rise)

        w_left = share * np.exp(left - both)
        w_alive = share - w_left
        # d ln(Φ(t) - Φ(T)) = (Φ(t) dlnΦ(t) - Φ(T) dlnΦ(T)) / (Φ(t) - Φ(T)); the gap may be 0 with no weight.
        w_recency = w_left * np.exp(np.where(w_left > 0, -gap, 0))
        w_pairs = sums_at(self.at_recency, w_recency, len(self.pairs.count_at))
        w_pairs -= sums_at(self.at_age, w_recency - w_left, len(self.pairs.count_at))
        at_age = sums_at(rows.age_at, w_alive, len(rows.times))
        x_at_age = sums_at(rows.age_at, w_alive * self.x, len(rows.times))
        t = rows.times
        common = (w_left / (r + s + self.x)).sum()
        by_r = dot(of_count, slope) - dot(at_age, np.log1p(t / alpha)) + dot(w_pairs, phi.by_r) - common
        by_alpha = rows.sum_times((r * t / alpha * at_age - x_at_age) / (alpha + t))
        by_alpha += rows.sum_groups(w_pairs * phi.by_alpha, self.group_of_pair)
        by_s = dot(w_pairs, phi.by_s) - dot(at_age, np.log1p(t / beta)) + w_left.sum() / s - common
        by_beta = rows.sum_times(s * t / beta * at_age / (beta + t))
        by_beta += rows.sum_groups(w_pairs * phi.by_beta, self.group_of_pair)
        scale_a, scale_b = np.exp(theta[1]), np.exp(theta[3])
        return float(value), by_group(theta, by_r * r, by_alpha * scale_a, by_s * s, by_beta * scale_b)

    def _scales(self, theta: Floats) -> tuple[Numbers, Numbers]:
        """Return α and β at each time, where they differ between groups of customers."""
        return self.rows.at_times(np.exp(theta[1])), self.rows.at_times(np.exp(theta[3]))
