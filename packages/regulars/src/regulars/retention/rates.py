"""Retention and churn from counts and revenue: the definitions, and what is not defined."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.estimates import Estimate, Estimates, normal_quantile
from regulars.intervals import wilson

Floats = NDArray[np.float64]

NOT_DEFINED = "not_defined"


def retention_rate(start: int, end: int, new: int, *, level: float = 0.95) -> Estimate:
    """Estimate the retention rate of a period: (customers at end - new) / customers at start.

    Business question: what share of those we had did we keep?

    Parameters
    ----------
    start, end : int ≥ 0
        Customers at the start and at the end of the period.
    new : int ≥ 0
        Those at the end who were won in the period. Who joined and left within it is in none of the
        three. Whether a returner (a customer of long ago, not at the start, there at the end) counts
        as new is yours to decide and to state; ``period_retention`` asks for the rule.
    level : float, 0–1 exclusive
        Confidence level of Wilson's interval.

    Returns
    -------
    Estimate
        Share 0–1. With nobody at the start the numbers are nan and the verdict is ``"not_defined"``.

    Raises
    ------
    InvalidArgumentError
        If a count is negative or not whole, or more were kept than there were.
    """
    start, end, new = (_whole(name, value) for name, value in (("start", start), ("end", end), ("new", new)))
    kept = end - new
    if kept < 0:
        raise InvalidArgumentError(f"{new} new customers are more than the {end} at the end")
    if start == 0:
        return _not_defined("wilson", level)
    if kept > start:
        raise InvalidArgumentError(
            f"{kept} kept of {start} at the start: returners are counted among the kept, count them as new"
        )
    return wilson(kept, start, level=level)


def churn_rate(start: int, lost: int, *, level: float = 0.95) -> Estimate:
    """Estimate the churn rate of a period: lost / customers at start.

    Business question: what share of those we had did we lose?

    Parameters
    ----------
    start : int ≥ 0
        Customers at the start.
    lost : int, 0..start
        Those of them who are none at the end.
    level : float, 0–1 exclusive
        Confidence level of Wilson's interval.

    Returns
    -------
    Estimate
        Share 0–1. With nobody at the start the numbers are nan and the verdict is ``"not_defined"``.

    Raises
    ------
    InvalidArgumentError
        If a count is negative or not whole, or more are lost than there were.

    Notes
    -----
    Without a contract nobody says goodbye, so "lost" needs a stated rule: a silence longer than the
    customer's own usual one (``period_retention``, ``churn_by_silence``), or a model's probability
    (``churn_by_probability_alive``).
    """
    start, lost = _whole("start", start), _whole("lost", lost)
    if start == 0 and lost == 0:
        return _not_defined("wilson", level)
    return wilson(lost, start, level=level)


def annual_churn(churn: Estimate, *, periods_per_year: float = 12) -> Estimate:
    """Turn the churn rate of a period into that of a year: 1 - (1 - m)^12 for a month.

    Business question: what does 5 % a month mean for a year? (46 %, not 60 %.)

    Parameters
    ----------
    churn : Estimate
        Churn of one period, 0–1, as ``churn_rate`` gives it.
    periods_per_year : float > 0
        12 for months, 4 for quarters, 365.25 / days for any other length.

    Returns
    -------
    Estimate
        The same estimate and interval, a year long. It supposes the same rate in every period.

    Raises
    ------
    InvalidArgumentError
        If the rate lies outside 0–1 or ``periods_per_year`` is not positive.
    """
    if not (np.isfinite(periods_per_year) and periods_per_year > 0):
        raise InvalidArgumentError(f"periods_per_year must be positive, got {periods_per_year!r}")
    if not np.isnan(churn.value) and not 0 <= churn.value <= 1:
        raise InvalidArgumentError(f"a churn rate lies between 0 and 1, got {churn.value!r}")
    value, low, high = (1 - (1 - rate) ** periods_per_year for rate in (churn.value, churn.low, churn.high))
    return replace(churn, value=value, low=low, high=high)


def churn_by_probability_alive(alive: Estimates, *, weights: ArrayLike | None = None, level: float = 0.9) -> Estimate:
    """Estimate the share of customers who have left, as a model of buying sees it.

    Business question: of all who ever bought, how many are no customers any more?

    Parameters
    ----------
    alive : Estimates, shape (n,)
        ``fit.probability_alive(summary)`` of a purchase model.
    weights : array of float ≥ 0, shape (n,), optional
        How many customers each stands for.
    level : float, 0–1 exclusive
        Level of the interval.

    Returns
    -------
    Estimate
        1 less the mean probability, 0–1. All errors come from the same parameters, so the ends are the
        means of the customers' ends: an interval that is rather too wide than too narrow.

    Raises
    ------
    NotEnoughDataError
        If there is no customer.
    """
    mass = np.ones(len(alive)) if weights is None else np.asarray(weights, np.float64)
    if not mass.sum() > 0:
        raise NotEnoughDataError("there is no customer", missing={"customers": 0})
    ends = alive.interval(level)
    value, low, high = (1 - float(np.average(part, weights=mass)) for part in (alive.value, ends.high, ends.low))
    return Estimate(value, low, high, float(mass.sum()), "probability_alive", level)


@dataclass(frozen=True)
class RevenueRetention:
    """Hold what became of the revenue of the customers there were at the start.

    Attributes
    ----------
    start, churned, contraction, expansion : float
        Revenue at the start; of it lost with customers who left, lost with customers who spend less;
        and gained from customers who spend more. New customers are in none of them.
    gross : Estimate
        GRR = (start - churned - contraction) / start, at most 1.
    net : Estimate
        NRR = GRR with the expansion added.
    """

    start: float
    churned: float
    contraction: float
    expansion: float
    gross: Estimate
    net: Estimate


def revenue_retention_of_totals(
    start: float, *, churned: float, contraction: float, expansion: float
) -> RevenueRetention:
    """Compute GRR and NRR from the four totals of a report.

    Business question: does the revenue we had hold, and does it grow by itself?

    Parameters
    ----------
    start, churned, contraction, expansion : float ≥ 0
        As in ``RevenueRetention``, in one money.

    Returns
    -------
    RevenueRetention
        Totals carry no interval (nan, verdict ``"totals_only"``): for one give the revenue of each
        customer to ``revenue_retention``. With no revenue at the start the verdict is ``"not_defined"``.

    Raises
    ------
    InvalidArgumentError
        If an amount is negative or not finite, or more is lost than there was.
    """
    amounts = (start, churned, contraction, expansion)
    if not all(np.isfinite(amount) and amount >= 0 for amount in amounts):
        raise InvalidArgumentError(f"revenue amounts must be numbers ≥ 0, got {amounts}")
    if churned + contraction > start:
        raise InvalidArgumentError(f"{churned + contraction:g} lost of {start:g} at the start")
    if start == 0:
        nothing = _not_defined("totals", 0.95)
        return RevenueRetention(*amounts, nothing, nothing)
    kept = start - churned - contraction
    gross, net = (
        Estimate(part / start, np.nan, np.nan, np.nan, "totals", verdict="totals_only")
        for part in (kept, kept + expansion)
    )
    return RevenueRetention(*amounts, gross, net)


def revenue_retention(before: ArrayLike, after: ArrayLike, *, level: float = 0.95) -> RevenueRetention:
    """Estimate GRR and NRR from the revenue of each customer in two periods of equal length.

    Business question: does the revenue we had hold, and does it grow by itself?

    Parameters
    ----------
    before, after : arrays of float, shape (n,)
        Revenue of each customer in the first and in the second period, in one money. Who brought none
        in the first is a new customer and is left out; a period of more returns than purchases is 0.
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    RevenueRetention
        With intervals of a ratio of sums (linearised), GRR's cut at 1; nan for a single customer, and
        the verdict ``"low_base"`` below 30. With no revenue before the verdict is ``"not_defined"``.

    Raises
    ------
    InvalidArgumentError
        If lengths differ or an amount is not finite.

    Notes
    -----
    The interval asks how the ratio would vary over customers drawn like these. Where a few customers
    bring most of the revenue it is wide, and should be.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 2.11 (ratio estimate).
    """
    old, new = np.asarray(before, np.float64), np.asarray(after, np.float64)
    if old.shape != new.shape or old.ndim != 1:
        raise InvalidArgumentError(f"before and after differ in shape: {old.shape} and {new.shape}")
    if not (np.isfinite(old) & np.isfinite(new)).all():
        raise InvalidArgumentError("an amount is missing or infinite")
    had = old > 0
    old, new = old[had], np.maximum(new[had], 0)
    start, kept = float(old.sum()), np.minimum(old, new)
    if len(old) == 0:
        nothing = _not_defined("ratio", level)
        return RevenueRetention(0.0, 0.0, 0.0, 0.0, nothing, nothing)
    churned = float(old[new == 0].sum())
    gross, net = _ratio(kept, old, level), _ratio(new, old, level)
    gross = replace(gross, high=min(gross.high, 1.0))
    contraction = start - churned - float(kept.sum())
    return RevenueRetention(start, churned, contraction, float((new - kept).sum()), gross, net)


def _ratio(top: Floats, bottom: Floats, level: float) -> Estimate:
    n, total = len(top), float(bottom.sum())
    value = float(top.sum()) / total
    half = np.nan
    if n > 1:
        residual = top - value * bottom
        half = normal_quantile(level) * float(np.sqrt(n / (n - 1) * (residual**2).sum())) / total
    verdict = "low_base" if n < 30 else ""
    return Estimate(value, max(value - half, 0.0) if n > 1 else np.nan, value + half, n, "ratio", level, verdict)


def _not_defined(method: str, level: float) -> Estimate:
    return Estimate(np.nan, np.nan, np.nan, 0, method, level, NOT_DEFINED)


def _whole(name: str, count: float) -> int:
    if not (np.isfinite(count) and count >= 0 and count == int(count)):
        raise InvalidArgumentError(f"{name} must be a whole number ≥ 0, got {count!r}")
    return int(count)
