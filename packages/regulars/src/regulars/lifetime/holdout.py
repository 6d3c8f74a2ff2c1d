"""What customers did after the period a model has seen: the other half of an honest check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError, InvalidDataError
from regulars.lifetime.summary import CustomerSummary

Counts = NDArray[np.int64]

DAYS_IN_WEEK = 7


@dataclass(frozen=True, eq=False)
class Weeks:
    """Hold the repeat purchases of a cohort, week by week, before and after a model stopped looking.

    Attributes
    ----------
    ends : ndarray of int, shape (w,)
        Days from the morning of the cohort's first day to the end of each week, rising. Weeks are
        counted back and forth from the last day of calibration, so the first and the last of all
        may be shorter than seven days.
    repeat_purchases : ndarray of int, shape (w,)
        Repeat purchases (days with a purchase, after the first of each customer) made in each week.
    in_calibration : int, 1..w
        How many of the weeks, the first ones, belong to the calibration period.
    """

    ends: Counts
    repeat_purchases: Counts
    in_calibration: int

    @classmethod
    def of_days(cls, purchases_of_day: Counts, *, calibration_days: int) -> Weeks:
        """Add up repeat purchases of each day, from the cohort's first, to weeks.

        Parameters
        ----------
        purchases_of_day : array of int, shape (days,)
            Repeat purchases of each day of the calibration and the holdout.
        calibration_days : int, 1..days
            How many of the days, the first ones, belong to the calibration.

        Raises
        ------
        InvalidArgumentError
            If there are fewer days than that, or none of them.
        """
        days = len(purchases_of_day)
        if not 1 <= calibration_days <= days:
            raise InvalidArgumentError(f"calibration_days must lie between 1 and {days}, got {calibration_days}")
        first = (calibration_days - 1) % DAYS_IN_WEEK + 1
        ends = np.arange(first, days + 1, DAYS_IN_WEEK, dtype=np.int64)
        if ends[-1] < days:
            ends = np.append(ends, days)
        made = np.cumsum(purchases_of_day)[ends - 1]
        return cls(ends, np.diff(made, prepend=0).astype(np.int64), int(np.searchsorted(ends, calibration_days)) + 1)


@dataclass(frozen=True, eq=False, kw_only=True)
class Holdout:
    """Hold what the customers of a summary bought after it ended.

    Parameters
    ----------
    purchases : ndarray of int ≥ 0, shape (n,)
        Purchases (several in one day count as one) of each customer in the holdout period, in the
        order of the rows of the summary.
    horizon : float > 0
        Length of the holdout period, in the time unit of the summary.
    time_unit_days : float
        Length of that unit in days.
    weeks : Weeks, optional
        The cohort's repeat purchases week by week; without it models are not tracked.
    provenance : mapping, optional
        Where the figures came from: last days of both periods, customers first seen too late.

    Raises
    ------
    InvalidDataError
        If a count is negative or not whole.
    InvalidArgumentError
        If the horizon or the unit is not positive.
    """

    purchases: Counts
    horizon: float
    time_unit_days: float
    weeks: Weeks | None = None
    provenance: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        numbers = np.array(self.purchases, dtype=np.float64)
        bad = ~((numbers >= 0) & (numbers == np.rint(numbers)))
        if numbers.ndim != 1 or bad.any():
            row = int(np.argmax(bad)) if numbers.ndim == 1 else None
            raise InvalidDataError("purchases must be whole numbers ≥ 0, one a customer", field="purchases", row=row)
        for name in ("horizon", "time_unit_days"):
            value = getattr(self, name)
            if not (np.isfinite(value) and value > 0):
                raise InvalidArgumentError(f"{name} must be a positive number, got {value!r}")
        purchases = numbers.astype(np.int64)
        purchases.flags.writeable = False
        object.__setattr__(self, "purchases", purchases)
        object.__setattr__(self, "provenance", MappingProxyType(dict(self.provenance)))

    def __len__(self) -> int:
        return len(self.purchases)


class Split(NamedTuple):
    """Pair the summary a model may see with what came after it.

    Attributes
    ----------
    summary : CustomerSummary
        Customers with a purchase in the calibration period, as of its last day.
    holdout : Holdout
        What the same customers bought afterwards, in the same order.
    """

    summary: CustomerSummary
    holdout: Holdout
