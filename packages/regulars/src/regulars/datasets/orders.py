"""Orders as three columns of numbers, and their summary."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError, InvalidDataError, NotEnoughDataError
from regulars.lifetime.holdout import Holdout, Split, Weeks
from regulars.lifetime.summary import DAYS_IN, CustomerSummary, TimeUnit


@dataclass(frozen=True, eq=False)
class Orders:
    """Hold orders: who (whole numbers from 0), on which day (whole numbers), for how much.

    Attributes
    ----------
    customer : ndarray of int, shape (n,)
        Customer of each order, numbered from 0.
    day : ndarray of int, shape (n,)
        Day of each order, counted from a day of the maker's choice.
    amount : ndarray of float, shape (n,), optional
        Money of each order.
    n_customers : int
        How many customers there are.
    """

    customer: NDArray[np.int64]
    day: NDArray[np.int64]
    amount: NDArray[np.float64] | None
    n_customers: int

    def __len__(self) -> int:
        return len(self.customer)

    def before(self, day: int) -> Orders:
        """Return the orders made before a day.

        Parameters
        ----------
        day : int
            The first day left out.
        """
        return self._where(self.day < day)

    def since(self, day: int) -> Orders:
        """Return the orders made on a day or later.

        Parameters
        ----------
        day : int
            The first day kept.
        """
        return self._where(self.day >= day)

    def _where(self, kept: NDArray[np.bool_]) -> Orders:
        amount = None if self.amount is None else self.amount[kept]
        return Orders(self.customer[kept], self.day[kept], amount, self.n_customers)

    def summary(self, *, until_day: int, time_unit: TimeUnit = "day") -> CustomerSummary:
        """Summarise what was seen to the end of ``until_day``, orders of one day counting as one.

        Parameters
        ----------
        until_day : int
            The last day seen.
        time_unit : {"hour", "day", "week", "month", "year"}
            The unit of recency and age.

        Raises
        ------
        InvalidDataError
            If a customer has no order up to that day.
        """
        seen = self._where(self.day <= until_day)
        first_day = int(seen.day.min(initial=0))
        span = until_day - first_day + 1
        keys, at = np.unique(seen.customer * span + (seen.day - first_day), return_inverse=True)
        who, day = np.divmod(keys, span)
        starts = np.flatnonzero(np.diff(who, prepend=-1))
        if len(starts) < self.n_customers:
            raise InvalidDataError("a customer has no order in the period", field="customer")
        ends = np.append(starts[1:], len(who)) - 1
        frequency = ends - starts
        spend = None
        if seen.amount is not None:
            paid = np.bincount(at.reshape(-1), weights=seen.amount, minlength=len(keys))
            later = np.add.reduceat(paid, starts) - paid[starts]
            spend = later / np.maximum(frequency, 1)
        unit = DAYS_IN[time_unit]
        log_gaps = np.log(np.diff(day, prepend=0) / unit, out=np.zeros(len(day)), where=np.diff(who, prepend=-1) == 0)
        return CustomerSummary(
            frequency=frequency,
            recency=(day[ends] - day[starts]) / unit,
            age=(span - 1 - day[starts]) / unit,
            monetary_value=spend,
            time_unit=time_unit,
            log_intervals=np.add.reduceat(log_gaps, starts),
        )

    def split(self, *, calibrated_until_day: int, until_day: int | None = None, time_unit: TimeUnit = "day") -> Split:
        """Split into the summary at the end of ``calibrated_until_day`` and what the same customers bought later.

        Customers first seen afterwards are in neither; ``customer_ids`` of the summary says who is in.
        ``regulars.split`` does the same for tables.

        Parameters
        ----------
        calibrated_until_day : int
            The last day a model may see.
        until_day : int, optional
            The last day held out; by default the day of the last order.
        time_unit : {"hour", "day", "week", "month", "year"}
            The unit of the summary and of the horizon.

        Raises
        ------
        InvalidArgumentError
            If no day is left to hold out.
        NotEnoughDataError
            If nobody bought in the calibration period.
        """
        until = int(self.day.max(initial=calibrated_until_day)) if until_day is None else until_day
        if until <= calibrated_until_day:
            raise InvalidArgumentError(f"no day is left to hold out between {calibrated_until_day} and {until}")
        cohort = self._seen_by(calibrated_until_day)
        if not len(cohort):
            raise NotEnoughDataError("nobody bought in the calibration period", missing={"customers": 0})
        kept = self._of_customers(cohort)
        seen = kept._where(kept.day <= until)
        start = int(seen.day.min())
        span = until - start + 1
        keys = np.sort(seen.customer * span + (seen.day - start))
        who, day = np.divmod(keys[np.diff(keys, prepend=-1) != 0], span)
        is_repeat = np.diff(who, prepend=-1) == 0
        made = np.bincount(day[is_repeat], minlength=span)
        unit = DAYS_IN[time_unit]
        holdout = Holdout(
            purchases=np.bincount(who[day > calibrated_until_day - start], minlength=len(cohort)),
            horizon=(until - calibrated_until_day) / unit,
            time_unit_days=unit,
            weeks=Weeks.of_days(made, calibration_days=calibrated_until_day - start + 1),
            provenance={
                "calibrated_until": calibrated_until_day,
                "observed_until": until,
                "customers_first_seen_in_the_holdout": len(self._seen_by(until)) - len(cohort),
            },
        )
        summary = kept.summary(until_day=calibrated_until_day, time_unit=time_unit)
        return Split(replace(summary, customer_ids=cohort), holdout)

    def _seen_by(self, day: int) -> NDArray[np.int64]:
        """Return the customers with an order on the day or before."""
        return np.flatnonzero(np.bincount(self.customer[self.day <= day]))

    def _of_customers(self, cohort: NDArray[np.int64]) -> Orders:
        """Keep the orders of some customers, numbered anew from 0."""
        place = np.full(self.n_customers, -1)
        place[cohort] = np.arange(len(cohort))
        kept = place[self.customer] >= 0
        amount = None if self.amount is None else self.amount[kept]
        return Orders(place[self.customer[kept]], self.day[kept], amount, len(cohort))
