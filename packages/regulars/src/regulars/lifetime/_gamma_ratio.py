"""ln Γ(a + s) - ln Γ(a) for any step s ≥ 0, exact also where both gamma functions agree in all digits."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_SERIES = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
_ENOUGH = 15  # from here on the series is exact to double precision
_SMALL = np.arange(_ENOUGH, dtype=np.float64)


def log_gamma_ratio(a: ArrayLike, step: ArrayLike) -> tuple[Floats, Floats]:
    """Return ln Γ(a + step) - ln Γ(a) and its slope by a, ψ(a + step) - ψ(a), for a > 0, step ≥ 0.

    Notes
    -----
    Both are first moved up by whole numbers (Γ(z + 1) = z Γ(z)) and there are differences of
    Stirling's series, taken term by term before anything cancels.

    References
    ----------
    Olver and others (2010), NIST Handbook of Mathematical Functions, sections 5.5 and 5.11.
    """
    a, step = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(step, np.float64))
    each = a[..., None] + _SMALL
    moved, slope_moved = np.log1p(step[..., None] / each), step[..., None] / each / (each + step[..., None])
    low, high = a + _ENOUGH, a + _ENOUGH + step
    growth = np.log1p(step / low)
    value = step * np.log(low) + (high - 0.5) * growth - step
    slope = growth + step / low / high / 2
    for k, coefficient in enumerate(_SERIES):
        power = 2.0 * k + 1
        value = value + coefficient * low**-power * np.expm1(-power * growth)
        slope = slope - coefficient * power * low ** -(power + 1) * np.expm1(-(power + 1) * growth)
    return np.asarray(value - moved.sum(axis=-1)), np.asarray(slope + slope_moved.sum(axis=-1))
