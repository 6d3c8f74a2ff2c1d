"""Whole numbers as arguments: opportunities, periods, customers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError


def check_count(name: str, count: float, *, least: int) -> int:
    """Return a whole number that is not below ``least``."""
    if not (np.isfinite(count) and count == int(count) and count >= least):
        raise InvalidArgumentError(f"{name} must be a whole number ≥ {least}, got {count!r}")
    return int(count)


def whole_numbers(name: str, counts: ArrayLike, *, least: int) -> NDArray[np.int64]:
    """Return one or more whole numbers that are not below ``least`` as an array."""
    array = np.atleast_1d(np.asarray(counts, dtype=np.float64))
    for count in array.flat:
        check_count(name, float(count), least=least)
    return array.astype(np.int64)
