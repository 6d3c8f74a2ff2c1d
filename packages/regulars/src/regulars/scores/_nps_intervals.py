"""Intervals of NPS: the difference of two shares, promoters − detractors, of the same answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError
from regulars.estimates import normal_quantile

Floats = NDArray[np.float64]
Bounds = tuple[Floats, Floats]
NPSMethod = Literal["tango", "adjusted_wald", "mover", "wald", "bonett_price"]

_HALVINGS = 54  # an interval of length 2 halved this often is below the spacing of floating numbers


def nps_bounds(promoters: Floats, detractors: Floats, n: Floats, *, method: NPSMethod, level: float) -> Bounds:
    """Return the ends of the interval of promoters − detractors, element by element.

    Parameters
    ----------
    promoters, detractors : arrays of float, 0–1
        Shares among the answers; NaN where there are none.
    n : array of float ≥ 0
        Answers, or the effective number of them; infinity leaves no doubt.
    method, level
        See `regulars.scores.nps`.

    Returns
    -------
    low, high : arrays of float, −1..1
    """
    if method not in get_args(NPSMethod):
        raise InvalidArgumentError(f"method must be one of {', '.join(get_args(NPSMethod))}, got {method!r}")
    value, z = promoters - detractors, normal_quantile(level)
    certain = np.isinf(n)
    size = np.where(certain, 1.0, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = _METHODS[method](promoters, detractors, size, z)
    low, high = np.where(certain, value, low), np.where(certain, value, high)
    return np.clip(low, -1, 1), np.clip(high, -1, 1)


def padded(promoters: Floats, detractors: Floats, n: Floats, *, extra: tuple[float, float, float]) -> Bounds:
    """Return the difference and its variance per answer after adding answers (promoters, passives, detractors)."""
    total = n + sum(extra)
    p, d = (promoters * n + extra[0]) / total, (detractors * n + extra[2]) / total
    return p - d, p + d - (p - d) ** 2


def _padded_wald(p: Floats, d: Floats, n: Floats, z: float, extra: tuple[float, float, float]) -> Bounds:
    centre, variance = padded(p, d, n, extra=extra)
    half = z * np.sqrt(variance / (n + sum(extra)))
    return centre - half, centre + half


def _wald(p: Floats, d: Floats, n: Floats, z: float) -> Bounds:
    return _padded_wald(p, d, n, z, (0, 0, 0))


def _adjusted_wald(p: Floats, d: Floats, n: Floats, z: float) -> Bounds:
    return _padded_wald(p, d, n, z, (0.75, 1.5, 0.75))


def _bonett_price(p: Floats, d: Floats, n: Floats, z: float) -> Bounds:
    return _padded_wald(p, d, n, z, (1, 0, 1))


def _wilson(share: Floats, n: Floats, z: float) -> Bounds:
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return centre - half, centre + half


def _mover(p: Floats, d: Floats, n: Floats, z: float) -> Bounds:
    """Join the Wilson limits of both shares, allowing for their correlation."""
    spread = np.sqrt(p * (1 - p) * d * (1 - d))
    correlation = np.where(spread > 0, -p * d / np.where(spread > 0, spread, 1), 0.0)
    p_low, p_high = _wilson(p, n, z)
    d_low, d_high = _wilson(d, n, z)

    def joined(first: Floats, second: Floats) -> Floats:
        root: Floats = np.sqrt(np.maximum(first**2 + second**2 - 2 * correlation * first * second, 0))
        return root

    return p - d - joined(p - p_low, d_high - d), p - d + joined(p_high - p, d - d_low)


def _tango(p: Floats, d: Floats, n: Floats, z: float) -> Bounds:
    """Collect the differences that the score test does not reject, found by halving."""
    value = p - d
    ends = []
    for edge in (-1.0, 1.0):
        rejected, kept = np.full_like(value, edge), value.copy()
        for _ in range(_HALVINGS):
            middle = (rejected + kept) / 2
            beyond = n * (value - middle) ** 2 > z**2 * _variance_if(middle, p, d)
            rejected, kept = np.where(beyond, middle, rejected), np.where(beyond, kept, middle)
        ends.append(np.where(np.isnan(value), np.nan, (rejected + kept) / 2))
    return ends[0], ends[1]


def _variance_if(difference: Floats, p: Floats, d: Floats) -> Floats:
    """Return the variance of one answer if the true difference were this: detractors at their likeliest share."""
    b = -(p + d) + (2 - p + d) * difference
    c = -d * difference * (1 - difference)
    likeliest = (np.sqrt(np.maximum(b**2 - 8 * c, 0)) - b) / 4
    variance: Floats = np.maximum(2 * likeliest + difference * (1 - difference), 0)
    return variance


_METHODS: dict[str, Callable[[Floats, Floats, Floats, float], Bounds]] = {
    "tango": _tango,
    "adjusted_wald": _adjusted_wald,
    "mover": _mover,
    "wald": _wald,
    "bonett_price": _bonett_price,
}
