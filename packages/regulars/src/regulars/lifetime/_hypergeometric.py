"""The one special function Pareto/NBD needs, in a form that neither overflows nor loses digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_DIGITS = 37.0  # exp(-37) is below rounding
_LONGEST = 4096
_AT_ONCE = 2048  # arguments; few enough for the cache of a processor
_COEFFICIENTS_AT_ONCE = 1 << 15


@dataclass(frozen=True)
class LogWithSlopes:
    """Hold ln G and its derivatives by b, by c - b and by z."""

    value: Floats
    by_b: Floats
    by_rest: Floats
    by_z: Floats


def log_hyp2f1_one(
    b: Floats, c_minus_b: Floats, z: Floats, one_minus_z: Floats, kind: Indices | None = None
) -> LogWithSlopes:
    """Evaluate ln 2F1(1, b; b + c_minus_b; z) for b, c_minus_b > 0 and 0 ≤ z < 1, with derivatives.

    Where many arguments share few b and c - b, these are given once and ``kind`` tells whose z is whose.

    Notes
    -----
    Gauss's continued fraction, evaluated from its tail with derivatives carried along (dual
    numbers), to relative 1e-15 or so. Its terms tend to z/4, so the tail starts at the limit and
    the number of terms follows from z; arguments of like z are evaluated together. ``one_minus_z``
    is asked for because z near 1 has already lost it.

    References
    ----------
    Olver and others (2010), NIST Handbook of Mathematical Functions, section 15.7.
    """
    kind = np.arange(len(z)) if kind is None else kind
    if len(z) <= _AT_ONCE:
        return _fraction(b, c_minus_b, z, one_minus_z, kind)
    whole = np.empty((4, len(z)))
    by_depth = np.argsort((32767 * np.sqrt(one_minus_z)).astype(np.int16), kind="stable")
    for start in range(0, len(z), _AT_ONCE):
        here = by_depth[start : start + _AT_ONCE]
        kinds, at = np.unique(kind[here], return_inverse=True)
        part = _fraction(b[kinds], c_minus_b[kinds], z[here], one_minus_z[here], at)
        whole[:, here] = part.value, part.by_b, part.by_rest, part.by_z
    return LogWithSlopes(*whole)


def _pairs_needed(one_minus_z: Floats) -> int:
    """Return the number of pairs of terms that is enough for all arguments."""
    q = np.sqrt(one_minus_z.min(initial=1.0))
    decay = max(np.log1p(q) - np.log1p(-min(q, 1 - 1e-9)), 1e-6)
    return int(np.ceil(min(1 + _DIGITS / (2 * decay), _LONGEST)))


def _fraction(b: Floats, d: Floats, z: Floats, one_minus_z: Floats, kind: Indices) -> LogWithSlopes:
    """Evaluate the fraction from its tail: at each level h becomes 1/(1 - term·z·h), and with it the slopes of ln h.

    The slope by z follows from the differential equation, which is of the first order, and the last levels.
    """
    h = 2 / (1 + np.sqrt(one_minus_z))
    slopes = np.zeros((2, len(z)))
    pairs = _pairs_needed(one_minus_z)
    block = max(1, _COEFFICIENTS_AT_ONCE // max(1, len(b)))
    before = h
    for last in range(pairs, 0, -block):
        for even, odd in _levels(b, d, np.arange(last, max(last - block, 0), -1.0)):
            before = _step(odd.take(kind, axis=1), z, h, slopes)
            h = _step(even.take(kind, axis=1), z, before, slopes)
    c = b + d
    share, by_z = (b / c).take(kind), (d / (c + 1)).take(kind)
    by_z = share * h * (1 - by_z * z * before) / one_minus_z
    h = _step(np.stack([b / c, d / (b * c), -1 / c]).take(kind, axis=1), z, h, slopes)
    return LogWithSlopes(np.log(h), slopes[0], slopes[1], by_z)


def _levels(b: Floats, d: Floats, numbers: Floats) -> Floats:
    """Return the terms 2k and 2k + 1 of the fraction, with the slopes of their logarithms by b and by d."""
    k, c = numbers[:, None], b + d
    first, middle, last = 1 / (c + (2 * k - 2)), 1 / (c + (2 * k - 1)), 1 / (c + 2 * k)
    from_b, from_c, from_d = b + k, c + (k - 1), d + (k - 1)
    levels = np.empty((len(k), 2, 3, len(b)))
    even, odd = levels[:, 0], levels[:, 1]
    even[:, 0] = k * from_d * first * middle
    even[:, 1] = -(first + middle)
    even[:, 2] = 1 / from_d + even[:, 1]
    odd[:, 0] = from_b * from_c * middle * last
    odd[:, 2] = 1 / from_c - (middle + last)
    odd[:, 1] = 1 / from_b + odd[:, 2]
    return levels


def _step(level: Floats, z: Floats, h: Floats, slopes: Floats) -> Floats:
    """Return 1/(1 - term·z·h), and bring the slopes of ln h by b and d up to it."""
    drop = level[0] * z
    drop *= h
    h = 1 / (1 - drop)
    drop *= h
    slopes += level[1:]
    slopes *= drop
    return h
