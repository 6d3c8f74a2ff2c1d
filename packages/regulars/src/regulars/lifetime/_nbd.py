"""The negative binomial distribution of purchases made at a steady, gamma-distributed rate."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def log_nbd(n: Floats, r: Floats | float, alpha: Floats | float, t: Floats | float) -> Floats:
    """Return ln of the probability of n purchases within t, rates being gamma(r, α).

    References
    ----------
    Ehrenberg (1959), "The pattern of consumer purchases", Applied Statistics 8(1), 26-41.
    """
    logs = scipy.special.gammaln(r + n) - scipy.special.gammaln(r) - scipy.special.gammaln(n + 1)
    return np.asarray(logs - r * np.log1p(t / alpha) + scipy.special.xlogy(n, t / (alpha + t)))
