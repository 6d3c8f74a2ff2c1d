"""Each customer's sequence of purchase days: time to the second purchase, depth of repeat, gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.audit.base import CustomerBase, days_since_epoch
from regulars.audit.distributions import Ints
from regulars.retention.kaplan_meier import SurvivalCurve, kaplan_meier


@dataclass(frozen=True, eq=False, slots=True)
class PurchaseDays:
    """Purchase days of some customers: `day[start[i]:start[i] + count[i]]` are those of customer i."""

    day: Ints
    start: Ints
    count: Ints
    until: int

    def steps_from(self, n: int) -> tuple[Ints, NDArray[np.bool_]]:
        """Days from the n-th purchase to the next, or to the end of observation; whether the next came.

        Only customers with at least n purchases; n counts from 1.
        """
        chosen = self.count >= n
        at = self.day[self.start[chosen] + n - 1]
        came = self.count[chosen] > n
        following = np.where(came, self.day[np.minimum(self.start[chosen] + n, len(self.day) - 1)], self.until)
        return following - at, came


def purchase_days(base: CustomerBase, customers: NDArray[np.bool_] | None = None) -> PurchaseDays:
    """Purchase days of the chosen customers (all by default); every customer of a base has at least one."""
    count = np.bincount(base.day_customer, minlength=base.n_customers)
    start = np.cumsum(count) - count
    until = days_since_epoch(base.observed_until)
    if customers is None:
        return PurchaseDays(base.day, start, count, until)
    return PurchaseDays(base.day, start[customers], count[customers], until)


def second_purchase_curve(base: CustomerBase, customers: NDArray[np.bool_] | None = None) -> SurvivalCurve:
    """Kaplan–Meier of the days to the second purchase day; those not back yet are censored."""
    return kaplan_meier(*purchase_days(base, customers).steps_from(1))
