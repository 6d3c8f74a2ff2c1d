"""The likelihood of the BG/NBD family: leaving after a purchase, purchases at random or more regular."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._collapse import Collapsed, sums_at
from regulars.lifetime._likelihood import dot
from regulars.lifetime._rising import log_rising

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

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = np.exp(theta)
        rows, share, seen = self.rows, self.share, self.events * self.x
        log_waited, waited_by_r, waited_by_alpha = self._waited(r, alpha)
        alive, left = self._parts(theta, log_waited)
        both = np.logaddexp(alive, left)
        p_left = np.exp(left - both)
        p_alive = 1 - p_left

        rise_r, slope_r = log_rising(r, self.events * rows.counts)
        rise_b, slope_b = log_rising(b, self.chances + rows.counts)
        rise_ab, slope_ab = log_rising(a + b, self.chances + rows.counts)
        of_count = self.share_of_count
        value = dot(share, both) + dot(of_count, rise_r + rise_b - rise_ab)
        w_left, w_alive = share * p_left, share * p_alive
        n = len(rows.times)
        at_time = sums_at(rows.age_at, w_alive, n) + sums_at(rows.recency_at, w_left, n)
        x_at_time = sums_at(rows.age_at, w_alive * seen, n)
        x_at_time += sums_at(rows.recency_at, w_left * seen, n)
        by_r = dot(of_count, slope_r) - dot(at_time, np.log1p(rows.times / alpha))
        by_alpha = dot(r * at_time, rows.times / alpha / (alpha + rows.times))
        by_alpha -= dot(x_at_time, 1 / (alpha + rows.times))
        if self.events > 1:
            by_r += dot(w_alive, waited_by_r)
            by_alpha += dot(w_alive, waited_by_alpha)
        by_a = w_left.sum() / a - dot(of_count, slope_ab)
        by_b = dot(of_count, slope_b - slope_ab) - (w_left / self._may_leave(b)).sum()
        return float(value), np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])

    def log_odds(self, theta: Floats) -> Floats:
        """Return the log-odds of each row of still being a customer; ∞ where one cannot have left."""
        r, alpha = np.exp(theta[:2])
        alive, left = self._parts(theta, self._waited(r, alpha)[0])
        return alive - left

    def _parts(self, theta: Floats, log_waited: Floats) -> tuple[Floats, Floats]:
        """Return ln of the two terms of the likelihood: still a customer, and left after the last purchase.

        The powers of α are in both terms. Who never had a chance to leave is one still: the second
        term is -∞.
        """
        r, alpha, a, b = np.exp(theta)
        rows, seen = self.rows, self.events * self.x
        grown, log_time = r * np.log1p(rows.times / alpha), np.log(alpha + rows.times)
        alive = log_waited - grown[rows.age_at] - seen * log_time[rows.age_at]
        left = np.log(a / self._may_leave(b)) - grown[rows.recency_at] - seen * log_time[rows.recency_at]
        return alive, np.where(self.x + self.chances > 0, left, -np.inf)

    def _may_leave(self, b: float) -> Floats:
        return b + np.maximum(self.x + self.chances, 1) - 1

    def _waited(self, r: float, alpha: float) -> tuple[Floats, Floats, Floats]:
        """Return ln Σ over j < k of Γ(N + j) / (Γ(N) j!) · w^j and its derivatives by r and by α.

        That is how much likelier it is that no purchase came since the last one when up to k - 1
        events may have; N = r + kx, w = idle / (α + age). By Horner's rule, derivatives carried along.
        """
        if self.events == 1:
            nothing = np.zeros_like(self.x)
            return nothing, nothing, nothing
        elapsed = alpha + self.rows.times[self.rows.age_at]
        w = self.idle / elapsed
        total, by_r, by_alpha = np.ones_like(w), np.zeros_like(w), np.zeros_like(w)
        for j in range(self.events - 1, 0, -1):
            factor = w * (r + self.events * self.x + j - 1) / j
            by_r = w / j * total + factor * by_r
            by_alpha = factor * (by_alpha - total / elapsed)
            total = 1 + factor * total
        return np.log(total), by_r / total, by_alpha / total


def interval_constant(events: int, log_intervals: float, purchases: float) -> float:
    """Return the part of the log-likelihood that holds no parameter: (k - 1) Σ ln(interval) - x ln Γ(k)."""
    return (events - 1) * log_intervals - purchases * float(np.log(np.arange(1.0, events)).sum())
