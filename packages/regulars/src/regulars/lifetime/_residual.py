"""Discounted purchases of an endless future, where a customer may leave after each purchase."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_POINTS = 96
_LEFT_OUT = 27.0  # exp(-27) of the density of rates
_NEXT_TO_NOTHING = 34.0  # in logarithms
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
    Both means are taken by the trapezoid rule, over λ in ln λ, over p in its log-odds, where gamma and
    beta densities fall off on both sides so that the rule converges geometrically: about 11 digits.
    The mean over p (a hypergeometric function of m) is computed once for all who leave alike.

    References
    ----------
    Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4), for the quantity (DERT).
    """
    power, elapsed, leave, stay = np.broadcast_arrays(np.atleast_1d(power), elapsed, a, stay)
    out = np.empty(power.shape)
    _, group = np.unique(leave + 1j * stay, return_inverse=True)
    order = np.argsort(group.reshape(-1), kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(group.reshape(-1)[order])) + 1):
        of = leave[members[0]], stay[members[0]]
        out[members] = _of_one_kind(power[members], elapsed[members] * rate, *of, passed, events)
    return out


def _of_one_kind(power: Floats, scale: Floats, a: float, stay: float, passed: int, events: int) -> Floats:
    """Integrate over rates of customers who leave alike: points are shared, the function of them computed once.

    Points are ln(λ / rate of discounting); of these, λ is gamma(power, scale).
    """
    low, high = _reach(power + 1)
    centre = np.log(power + 1) - np.log(scale)
    step = float((high - low).min()) / (_POINTS - 1)
    first, last = float((centre + low).min()), float((centre + high).max())
    if last - first > step * _POINTS * len(power):  # too far apart to share anything
        each = (slice(i, i + 1) for i in range(len(power)))
        return np.concatenate([_of_one_kind(power[i], scale[i], a, stay, passed, events) for i in each])
    points = np.arange(first, last + step, step)
    worth = _worth(points, a, stay, passed, events)
    out = np.empty_like(power)
    at_once = max(1, _AT_ONCE // len(points))
    for begin in range(0, len(power), at_once):
        part = slice(begin, begin + at_once)
        # One power of λ comes from m, so the mass of the integrand is where gamma(power + 1) has it.
        away = np.log(scale[part, None]) + points
        shape = power[part, None] + 1
        density = np.exp(shape * away - np.exp(np.minimum(away, 700)) - scipy.special.gammaln(shape))
        out[part] = power[part] / scale[part] * step * (density * worth).sum(axis=1)
    return out


def _worth(points: Floats, a: float, stay: float, passed: int, events: int) -> Floats:
    """Return E[m^(k - j) / (1 - (1 - p) m^k)] (1 - m) / m over p, at ln odds of m.

    With δ = m^-k - 1 that is m^-j E[1 / (p + δ)] (1 - m) / m.
    """
    log_m = -np.log1p(np.exp(-points))
    delta = np.expm1(-events * log_m)
    return np.asarray(np.exp(np.log(_mean_inverse(a, stay, delta)) - passed * log_m - points))


def _mean_inverse(a: float, stay: float, delta: Floats) -> Floats:
    """Return E[1 / (p + δ)], p being beta(a, stay), by the trapezoid rule in the log-odds of p.

    Where p is far below δ, or is 1 to all digits, terms fall like a geometric series, whose sum is added.
    """
    spread = scipy.special.polygamma(1, a) + scipy.special.polygamma(1, stay)
    reach, centre = np.sqrt(2 * _LEFT_OUT * spread), np.log(a / stay)
    smallest = min(float(np.log(delta.min())), 0.0, -np.log(stay))
    low = max(centre - reach - _LEFT_OUT / a, smallest - _NEXT_TO_NOTHING)
    high = min(centre + reach + _LEFT_OUT / stay, max(0.0, np.log(a)) + _NEXT_TO_NOTHING)
    step = min(0.3, 0.5 * float(np.sqrt(spread)))
    at = np.arange(low, max(high, low + 1) + step, step)
    log_density = a * scipy.special.log_expit(at) + stay * scipy.special.log_expit(-at) - scipy.special.betaln(a, stay)
    mass = np.exp(log_density) * step
    inside = (mass / (scipy.special.expit(at) + delta[:, None])).sum(axis=1)
    ratio_below, ratio_above = (np.expm1(min(shape * step, 700.0)) for shape in (a, stay))
    below, above = mass[0] / ratio_below / delta, mass[-1] / ratio_above / (1 + delta)
    return np.asarray(inside + below + above)


def _reach(power: Floats) -> tuple[Floats, Floats]:
    """Return how far below and above ln(power), in logarithms, a gamma(power, 1) has all but e^-27 of its mass."""
    reach = _LEFT_OUT / power
    return -(reach + np.sqrt(2 * reach)), np.log1p(reach + np.sqrt(2 * reach))
