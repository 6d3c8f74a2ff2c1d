"""Means of answers on a scale, with the t interval."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError
from regulars.estimates import Estimate
from regulars.scores._answers import corrected_size, kish_effective_size
from regulars.scores._base import base_verdict

Floats = NDArray[np.float64]


def t_quantile(level: float, freedom: float) -> float:
    """Return the half-width, in standard errors, of a central t interval of the given level."""
    if not 0 < level < 1:
        raise InvalidArgumentError(f"level must lie between 0 and 1, got {level!r}")
    return float(scipy.special.stdtrit(freedom, 0.5 + level / 2))


def mean_estimate(
    values: Floats,
    weights: Floats | None,
    *,
    n: int | None = None,
    effective_n: float | None = None,
    within: tuple[float, float],
    population: int | None = None,
    level: float,
    method: str = "t",
) -> Estimate:
    """Estimate a mean; `values` may be distinct values and `weights` how often each was given.

    Fewer than two answers, or answers all alike, show no spread: the ends are then NaN and the verdict
    is ``"no_spread"`` (or the stricter verdict on the base), because an interval without width would
    claim a certainty that is not there.
    """
    n = len(values) if n is None else n
    counts = np.ones(len(values)) if weights is None else weights
    size = (kish_effective_size(counts) if n else 0.0) if effective_n is None else effective_n
    verdict = base_verdict(size)
    if n == 0:
        return Estimate(np.nan, np.nan, np.nan, 0.0, method, level, verdict)
    mean = float(values @ counts / counts.sum())
    spread = float(((values - mean) ** 2) @ counts / counts.sum())
    if size <= 1 or spread <= 1e-20 * max(1.0, mean**2):
        t_quantile(level, 1.0)
        strict = verdict if verdict == "no_score" else "no_spread"
        return Estimate(mean, np.nan, np.nan, size, method, level, strict)
    unbiased = spread * size / (size - 1)
    half = t_quantile(level, size - 1) * np.sqrt(unbiased / corrected_size(size, n, population))
    low, high = max(mean - half, within[0]), min(mean + half, within[1])
    return Estimate(mean, float(low), float(high), size, method, level, verdict)
