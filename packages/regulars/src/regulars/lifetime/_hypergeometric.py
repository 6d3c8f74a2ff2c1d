"""The one special function Pareto/NBD needs, in a form that neither overflows nor loses digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LONGEST = 4096
_AT_ONCE = 1 << 15  # coefficients held in memory


@dataclass(frozen=True)
class LogWithSlopes:
    """Hold ln G and its derivatives by b, by c and by z."""

    value: Floats
    by_b: Floats
    by_c: Floats
    by_z: Floats


def log_hyp2f1_one(b: Floats, c_minus_b: Floats, z: Floats, one_minus_z: Floats) -> LogWithSlopes:
    """Evaluate ln 2F1(1, b; b + c_minus_b; z) for b, c_minus_b > 0 and 0 ≤ z < 1, with derivatives.

    Notes
    -----
    Gauss's continued fraction, evaluated from its tail with derivatives carried along (dual
    numbers), to relative 1e-15 or so. Its terms tend to z/4, so the tail starts at the limit and
    the number of terms follows from z; arguments are grouped by that number. Its coefficients
    depend on b and c only and are computed once for neighbours that share them. ``one_minus_z`` is
    asked for because z near 1 has already lost it.

    References
    ----------
    Olver and others (2010), NIST Handbook of Mathematical Functions, section 15.7.
    """
    terms = _terms_needed(one_minus_z)
    out = [np.empty_like(z) for _ in range(4)]
    for length in np.unique(terms):
        here = np.flatnonzero(terms == length)
        parts = _fraction(b[here], c_minus_b[here], z[here], one_minus_z[here], int(length))
        for target, part in zip(out, parts, strict=True):
            target[here] = part
    return LogWithSlopes(*out)


def _terms_needed(one_minus_z: Floats) -> NDArray[np.int64]:
    """Return the number of pairs of terms, rounded up to a power of √2 so that groups stay few."""
    q = np.sqrt(one_minus_z)
    decay = np.maximum(np.log1p(q) - np.log1p(-np.minimum(q, 1 - 1e-9)), 1e-6)
    pairs = np.minimum(1 + 18.5 / decay, _LONGEST)
    return np.asarray(np.ceil(2 ** (np.ceil(2 * np.log2(pairs)) / 2)), dtype=np.int64)


def _fraction(
    b: Floats, d: Floats, z: Floats, one_minus_z: Floats, pairs: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Evaluate the fraction from its tail: at each level f becomes 1 - term·z/f, its derivatives with it."""
    differs = np.append(True, (b[1:] != b[:-1]) | (d[1:] != d[:-1]))
    at = np.cumsum(differs) - 1
    b, d = b[differs], d[differs]
    f = (1 + np.sqrt(one_minus_z)) / 2
    slopes, change = np.zeros((3, len(z))), np.empty((3, len(z)))
    block = max(1, _AT_ONCE // len(b))
    for last in range(pairs, 0, -block):
        for level in _levels(b, d, np.arange(last, max(last - block, 0), -1.0)):
            f = _step(level.take(at, axis=1), z, f, slopes, change)
    c = b + d
    f = _step(np.stack([b / c, 1 / c, -b / c**2]).take(at, axis=1), z, f, slopes, change)
    by_b, by_c, by_z = -slopes / f
    return -np.log(f), by_b, by_c, by_z


def _levels(b: Floats, d: Floats, numbers: Floats) -> Floats:
    """Return the terms of the fraction with their derivatives by b and by c, of the pairs of these numbers."""
    k, c = numbers[:, None], b + d
    first, middle, last = 1 / (c + (2 * k - 2)), 1 / (c + (2 * k - 1)), 1 / (c + 2 * k)
    levels = np.empty((len(k), 2, 3, len(b)))
    inverse, by_b = middle * last, (c + (k - 1)) * middle * last
    term = (b + k) * by_b
    levels[:, 0, 0], levels[:, 0, 1] = term, by_b
    levels[:, 0, 2] = (b + k) * inverse - term * (middle + last)
    by_c = k * first * middle
    term = (d + (k - 1)) * by_c
    levels[:, 1, 0], levels[:, 1, 1] = term, -by_c
    levels[:, 1, 2] = by_c - term * (first + middle)
    return levels.reshape(-1, 3, len(b))


def _step(level: Floats, z: Floats, f: Floats, slopes: Floats, change: Floats) -> Floats:
    """Return 1 - term·z/f, and bring the derivatives of f by b, c and z up to it."""
    inverse = 1 / f
    by_z = level[0] * inverse
    drop = by_z * z
    np.multiply(level[1:], z * inverse, out=change[:2])
    change[2] = by_z
    slopes *= drop * inverse
    slopes -= change
    return np.asarray(1 - drop)
