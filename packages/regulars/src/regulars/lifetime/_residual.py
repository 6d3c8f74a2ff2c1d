"""Discounted purchases of an endless future, where a customer may leave after each purchase."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.lifetime._hypergeometric import log_hyp2f1_one

Floats = NDArray[np.float64]

_POINTS = 96
_LEFT_OUT = 27.0  # exp(-27) of the density of rates
_AT_ONCE = 1 << 17  # points held in memory


def residual_while_alive(
    power: Floats, elapsed: Floats, a: float | Floats, stay: Floats, rate: float, *, passed: int = 0, events: int = 1
) -> Floats:
    """Return the discounted purchases of customers known to be such, without an end.

    Rates λ of events are gamma(power, elapsed), probabilities of leaving p beta(a, stay). Each event
    is worth m = λ / (λ + rate) of the one before it; every k-th is a purchase and the next comes
    after k - j more, so the sum given both is m^(k - j) / (1 - (1 - p) m^k).

    Notes
    -----
    The mean over p is m^(k - j) · 2F1(1, stay; a + stay; m^k); over λ it is taken by the trapezoid rule in
    ln λ, where a gamma density falls off on both sides so fast that the rule converges
    geometrically; 96 points give about 11 digits.

    References
    ----------
    Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4), for the quantity (DERT).
    """
    power, elapsed, leave, stay = np.broadcast_arrays(np.atleast_1d(power), elapsed, a, stay)
    out = np.empty(power.shape)
    step = max(1, _AT_ONCE // _POINTS)
    for first in range(0, len(power), step):
        part = slice(first, first + step)
        out[part] = _part(power[part], elapsed[part], leave[part], stay[part], rate, passed, events)
    return out


def _part(power: Floats, elapsed: Floats, a: Floats, stay: Floats, rate: float, passed: int, events: int) -> Floats:
    # One power of λ comes from m, so the mass of the integrand is where gamma(power + 1) has it.
    log_rate, weight = rates(power + 1)
    odds = np.exp(log_rate) / (elapsed[:, None] * rate)
    log_worth = -np.log1p(1 / odds)
    at_purchase = np.exp(events * log_worth).ravel()
    less = -np.expm1(events * log_worth).ravel()
    stays = np.broadcast_to(stay[:, None], odds.shape).ravel()
    leaves = np.broadcast_to(a[:, None], odds.shape).ravel()
    over_leaving = log_hyp2f1_one(stays, leaves, at_purchase, less).value.reshape(odds.shape)
    total = (weight / odds * np.exp((events - passed) * log_worth + over_leaving)).sum(axis=1)
    return np.asarray(power / (elapsed * rate) * total)


def rates(power: Floats) -> tuple[Floats, Floats]:
    """Return points ln λ and weights, a row for each power, that integrate over a gamma(power, 1)."""
    reach = _LEFT_OUT / power
    low, high = -(reach + np.sqrt(2 * reach)), np.log1p(reach + np.sqrt(2 * reach))
    step = (high - low) / (_POINTS - 1)
    away = low[:, None] + step[:, None] * np.arange(_POINTS)
    points = np.log(power)[:, None] + away
    log_density = power[:, None] * points - np.exp(points) - scipy.special.gammaln(power)[:, None]
    return points, np.exp(log_density) * step[:, None]
