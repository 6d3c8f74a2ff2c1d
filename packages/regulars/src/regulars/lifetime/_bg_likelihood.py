"""The likelihood of the BG/NBD family: leaving after a purchase, purchases at random or more regular."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._collapse import Collapsed, Numbers, distinct, sums_at
from regulars.lifetime._likelihood import alike, by_group, dot
from regulars.lifetime._rising import log_rising, log_rising_each

Floats = NDArray[np.float64]


class BGLikelihood:
    """BG/NBD and its kin on distinct rows, with both ways to reach the data added in logs.

    ``events`` is k of the Erlang-k times between purchases: every k-th event of a Poisson process is
    a purchase, so k = 1 is BG/NBD. ``chances`` is how often one could leave before the first repeat
    purchase: 0 in BG/NBD, 1 in the modified models, where the very first purchase may be the last.

    Notes
    -----
    Left out is what does not depend on the parameters, (k - 1) Σ ln(interval) - x ln Γ(k); see
    ``interval_constant``.

    References
    ----------
    Fader, Hardie and Lee (2005), equation 6; Fader and Hardie, note 027, for the form in logs.
    Batislam, Denizel and Filiztekin (2007), International Journal of Research in Marketing 24(3).
    Platzer and Reutterer (2016), Marketing Science 35(5), 779-799.
    """

    def __init__(self, rows: Collapsed, events: int = 1, chances: int = 0) -> None:
        self.rows, self.events, self.chances = rows, events, chances
        self.x = rows.frequency
        self.idle = rows.times[rows.age_at] - rows.times[rows.recency_at]
        self.share = rows.weight / rows.total_weight
        self.share_of_count = sums_at(rows.count_at, self.share, len(rows.counts))
        self.leaving = LeavingSums(rows, self.share, chances)

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        """Return the mean log-likelihood and its derivatives: a column for each group, where there are."""
        r, (alpha, a, b) = alike(theta[0]), np.exp(theta[1:])
        rows, share, seen = self.rows, self.share, self.events * self.x
        log_waited, waited_by_r, waited_by_alpha = self._waited(r, alpha)
        alive, left = self._parts(theta, log_waited)
        both = np.logaddexp(alive, left)
        p_left = np.exp(left - both)
        p_alive = 1 - p_left

        rise_r, slope_r = log_rising(r, self.events * rows.counts)
        rise, rise_by_a, rise_by_b = self.leaving(a, b)
        value = dot(share, both) + dot(self.share_of_count, rise_r) + rise
        w_left, w_alive = share * p_left, share * p_alive
        n = len(rows.times)
        at_time = sums_at(rows.age_at, w_alive, n) + sums_at(rows.recency_at, w_left, n)
        x_at_time = sums_at(rows.age_at, w_alive * seen, n)
        x_at_time += sums_at(rows.recency_at, w_left * seen, n)
        here = rows.at_times(alpha)
        by_r = dot(self.share_of_count, slope_r) - dot(at_time, np.log1p(rows.times / here))
        by_alpha = rows.sum_times((r * at_time * rows.times / here - x_at_time) / (here + rows.times))
        if self.events > 1:
            by_r += dot(w_alive, waited_by_r)
            by_alpha += rows.sum_rows(w_alive * waited_by_alpha)
        by_a = rows.sum_rows(w_left) / a + rise_by_a
        by_b = rise_by_b - rows.sum_rows(w_left / self._may_leave(b))
        return float(value), by_group(theta, by_r * r, by_alpha * alpha, by_a * a, by_b * b)

    def log_odds(self, theta: Floats) -> Floats:
        """Return the log-odds of each row of still being a customer; ∞ where one cannot have left."""
        alive, left = self._parts(theta, self._waited(alike(theta[0]), np.exp(theta[1]))[0])
        return alive - left

    def _parts(self, theta: Floats, log_waited: Floats) -> tuple[Floats, Floats]:
        """Return ln of the two terms of the likelihood: still a customer, and left after the last purchase.

        The powers of α are in both terms. Who never had a chance to leave is one still: the second
        term is -∞.
        """
        r, (alpha, a, b) = alike(theta[0]), np.exp(theta[1:])
        rows, seen = self.rows, self.events * self.x
        here = rows.at_times(alpha)
        grown, log_time = r * np.log1p(rows.times / here), np.log(here + rows.times)
        alive = log_waited - grown[rows.age_at] - seen * log_time[rows.age_at]
        leaves = np.log(rows.at_rows(a) / self._may_leave(b))
        left = leaves - grown[rows.recency_at] - seen * log_time[rows.recency_at]
        return alive, np.where(self.x + self.chances > 0, left, -np.inf)

    def _may_leave(self, b: Numbers) -> Floats:
        return np.asarray(self.rows.at_rows(b) + (np.maximum(self.x + self.chances, 1) - 1))

    def _waited(self, r: float, alpha: Numbers) -> tuple[Floats, Floats, Floats]:
        """Return ln Σ over j < k of Γ(N + j) / (Γ(N) j!) · w^j and its derivatives by r and by α.

        That is how much likelier it is that no purchase came since the last one when up to k - 1
        events may have; N = r + kx, w = idle / (α + age). By Horner's rule, derivatives carried along.
        """
        if self.events == 1:
            nothing = np.zeros_like(self.x)
            return nothing, nothing, nothing
        elapsed = self.rows.at_rows(alpha) + self.rows.times[self.rows.age_at]
        w = self.idle / elapsed
        total, by_r, by_alpha = np.ones_like(w), np.zeros_like(w), np.zeros_like(w)
        for j in range(self.events - 1, 0, -1):
            factor = w * (r + self.events * self.x + j - 1) / j
            by_r = w / j * total + factor * by_r
            by_alpha = factor * (by_alpha - total / elapsed)
            total = 1 + factor * total
        return np.log(total), by_r / total, by_alpha / total


class LeavingSums:
    """Mean of ln B(a, b + chances) / B(a, b) without its factor for leaving, at distinct counts (of each group)."""

    def __init__(self, rows: Collapsed, share: Floats, chances: int) -> None:
        groups = 1 if rows.covariates is None else len(rows.covariates)
        pairs, at = distinct(rows.count_at * groups + rows.group_of_row)
        self.rows, self.group = rows, pairs % groups
        self.share = sums_at(at, share, len(pairs))
        self.chances = chances + rows.counts[pairs // groups]

    def __call__(self, a: Numbers, b: Numbers) -> tuple[float, Numbers, Numbers]:
        """Return Σ ln (b)_m / (a + b)_m over m chances taken, and its derivatives by a and b."""
        (rise_b, slope_b), (rise_ab, slope_ab) = self._rising(b), self._rising(a + b)
        value = dot(self.share, rise_b - rise_ab)
        by_ab = self.rows.sum_groups(self.share * slope_ab, self.group)
        return value, -by_ab, self.rows.sum_groups(self.share * slope_b, self.group) - by_ab

    def _rising(self, of: Numbers) -> tuple[Floats, Floats]:
        if np.ndim(of) == 0:
            return log_rising(float(of), self.chances)
        return log_rising_each(np.asarray(of)[self.group], self.chances.astype(np.float64))


def interval_constant(events: int, log_intervals: float, purchases: float) -> float:
    """Return the part of the log-likelihood that holds no parameter: (k - 1) Σ ln(interval) - x ln Γ(k)."""
    return (events - 1) * log_intervals - purchases * float(np.log(np.arange(1.0, events)).sum())
