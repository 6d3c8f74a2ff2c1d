"""Periods still to come under S(t) = B(α, β + t^c) / B(α, β), at present value, without an end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._contract_likelihood import log_retention
from regulars.lifetime._hypergeometric import log_hyp2f1_one

Floats = NDArray[np.float64]

_ONE_BY_ONE = 256
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_PANEL = 0.25  # in ln t
_FAR = 30.0  # the same, where the tail is a power of t in every digit
_GONE = 45.0  # minus ln of what is left off
_MOST_LOG_POWER = 500.0


def log_residual_life(shape: Floats, periods: Floats, rate: float) -> Floats:
    """Return ln Σ over t ≥ n of S(t) / S(n - 1) / (1 + rate)^(t - n), for each n ≥ 1 of ``periods``.

    Notes
    -----
    For c = 1 a Gauss hypergeometric function, else 256 terms one by one and the rest by the formula
    of Euler and Maclaurin, its integral in ln t.

    References
    ----------
    Fader and Hardie (2010), Marketing Science 29(1), equation 7.
    """
    alpha, beta, c = np.exp(shape)
    if c == 1:
        older = beta + periods - 1
        if rate == 0:
            return np.log(older / (alpha - 1)) if alpha > 1 else np.full_like(periods, np.inf)
        z = np.full_like(periods, 1 / (1 + rate))
        series = log_hyp2f1_one(older + 1, np.full_like(periods, alpha), z, z * rate).value
        return np.asarray(series - np.log1p(alpha / older))
    if rate == 0 and alpha * c <= 1:
        return np.full_like(periods, np.inf)
    return np.log([_summed(shape, float(n), float(np.log1p(rate))) for n in periods])


def _summed(shape: Floats, n: float, decay: float) -> float:
    def terms(t: Floats) -> Floats:
        return np.asarray(np.exp(log_retention(shape, np.full_like(t, n - 1), t) - decay * (t - n)))

    first = n + _ONE_BY_ONE
    total = float(terms(np.arange(n, first, dtype=np.float64)).sum())
    ends = terms(np.array([first - 0.5, first, first + 0.5]))
    total += float(ends[1] / 2 - (ends[2] - ends[0]) / 12)
    far = min(_FAR, float(_MOST_LOG_POWER / np.exp(shape[2]) - np.log(first)))
    if decay > 0:
        far = min(far, float(np.log(_GONE / (decay * first))))
    if far <= 0:
        return total
    panels = np.arange(int(np.ceil(far / _PANEL)))
    t = first * np.exp((panels[:, None] + (_NODES + 1) / 2) * _PANEL).reshape(-1)
    weights = np.tile(_WEIGHTS * _PANEL / 2, len(panels))
    total += float((terms(t) * t * weights).sum())
    if decay == 0:
        last = first * float(np.exp(len(panels) * _PANEL))
        total += float(terms(np.array([last]))[0]) * last / float(np.expm1(shape[0] + shape[2]))
    return total
