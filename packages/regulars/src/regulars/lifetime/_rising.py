"""Sums over the purchases of a customer: ln Γ(a + x) - ln Γ(a) and its derivative, without cancellation."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LONGEST_TABLE = 200_000
_STIRLING_FROM = 20.0


def log_rising(a: float, counts: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return ln Γ(a + x) - ln Γ(a) and ψ(a + x) - ψ(a) for each whole number x of ``counts``.

    For counts of purchases the difference is a plain sum of ln(a + j), j < x, which stays exact
    where a is huge and both gamma functions agree in all their digits.
    """
    longest = int(counts.max(initial=0))
    if longest > _LONGEST_TABLE:
        return scipy.special.gammaln(a + counts) - scipy.special.gammaln(a), scipy.special.psi(
            a + counts
        ) - scipy.special.psi(a)
    steps = a + np.arange(longest)
    logs = np.concatenate([[0.0], np.cumsum(np.log(steps))])
    slopes = np.concatenate([[0.0], np.cumsum(1 / steps)])
    return logs[counts], slopes[counts]


def log_rising_each(a: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Return the same where each x has an a of its own.

    From 20 on by Stirling's series, whose leading terms are subtracted by hand: gamma functions
    of large neighbours would cancel.
    """
    large = np.maximum(a, _STIRLING_FROM)
    to = large + x
    grown = np.log1p(x / large)
    value = (large - 0.5) * grown + x * (np.log(to) - 1) + _stirling_rest(to) - _stirling_rest(large)
    slope = grown + _digamma_rest(to) - _digamma_rest(large)
    small = a < _STIRLING_FROM
    if small.any():
        b, y = a[small], x[small]
        value[small] = scipy.special.gammaln(b + y) - scipy.special.gammaln(b)
        slope[small] = scipy.special.psi(b + y) - scipy.special.psi(b)
    return value, slope


def _stirling_rest(z: Floats) -> Floats:
    w = z**-2
    return np.asarray((1 / 12 - w * (1 / 360 - w * (1 / 1260 - w / 1680))) / z)


def _digamma_rest(z: Floats) -> Floats:
    w = z**-2
    return np.asarray(-0.5 / z - w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w / 240))))
