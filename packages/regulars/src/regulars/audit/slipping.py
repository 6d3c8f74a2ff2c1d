"""Whose silence is unusual for their own rhythm: each customer is their own yardstick."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, NotEnoughDataError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
VARIANCE_PRIOR_GAPS = 4.0  # a customer's own spread counts fully only beyond a handful of gaps


@dataclass(frozen=True, eq=False, slots=True)
class Silences:
    """Hold the rhythm and the present silence of each repeat customer, ordered by customer.

    Attributes
    ----------
    customer : array of int
        The customer's number, as given.
    purchases : array of int
        Distinct purchase days, at least 2.
    last_day : array of int
        Last purchase day, on the scale of the input.
    typical_gap_days, longest_usual_gap_days : arrays of float
        Median and chosen quantile (by default p90) of the customer's own gap, steadied by the others.
    silence_days : array of int
        Days since the last purchase.
    ratio : array of float
        Silence over the longest usual gap; above 1 the silence is unusual for this customer.
    unusual : array of bool
        Whether the ratio is above 1.
    quantile : float
        The quantile that counts as the longest usual gap.
    """

    customer: Ints
    purchases: Ints
    last_day: Ints
    typical_gap_days: Floats
    longest_usual_gap_days: Floats
    silence_days: Ints
    ratio: Floats
    unusual: NDArray[np.bool_]
    quantile: float


def unusual_silences(customer: ArrayLike, day: ArrayLike, *, until_day: int, quantile: float = 0.9) -> Silences:
    """Compare each repeat customer's silence with their own rhythm.

    Business question: whom should we call now, before they are gone?

    Parameters
    ----------
    customer, day : arrays of int, shape (n,)
        One entry a purchase, in any order; days on any whole-day scale. Several on one day count once.
    until_day : int
        Last day of observation on the same scale; later purchases are refused.
    quantile : float, 0.5–1 exclusive
        Which quantile of the own gap is the longest usual one.

    Returns
    -------
    Silences
        Only customers with at least two purchase days: one purchase has no rhythm.

    Raises
    ------
    InvalidArgumentError
        If lengths differ, a day is after `until_day` or the quantile is out of range.
    NotEnoughDataError
        If nobody bought on two days.

    Notes
    -----
    Logarithms of a customer's gaps are taken as normal with an own mean and an own variance. With few
    gaps both are drawn to the population: the mean by empirical Bayes (weight n/(n + s²/τ²), where s²
    is the variance within and τ² between customers), the variance as (4·s² + Σ(x − x̄)²)/(4 + n − 1).
    The longest usual gap is the quantile of the next gap, the uncertainty of the mean included. A
    customer with one gap is thus judged almost by the population, one with twenty by themselves.
    By construction about 1 − quantile of all *ordinary* gaps exceed it: the flag asks for a look, it
    is not a probability of loss. The present, unfinished silence does not enter the rhythm.

    References
    ----------
    Efron and Morris (1975), JASA 70(350) (shrinkage). Platzer and Reutterer (2016), Marketing
    Science 35(5) (regularity of timing).
    """
    if not 0.5 <= quantile < 1:
        raise InvalidArgumentError(f"quantile must lie in [0.5, 1), got {quantile!r}")
    who, when = _distinct(customer, day)
    if len(when) and when.max() > until_day:
        raise InvalidArgumentError("a purchase lies after until_day")
    same = who[1:] == who[:-1]
    if not same.any():
        raise NotEnoughDataError("nobody bought on two days", missing={"repeat_customers": 0})
    gap_owner, log_gap = who[1:][same], np.log((when[1:] - when[:-1])[same])
    owners, place, count = np.unique(gap_owner, return_inverse=True, return_counts=True)
    mean = np.bincount(place, log_gap) / count
    squares: Floats = np.bincount(place, (log_gap - mean[place]) ** 2).astype(np.float64)
    centre, spread = _rhythm(mean, squares, count)
    last = when[np.searchsorted(who, owners, side="right") - 1]
    usual = np.exp(centre + scipy.special.ndtri(quantile) * spread)
    silence = until_day - last
    over = silence / usual
    return Silences(owners, count + 1, last, np.exp(centre), usual, silence, over, over > 1, quantile)


def _distinct(customer: ArrayLike, day: ArrayLike) -> tuple[Ints, Ints]:
    who, when = np.asarray(customer, np.int64), np.asarray(day, np.int64)
    if who.shape != when.shape or who.ndim != 1:
        raise InvalidArgumentError(f"customer and day differ in shape: {who.shape} and {when.shape}")
    order = np.lexsort((when, who))
    who, when = who[order], when[order]
    new = np.r_[True, (np.diff(who) != 0) | (np.diff(when) != 0)][: len(who)]
    return who[new], when[new]


def _rhythm(mean: Floats, squares: Floats, count: Ints) -> tuple[Floats, Floats]:
    """Posterior mean of each customer's log gap and standard deviation of the next one."""
    freedom = (count - 1).sum()
    between = float(mean.var())
    within = float(squares.sum() / freedom) if freedom else between
    grand = float(mean.mean())
    tau = max(between - within * float((1 / count).mean()), 1e-6 * max(within, 1e-6)) if freedom else between
    weight = count * tau / (count * tau + within) if within + tau > 0 else np.ones(len(count))
    centre: Floats = grand + weight * (mean - grand)
    own = (VARIANCE_PRIOR_GAPS * within + squares) / (VARIANCE_PRIOR_GAPS + count - 1)
    spread: Floats = np.sqrt(own + (1 - weight) * tau)
    return centre, spread
