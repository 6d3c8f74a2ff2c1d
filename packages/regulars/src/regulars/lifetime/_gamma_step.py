"""Differences of gamma functions of large arguments, without the digits that both have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LARGE = 10  # from here on seven terms of Stirling's series are exact
_SMALL_STEP = 1e-4
_TERMS = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
_SLOPES = tuple(-(2 * i + 1) * term for i, term in enumerate(_TERMS))


def log_gamma_step(z: Floats | float, step: Floats | float) -> Floats:
    """Return ln Γ(z + step) - ln Γ(z) for z > 0 and z + step > 0, to its own digits.

    The plain difference of the two functions keeps only what is left of their digits: about six at
    z = 10⁵ and a step of 10⁻⁵.

    References
    ----------
    Olver and others (2010), NIST Handbook of Mathematical Functions, 5.5.1 and 5.11.1.
    """
    low, high = np.asarray(z, dtype=np.float64), z + np.asarray(step, dtype=np.float64)
    low, high = np.broadcast_arrays(low, high)
    step = np.broadcast_to(step, low.shape)
    shift = np.where(np.minimum(low, high) < _LARGE, _LARGE, 0)
    out = _large_step(low + shift, step)
    small = shift > 0
    if small.any():
        i = np.arange(_LARGE)[:, None]
        out[small] -= np.log1p(step[small] / (low[small] + i)).sum(axis=0)
    return out


def _large_step(z: Floats, step: Floats) -> Floats:
    up = z + step
    main = (z - 0.5) * np.log1p(step / z) + step * (np.log(up) - 1)
    middle = z + step / 2
    along = step * _series(_SLOPES, middle) / middle
    return np.asarray(main + np.where(np.abs(step) < _SMALL_STEP, along, stirling_rest(up) - stirling_rest(z)))


def stirling_rest(z: Floats) -> Floats:
    """Return ln Γ(z) - ((z - ½) ln z - z + ½ ln 2π), for z of 10 or more."""
    return _series(_TERMS, z)


def _series(terms: Sequence[float], z: Floats) -> Floats:
    """Return Σ terms[i] / z^(2i + 1)."""
    inverse, total = 1 / z, np.zeros_like(z)
    for term in reversed(terms):
        total = total * inverse**2 + term
    return np.asarray(total * inverse)
