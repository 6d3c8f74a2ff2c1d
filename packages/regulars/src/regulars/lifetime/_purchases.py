"""Checks shared by the questions asked of purchase fits."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError
from regulars.estimates import Estimates
from regulars.lifetime._collapse import Collapsed
from regulars.lifetime._fit import check_horizon
from regulars.lifetime.summary import DAYS_IN, TimeUnit

Floats = NDArray[np.float64]


def spread(estimates: Estimates, rows: Collapsed) -> Estimates:
    """Give every customer the answer of its row."""
    at = rows.row_of
    return Estimates(estimates.value[at], estimates.standard_error[at], estimates.link)


def horizons(horizon: ArrayLike) -> Floats:
    """Return one or more positive horizons as an array."""
    lengths = np.atleast_1d(np.asarray(horizon, dtype=np.float64))
    for length in lengths.flat:
        check_horizon(float(length))
    return lengths


def counts_and_horizon(n: ArrayLike, horizon: float) -> tuple[Floats, float]:
    """Return whole numbers of purchases ≥ 0 as an array, and the horizon."""
    counts = np.atleast_1d(np.asarray(n, dtype=np.float64))
    if (counts < 0).any() or (counts != np.rint(counts)).any():
        raise InvalidArgumentError(f"n must be whole numbers ≥ 0, got {n!r}")
    return counts, check_horizon(horizon)


def in_unit(time_unit: TimeUnit) -> dict[str, object]:
    """Return the fields of a purchase fit that name the unit of time."""
    if time_unit not in DAYS_IN:
        raise InvalidArgumentError(f"unknown time_unit {time_unit!r}: use one of {', '.join(DAYS_IN)}")
    return {"time_unit": time_unit, "time_unit_days": DAYS_IN[time_unit]}
