"""The negative binomial distribution of purchases made at a steady, gamma-distributed rate."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.lifetime._gamma_step import log_gamma_step, stirling_rest

Floats = NDArray[np.float64]

_LARGE = 10.0
_NEAR = 0.3


def log_nbd(n: Floats, r: Floats | float, alpha: Floats | float, t: Floats | float) -> Floats:
    """Return ln of the probability of n purchases within t, rates being gamma(r, α).

    Notes
    -----
    Where n and r are large the gamma functions of the formula share most of their digits; there it is
    put together from Stirling's remainders and from how far n and r are from their expectations.

    References
    ----------
    Ehrenberg (1959), "The pattern of consumer purchases", Applied Statistics 8(1), 26-41.
    Loader (2000), "Fast and accurate computation of binomial probabilities".
    """
    n, r, alpha, t = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (n, r, alpha, t)))
    out = np.empty(n.shape)
    large = (n >= _LARGE) & (r >= _LARGE)
    for rows, method in ((large, _by_deviance), (~large, _by_gamma)):
        if rows.any():
            out[rows] = method(n[rows], r[rows], alpha[rows], t[rows])
    return out


def _by_gamma(n: Floats, r: Floats, alpha: Floats, t: Floats) -> Floats:
    """Take the formula as it is; of n and r the smaller one makes the step, and none at all where n is 0."""
    by_n = (n <= r - 1) | (n == 0)
    less, more = np.where(by_n, n, r - 1), np.where(by_n, r - 1, n)
    choices = log_gamma_step(more + 1, less) - scipy.special.gammaln(less + 1)
    return np.asarray(choices - r * np.log1p(t / alpha) + scipy.special.xlogy(n, t / (alpha + t)))


def _by_deviance(n: Floats, r: Floats, alpha: Floats, t: Floats) -> Floats:
    both = n + r
    away = (n * alpha - r * t) / (alpha + t)
    rests = stirling_rest(both) - stirling_rest(n) - stirling_rest(r)
    return np.asarray(rests - _deviance(n, away) - _deviance(r, -away) + 0.5 * np.log(r / (2 * np.pi * n * both)))


def _deviance(seen: Floats, away: Floats) -> Floats:
    """Return seen · ln(seen / expected) - away, away = seen - expected, exact also where away is small."""
    w = -away / seen
    v = w / (2 + w)
    near = np.abs(w) < _NEAR
    square = np.where(near, v, 0) ** 2
    series = np.zeros_like(w)
    for odd in range(21, 1, -2):
        series = series * square + 1 / odd
    below = -w * v + 2 * v**3 * series
    with np.errstate(divide="ignore"):
        return np.asarray(-seen * np.where(near, below, np.log1p(np.maximum(w, -1)) - w))
