"""Retention without a contract: a customer is who has not been silent longer than a stated time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from regulars.audit.base import CustomerBase, days_since_epoch
from regulars.audit.slipping import unusual_silences
from regulars.errors import InvalidArgumentError
from regulars.estimates import Estimate
from regulars.intervals import wilson
from regulars.retention.rates import RevenueRetention, annual_churn, churn_rate, retention_rate, revenue_retention

Floats = NDArray[np.float64]

Returners = Literal["new", "kept"]
DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True)
class PeriodRetention:
    """Hold who was there at the start of a period and at its end.

    Attributes
    ----------
    start_on, end_on : date
        The period, ``end_on`` not included.
    start, end : int
        Customers at the start of ``start_on`` and at the start of ``end_on``.
    stayed, lost : int
        Of those at the start: there at the end, or not.
    new, returned : int
        At the end but not at the start: won in the period, or won before and silent at the start.
    returners : {"new", "kept"}
        The rule for ``returned``.
    window_days : float
        The longest silence of a customer; nan where it was each customer's own.
    retention, churn, churn_of_a_year : Estimate
        (end - new) / start under the rule, lost / start, and the latter over a year. Under the rule
        ``"kept"`` retention and churn may add up to more than 1.
    """

    start_on: date
    end_on: date
    start: int
    end: int
    stayed: int
    lost: int
    new: int
    returned: int
    returners: Returners
    window_days: float
    retention: Estimate
    churn: Estimate
    churn_of_a_year: Estimate


def period_retention(
    base: CustomerBase,
    start_on: date,
    end_on: date,
    *,
    window_days: float | None = None,
    quantile: float = 0.9,
    returners: Returners = "new",
    level: float = 0.95,
) -> PeriodRetention:
    """Count who was a customer at the start of a period and who at its end, from orders.

    Business question: what share of our customers did we keep, though nobody signs off?

    Parameters
    ----------
    base : CustomerBase
        Orders read by ``audit.CustomerBase.from_orders``.
    start_on, end_on : date
        The period, ``end_on`` not included, inside the observation.
    window_days : float > 0, optional
        The longest silence of somebody who is still a customer. By default each customer's own: the
        ``quantile`` of the gap between their purchases, learnt from what was known on the day.
    quantile : float, 0.5–1 exclusive
        Which quantile of the own gap; used where ``window_days`` is not given.
    returners : {"new", "kept"}
        How to count who was a customer once, was none at the start and is one at the end.
    level : float, 0–1 exclusive
        Confidence level of Wilson's intervals.

    Returns
    -------
    PeriodRetention
        Its estimates have the verdict ``"not_defined"`` with nobody at the start, ``"more_than_all"``
        where kept returners outnumber the lost, ``"short_history"`` where observation began less than
        a window before the start, so that customers of then may be missing.

    Raises
    ------
    InvalidArgumentError
        If the period is empty or not inside the observation, or an argument is out of range.
    NotEnoughDataError
        If own windows are asked for and nobody has bought on two days by the start.

    Notes
    -----
    Who has bought once has no gap of their own and is given the median window of the others.
    """
    if returners not in get_args(Returners):
        raise InvalidArgumentError(f"returners must be 'new' or 'kept', got {returners!r}")
    if window_days is not None and not (np.isfinite(window_days) and window_days > 0):
        raise InvalidArgumentError(f"window_days must be a positive number, got {window_days!r}")
    last = base.observed_until + timedelta(days=1)
    if not base.observed_from <= start_on < end_on <= last:
        raise InvalidArgumentError(
            f"the period {start_on} to {end_on} does not lie in the observation {base.observed_from} to {last}"
        )
    at_start, typical = _customers(base, start_on, window_days, quantile)
    at_end, _ = _customers(base, end_on, window_days, quantile)
    won_before = base.first_day < days_since_epoch(start_on)
    start, end, stayed = int(at_start.sum()), int(at_end.sum()), int((at_start & at_end).sum())
    new = int((at_end & ~won_before).sum())
    returned = end - stayed - new
    verdict = "short_history" if (start_on - base.observed_from).days < typical else ""
    counted_new = end - stayed if returners == "new" else new
    retention = _checked(_retention(start, end, counted_new, level), verdict)
    churn = _checked(churn_rate(start, start - stayed, level=level), verdict)
    return PeriodRetention(
        start_on=start_on,
        end_on=end_on,
        start=start,
        end=end,
        stayed=stayed,
        lost=start - stayed,
        new=new,
        returned=returned,
        returners=returners,
        window_days=np.nan if window_days is None else float(window_days),
        retention=retention,
        churn=churn,
        churn_of_a_year=annual_churn(churn, periods_per_year=DAYS_IN_A_YEAR / (end_on - start_on).days),
    )


def churn_by_silence(base: CustomerBase, *, quantile: float = 0.9, level: float = 0.95) -> Estimate:
    """Estimate the share of repeat customers who are silent longer than their own usual gap.

    Business question: how many of those who had a habit of buying have dropped it?

    Parameters
    ----------
    base : CustomerBase
        Orders read by ``audit.CustomerBase.from_orders``; silence is counted to the end of observation.
    quantile : float, 0.5–1 exclusive
        Which quantile of the own gap is the longest usual one.
    level : float, 0–1 exclusive
        Confidence level of Wilson's interval.

    Returns
    -------
    Estimate
        Share 0–1 of the customers with purchases on two days or more; ``n`` is their number.

    Raises
    ------
    InvalidArgumentError
        If `quantile` or `level` is out of range.
    NotEnoughDataError
        If nobody bought on two days.

    Notes
    -----
    Even where nobody has left, up to 1 - ``quantile`` of customers are in a long ordinary gap: the
    number says how many look gone, not how many are. Who bought once has no habit and is left out.
    """
    silences = unusual_silences(
        base.day_customer, base.day, until_day=days_since_epoch(base.observed_until), quantile=quantile
    )
    return wilson(int(silences.unusual.sum()), len(silences.unusual), level=level)


def revenue_retention_of_periods(
    base: CustomerBase, before: str, after: str, *, level: float = 0.95
) -> RevenueRetention:
    """Estimate GRR and NRR between two periods of a customer base.

    Business question: does the revenue we had hold, and does it grow by itself?

    Parameters
    ----------
    base : CustomerBase
        Orders read by ``audit.CustomerBase.from_orders``.
    before, after : str
        Labels of two of its periods, such as ``"2024-Q1"``, equally long and both over.
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    RevenueRetention
        In major units of money.

    Raises
    ------
    InvalidArgumentError
        If a label is no period of the base.

    Notes
    -----
    Without a contract revenue rests for reasons of season: compare equal seasons.
    """
    revenue = np.zeros((2, base.n_customers))
    for row, label in zip(revenue, (before, after), strict=True):
        part = base.slice(label)
        row[part.customer] = part.revenue_minor
    return revenue_retention(*(revenue / 10**base.minor_unit_digits), level=level)


def _customers(
    base: CustomerBase, on: date, window_days: float | None, quantile: float
) -> tuple[NDArray[np.bool_], float]:
    """Return who is a customer at the start of a day, and the typical window."""
    today = days_since_epoch(on)
    known = base.day < today
    who, day = base.day_customer[known], base.day[known]
    last = np.full(base.n_customers, np.iinfo(np.int64).min // 2)
    np.maximum.at(last, who, day)
    silence = today - 1 - last
    if window_days is not None:
        return silence <= window_days, window_days
    own = unusual_silences(who, day, until_day=today - 1, quantile=quantile)
    typical = float(np.median(own.longest_usual_gap_days))
    windows = np.full(base.n_customers, typical)
    windows[own.customer] = own.longest_usual_gap_days
    return silence <= windows, typical


def _retention(start: int, end: int, new: int, level: float) -> Estimate:
    if start and end - new > start:
        return Estimate((end - new) / start, np.nan, np.nan, start, "wilson", level, "more_than_all")
    return retention_rate(start, end, new, level=level)


def _checked(estimate: Estimate, verdict: str) -> Estimate:
    kept = estimate.verdict or verdict
    return Estimate(estimate.value, estimate.low, estimate.high, estimate.n, estimate.method, estimate.level, kept)
