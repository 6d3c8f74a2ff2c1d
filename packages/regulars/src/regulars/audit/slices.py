"""Parts of the cube a lens looks at: the rows of one period, and the sales that belong to nobody known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.audit.calendar import Period
from regulars.audit.results import Totals

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Outside:
    """Sales that belong to no customer of the base, summed by period, so that totals still add up.

    ``anonymous`` are rows without a customer; ``unmatched`` are returns dated before the customer's
    first purchase, or of customers who never bought inside the data.
    """

    period: Ints
    orders: Ints
    revenue_minor: Ints
    profit_minor: Ints
    units: Ints

    def totals(self, period: Period | None = None) -> Totals:
        """Sums of one period, or of all."""
        rows = slice(None) if period is None else self.period == period.index
        return Totals(
            0,
            int(self.orders[rows].sum()),
            int(self.revenue_minor[rows].sum()),
            int(self.profit_minor[rows].sum()),
            int(self.units[rows].sum()),
        )


@dataclass(frozen=True, eq=False, slots=True)
class PeriodSlice:
    """One vertical slice of the cube: everyone with a row in the period, ordered by customer.

    A customer is active with at least one purchase; a row with ``orders`` 0 holds returns only.
    """

    customer: Ints
    orders: Ints
    revenue_minor: Ints
    profit_minor: Ints
    units: Ints

    @property
    def active(self) -> NDArray[np.bool_]:
        """Which rows have at least one purchase."""
        mask: NDArray[np.bool_] = self.orders > 0
        return mask

    def where(self, rows: NDArray[np.bool_]) -> PeriodSlice:
        """Only some rows."""
        return PeriodSlice(
            self.customer[rows], self.orders[rows], self.revenue_minor[rows], self.profit_minor[rows], self.units[rows]
        )

    def totals(self) -> Totals:
        """Active customers and the sums over all rows."""
        return Totals(
            int(self.active.sum()),
            int(self.orders.sum()),
            int(self.revenue_minor.sum()),
            int(self.profit_minor.sum()),
            int(self.units.sum()),
        )
