"""Leaving a contract: S(t) = B(α, β + t^c) / B(α, β), and how likely a table of counts is under it.

A table of counts is a chain: in each period those at risk stay, with the retention rate of their
age, or leave. So the likelihood needs only how many stayed and left at each age, over all cohorts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._gamma_ratio import log_gamma_ratio
from regulars.lifetime.retention_counts import RetentionCounts

Floats = NDArray[np.float64]

_LARGEST = 600.0  # of ln t^c
_LEAST = 1e-300  # of ln of a retention rate: next to it the rate is 1 in every digit


class SBGLikelihood:
    """sBG on counts kept and lost at each age.

    References
    ----------
    Fader and Hardie (2007), Journal of Interactive Marketing 21(1), equations 5 to 7.
    """

    def __init__(self, counts: RetentionCounts) -> None:
        self.kept, self.lost = counts.kept / counts.n_customers, counts.lost / counts.n_customers
        self.before = np.arange(len(self.kept), dtype=np.float64)

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        alpha, beta = np.exp(theta)
        older = beta + self.before
        value = -(self.kept * np.log1p(alpha / older) + self.lost * np.log1p(older / alpha)).sum()
        # by α: -kept·α/(α+older) + lost·older/(α+older), times 1/α; by β: the opposite, times 1/older
        share_older = older / (alpha + older)
        balance = self.lost * share_older - self.kept * (1 - share_older)
        return float(value), np.array([balance.sum(), -(balance * beta / older).sum()])


class BDWLikelihood:
    """BdW on counts kept and lost at each age.

    References
    ----------
    Fader, Hardie, Liu, Davin and Steenburgh (2018), "How to project customer retention" revisited:
    the role of duration dependence, Journal of Interactive Marketing 43, 1-16.
    """

    def __init__(self, counts: RetentionCounts) -> None:
        self.kept, self.lost = counts.kept / counts.n_customers, counts.lost / counts.n_customers
        self.age = np.arange(len(self.kept) + 1, dtype=np.float64)

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        log_rate, slopes = log_retention_with_slopes(theta, self.age[:-1], self.age[1:])
        log_rate = np.minimum(log_rate, -_LEAST)
        value = (self.kept * log_rate + self.lost * np.log(-np.expm1(log_rate))).sum()
        weight = self.kept - self.lost * np.exp(log_rate) / -np.expm1(log_rate)
        return float(value), np.asarray((slopes * weight).sum(axis=1))


def log_retention_with_slopes(theta: Floats, before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Return ln of the share of those active after ``before`` periods who are so after ``after``.

    The slopes are by ln α, ln β and ln c, one row each. ``theta`` holds these three; each may be a
    number or an array that broadcasts with the periods.
    """
    alpha, beta, c = np.exp(theta)
    (first, first_by_c), (last, last_by_c) = _powers(before, c), _powers(after, c)
    step = last - first
    by_step, by_step_slope = log_gamma_ratio(beta + first, step)
    by_step_both, by_step_both_slope = log_gamma_ratio(alpha + beta + first, step)
    at_first, at_first_slope = log_gamma_ratio(beta + first, alpha)
    at_last, at_last_slope = log_gamma_ratio(beta + last, alpha)
    # two forms of one number; the one over the shorter step loses fewer digits
    value = np.where(step < alpha, by_step - by_step_both, at_first - at_last)
    slopes = [
        -alpha * by_step_both_slope,
        beta * (by_step_slope - by_step_both_slope),
        at_first_slope * first_by_c - at_last_slope * last_by_c,
    ]
    return np.asarray(np.minimum(value, 0)), np.array(slopes)


def log_retention(theta: Floats, before: Floats, after: Floats) -> Floats:
    """Return ln of the share of those active after ``before`` periods who are so after ``after``."""
    return log_retention_with_slopes(theta, before, after)[0]


def _powers(t: Floats, c: Floats) -> tuple[Floats, Floats]:
    """Return t^c and its derivative by ln c."""
    log_power = c * np.log(np.maximum(t, 1))
    power = np.where(t > 0, np.exp(np.minimum(log_power, _LARGEST)), 0.0)
    return power, np.where(log_power < _LARGEST, power * log_power, 0.0)
