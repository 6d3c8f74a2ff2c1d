"""Sums over the purchases of a customer: ln Γ(a + x) - ln Γ(a) and its derivative, without cancellation."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LONGEST_TABLE = 200_000


def log_rising(a: float, counts: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return ln Γ(a + x) - ln Γ(a) and ψ(a + x) - ψ(a) for each whole number x of ``counts``.

    For counts of purchases the difference is a plain sum of ln(a + j), j < x, which stays exact
    where a is huge and both gamma functions agree in all their digits.
    """
    longest = int(counts.max(initial=0))
    if longest > _LONGEST_TABLE:
        return scipy.special.gammaln(a + counts) - scipy.special.gammaln(a), scipy.special.psi(
            a + counts
        ) - scipy.special.psi(a)
    steps = a + np.arange(longest)
    logs = np.concatenate([[0.0], np.cumsum(np.log(steps))])
    slopes = np.concatenate([[0.0], np.cumsum(1 / steps)])
    return logs[counts], slopes[counts]
