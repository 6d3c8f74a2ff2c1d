"""The one special function Pareto/NBD needs, in a form that neither overflows nor loses digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LONGEST = 4096


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
    the number of terms follows from z; arguments are grouped by that number. ``one_minus_z`` is
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
    pairs = np.minimum(4 + 18.5 / decay, _LONGEST)
    return np.asarray(np.ceil(2 ** (np.ceil(2 * np.log2(pairs)) / 2)), dtype=np.int64)


def _fraction(
    b: Floats, d: Floats, z: Floats, one_minus_z: Floats, pairs: int
) -> tuple[Floats, Floats, Floats, Floats]:
    c = b + d
    f = (1 + np.sqrt(one_minus_z)) / 2
    f_b, f_c, f_z = np.zeros_like(z), np.zeros_like(z), np.zeros_like(z)
    for k in range(pairs, -1, -1):
        if k:
            inverse = 1 / ((c + (2 * k - 2)) * (c + (2 * k - 1)))
            term = k * (d + (k - 1)) * inverse
            term_c = k * inverse - term * (1 / (c + (2 * k - 2)) + 1 / (c + (2 * k - 1)))
            f, f_b, f_c, f_z = _odd(k, b, c, z, f, f_b, f_c, f_z)
            f, f_b, f_c, f_z = _step(term, -k * inverse, term_c, z, f, f_b, f_c, f_z)
        else:
            ratio = b / c
            f, f_b, f_c, f_z = _step(ratio, 1 / c, -ratio / c, z, f, f_b, f_c, f_z)
    return -np.log(f), -f_b / f, -f_c / f, -f_z / f


def _odd(
    k: int, b: Floats, c: Floats, z: Floats, f: Floats, f_b: Floats, f_c: Floats, f_z: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    inverse = 1 / ((c + (2 * k - 1)) * (c + 2 * k))
    by_b = (c + (k - 1)) * inverse
    term = (b + k) * by_b
    by_c = (b + k) * inverse - term * (1 / (c + (2 * k - 1)) + 1 / (c + 2 * k))
    return _step(term, by_b, by_c, z, f, f_b, f_c, f_z)


def _step(
    term: Floats, by_b: Floats, by_c: Floats, z: Floats, f: Floats, f_b: Floats, f_c: Floats, f_z: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Replace f by 1 - term·z/f, and each derivative with it."""
    u = z / f
    v = term * u / f
    return 1 - term * u, v * f_b - by_b * u, v * f_c - by_c * u, v * f_z - term / f
