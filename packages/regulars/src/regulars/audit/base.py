"""The customer base as a compact cube: customer × period, with each customer's purchase days beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regulars.audit.calendar import EPOCH, GRAINS, MONTHS_IN, Grain, Period, parse_period, period_index, period_of
from regulars.audit.goods import MOST_NAMES, Goods
from regulars.audit.results import ProfitBasis, Totals
from regulars.audit.slices import Outside, PeriodSlice
from regulars.errors import InvalidArgumentError, NotEnoughDataError

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class CustomerBase:
    """Hold a customer base ready for the five lenses.

    Attributes
    ----------
    grain, cohort_grain : {"week", "month", "quarter", "year"}
        Length of a period and of a cohort (a cohort is never shorter than a period).
    observed_from, observed_until : date
        First and last day of observation, both inclusive.
    profit_basis : {"margin", "rate", "revenue"}
        Whether profit is known by row, assumed as a rate of revenue, or simply equal to revenue
        because no margin was given (then speak of revenue, not of profit).
    customer_ids : array, shape (n,)
        The customers' own keys; all other arrays refer to positions in it.
    first_day, first_period, cohort : arrays of int, shape (n,)
        First purchase: day since 1970-01-01, period index, cohort index.
    cell_customer, cell_period, cell_orders, cell_revenue_minor, cell_profit_minor, cell_units : arrays
        The cube: one entry a customer-period with any row, ordered by customer, then period.
    cells_by_period, period_starts : arrays of int
        Positions of the cells ordered by period, and where each period of ``periods`` begins in them.
    day_customer, day : arrays of int
        Distinct purchase days, ordered by customer, then day.
    anonymous, unmatched : Outside
        Sales without a customer and returns without a known purchase.
    provenance : mapping
        Counts of rows read, merged and left out.
    goods : Goods, optional
        What was bought, where the orders name a product or a category: see `products`.
    """

    grain: Grain
    cohort_grain: Grain
    observed_from: date
    observed_until: date
    profit_basis: ProfitBasis
    minor_unit_digits: int
    customer_ids: NDArray[Any]
    first_day: Ints
    first_period: Ints
    cohort: Ints
    cell_customer: Ints
    cell_period: Ints
    cell_orders: Ints
    cell_revenue_minor: Ints
    cell_profit_minor: Ints
    cell_units: Ints
    cells_by_period: Ints
    period_starts: Ints
    day_customer: Ints
    day: Ints
    anonymous: Outside
    unmatched: Outside
    provenance: Mapping[str, int]
    goods: Goods | None = None

    @staticmethod
    def from_orders(
        orders: object,
        *,
        customer: str = "customer_id",
        date: str = "date",
        amount: str | None = "amount",
        amount_minor: str | None = None,
        margin: str | None = None,
        margin_minor: str | None = None,
        margin_rate: float | None = None,
        order: str | None = None,
        units: str | None = None,
        product: str | None = None,
        category: str | None = None,
        most_names: int = MOST_NAMES,
        grain: Grain = "quarter",
        cohort_grain: Grain | None = None,
        observed_from: str | date | None = None,
        observed_until: str | date | None = None,
        minor_unit_digits: int = 2,
        timezone: str = "UTC",
        memory_limit: str | None = None,
        threads: int | None = None,
    ) -> CustomerBase:
        """Build the base from orders or order lines; see `regulars.audit.orders.read_customer_base`."""
        from regulars.audit.orders import read_customer_base
        from regulars.tables.columns import OrderColumns

        columns = OrderColumns(
            customer=customer,
            date=date,
            amount=None if amount_minor is not None else amount,
            amount_minor=amount_minor,
            margin=margin,
            margin_minor=margin_minor,
            margin_rate=margin_rate,
            order=order,
            units=units,
            product=product,
            category=category,
            minor_unit_digits=minor_unit_digits,
            timezone=timezone,
        )
        return read_customer_base(
            orders,
            columns,
            grain=grain,
            cohort_grain=cohort_grain or grain,
            observed_from=observed_from,
            observed_until=observed_until,
            most_names=most_names,
            memory_limit=memory_limit,
            threads=threads,
        )

    @property
    def n_customers(self) -> int:
        """Customers with at least one purchase."""
        return len(self.first_day)

    @property
    def periods(self) -> tuple[Period, ...]:
        """All periods from the first to the last day of observation, without gaps."""
        first, last = period_of(self.observed_from, self.grain), period_of(self.observed_until, self.grain)
        return tuple(Period(index, self.grain) for index in range(first.index, last.index + 1))

    @property
    def complete_periods(self) -> tuple[Period, ...]:
        """Periods that lie wholly inside the observation."""
        end = self.observed_until + timedelta(days=1)
        return tuple(p for p in self.periods if p.start_on >= self.observed_from and p.end_on <= end)

    @property
    def last_complete_index(self) -> int:
        """Index of the last period that observation covers to its end."""
        last = period_of(self.observed_until, self.grain)
        return last.index if last.end_on <= self.observed_until + timedelta(days=1) else last.index - 1

    @property
    def cohorts(self) -> tuple[Period, ...]:
        """Cohorts with at least one customer, oldest first."""
        return tuple(Period(int(index), self.cohort_grain) for index in np.unique(self.cohort))

    def period(self, period: Period | str) -> Period:
        """Period of this base by label.

        Raises
        ------
        InvalidArgumentError
            If the label is of another grain or outside the observation.
        """
        found = parse_period(period, self.grain) if isinstance(period, str) else period
        if found not in self.periods:
            raise InvalidArgumentError(
                f"{found.label} lies outside the observation {self.periods[0].label}..{self.periods[-1].label}"
            )
        return found

    def cohort_period(self, cohort: Period | str) -> Period:
        """Cohort of this base by label.

        Raises
        ------
        NotEnoughDataError
            If nobody bought for the first time in it.
        """
        found = parse_period(cohort, self.cohort_grain) if isinstance(cohort, str) else cohort
        if found not in self.cohorts:
            raise NotEnoughDataError(f"nobody bought for the first time in {found.label}", missing={"customers": 0})
        return found

    def slice(self, period: Period | str) -> PeriodSlice:
        """Vertical slice of the cube."""
        place = self.period(period).index - self.periods[0].index
        rows = self.cells_by_period[self.period_starts[place] : self.period_starts[place + 1]]
        return PeriodSlice(
            self.cell_customer[rows],
            self.cell_orders[rows],
            self.cell_revenue_minor[rows],
            self.cell_profit_minor[rows],
            self.cell_units[rows],
        )

    def grand_totals(self, period: Period | None = None) -> Totals:
        """Everything sold: customers, anonymous sales and unmatched returns together."""
        own = self.slice(period).totals() if period is not None else self.named_totals()
        return own + self.anonymous.totals(period) + self.unmatched.totals(period)

    def named_totals(self) -> Totals:
        """Everything sold to customers with a name, from their first purchase on."""
        return Totals(
            self.n_customers,
            int(self.cell_orders.sum()),
            int(self.cell_revenue_minor.sum()),
            int(self.cell_profit_minor.sum()),
            int(self.cell_units.sum()),
        )


@dataclass(frozen=True, eq=False, slots=True)
class CustomerDays:
    """Orders summed by customer and day: what the base is built from; customer -1 = nobody known.

    ``orders`` counts purchases; ``revenue_minor``, ``profit_minor`` and ``units`` are net of returns.
    """

    customer: Ints
    day: Ints
    orders: Ints
    revenue_minor: Ints
    profit_minor: Ints
    units: Ints


def base_from_days(
    days: CustomerDays,
    customer_ids: NDArray[Any],
    *,
    grain: Grain,
    cohort_grain: Grain,
    observed_from: date,
    observed_until: date,
    profit_basis: ProfitBasis,
    minor_unit_digits: int = 2,
    provenance: Mapping[str, int] | None = None,
) -> CustomerBase:
    """Build the base from customer-days with numpy alone.

    Raises
    ------
    InvalidArgumentError
        If a cohort would be shorter than a period.
    NotEnoughDataError
        If no customer has a purchase.
    """
    _check_grains(grain, cohort_grain)
    first = np.full(len(customer_ids), np.iinfo(np.int64).max)
    bought = (days.orders > 0) & (days.customer >= 0)
    np.minimum.at(first, days.customer[bought], days.day[bought])
    known = first < np.iinfo(np.int64).max
    if not known.any():
        raise NotEnoughDataError("no purchase with a customer inside the observation", missing={"customers": 0})
    anonymous = days.customer < 0
    unmatched = ~anonymous & (days.day < first[days.customer])
    own = _sorted(_rows(days, ~anonymous & ~unmatched), (np.cumsum(known) - 1))
    period = period_index(own.day, grain)
    starts = np.flatnonzero(np.r_[True, (np.diff(own.customer) != 0) | (np.diff(period) != 0)])
    own_bought = own.orders > 0
    cell_period = period[starts]
    bounds = [period_of(day, grain).index for day in (observed_from, observed_until)]
    by_period = np.argsort(cell_period, kind="stable")
    return CustomerBase(
        grain=grain,
        cohort_grain=cohort_grain,
        observed_from=observed_from,
        observed_until=observed_until,
        profit_basis=profit_basis,
        minor_unit_digits=minor_unit_digits,
        customer_ids=customer_ids[known],
        first_day=first[known],
        first_period=period_index(first[known], grain),
        cohort=period_index(first[known], cohort_grain),
        cell_customer=own.customer[starts],
        cell_period=cell_period,
        cell_orders=np.add.reduceat(own.orders, starts),
        cell_revenue_minor=np.add.reduceat(own.revenue_minor, starts),
        cell_profit_minor=np.add.reduceat(own.profit_minor, starts),
        cell_units=np.add.reduceat(own.units, starts),
        cells_by_period=by_period,
        period_starts=np.searchsorted(cell_period[by_period], np.arange(bounds[0], bounds[1] + 2)),
        day_customer=own.customer[own_bought],
        day=own.day[own_bought],
        anonymous=_outside(_rows(days, anonymous), grain),
        unmatched=_outside(_rows(days, unmatched), grain),
        provenance=dict(provenance or {}),
    )


def _check_grains(grain: str, cohort_grain: str) -> None:
    if grain not in GRAINS or cohort_grain not in GRAINS:
        raise InvalidArgumentError(f"grain must be one of {', '.join(GRAINS)}, got {grain!r} and {cohort_grain!r}")
    nested = grain == cohort_grain or MONTHS_IN.get(cohort_grain, 0) > MONTHS_IN.get(grain, 99)
    if not nested:
        raise InvalidArgumentError(f"a cohort of a {cohort_grain} cannot be followed by periods of a {grain}")


def _rows(days: CustomerDays, rows: NDArray[np.bool_]) -> CustomerDays:
    if rows.all():
        return days
    return CustomerDays(
        days.customer[rows],
        days.day[rows],
        days.orders[rows],
        days.revenue_minor[rows],
        days.profit_minor[rows],
        days.units[rows],
    )


def _sorted(days: CustomerDays, code_of: Ints) -> CustomerDays:
    """Order by customer (renumbered without gaps), then day."""
    customer = code_of[days.customer]
    order = np.argsort(customer * 1_000_000 + days.day - days.day.min(), kind="stable")
    return CustomerDays(
        customer[order],
        days.day[order],
        days.orders[order],
        days.revenue_minor[order],
        days.profit_minor[order],
        days.units[order],
    )


def _outside(days: CustomerDays, grain: Grain) -> Outside:
    periods, position = np.unique(period_index(days.day, grain), return_inverse=True)

    def summed(values: Ints) -> Ints:
        sums = np.zeros(len(periods), np.int64)
        np.add.at(sums, position, values)
        return sums

    return Outside(
        periods, summed(days.orders), summed(days.revenue_minor), summed(days.profit_minor), summed(days.units)
    )


def days_since_epoch(day: date) -> int:
    """Days from 1970-01-01 to the day."""
    return (day - EPOCH).days
