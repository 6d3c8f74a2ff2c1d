"""Simulated customers in discrete time: opportunities used or not, contracts renewed or not."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.datasets.orders import Orders
from regulars.errors import InvalidArgumentError
from regulars.lifetime.retention_counts import RetentionCounts

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def simulate_bg_bb(
    rng: np.random.Generator, *, opportunities: ArrayLike, alpha: float, beta: float, gamma: float, delta: float
) -> Floats:
    """Draw which opportunities customers use, who buy and leave as BG/BB assumes.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.
    opportunities : array of int ≥ 0, shape (n,)
        How many opportunities each customer has had; ``np.full(1000, 6)`` for a thousand with six.
    alpha, beta, gamma, delta : float > 0
        Parameters of the model.

    Returns
    -------
    ndarray, shape (n, most opportunities)
        1 used, 0 not used, nan not offered yet: what ``OpportunitySummary.from_matrix`` reads.

    References
    ----------
    Fader, Hardie and Shang (2010), Marketing Science 29(6), 1086-1108.
    """
    offered = _whole("opportunities", opportunities)
    number = np.arange(int(offered.max(initial=0)))
    lived = rng.geometric(np.maximum(rng.beta(gamma, delta, len(offered)), 1e-15)) - 1
    chance = rng.beta(alpha, beta, len(offered))
    used = (rng.random((len(offered), len(number))) < chance[:, None]) & (number < lived[:, None])
    return np.where(number < offered[:, None], used, np.nan)


def orders_at_opportunities(
    used: ArrayLike, rng: np.random.Generator, *, days_in_period: int, first_period: ArrayLike = 0
) -> Orders:
    """Turn used opportunities into orders: one a period, on a day drawn from it, after a first order that wins.

    Parameters
    ----------
    used : array, shape (customers, opportunities)
        As ``simulate_bg_bb`` draws it.
    rng : numpy.random.Generator
        Source of the days.
    days_in_period : int ≥ 1
        Length of a period.
    first_period : int ≥ 0, or one a customer
        Period of the first order; opportunity j is j periods later.

    Raises
    ------
    InvalidArgumentError
        If a period has no day, or a first period is not a whole number.
    """
    if days_in_period < 1:
        raise InvalidArgumentError(f"days_in_period must be at least 1, got {days_in_period!r}")
    table = np.asarray(used, np.float64)
    start = np.broadcast_to(_whole("first_period", first_period), len(table))
    who, opportunity = np.nonzero(np.column_stack([np.ones(len(table)), np.nan_to_num(table)]))
    day = (start[who] + opportunity) * days_in_period + rng.integers(0, days_in_period, len(who))
    return Orders(who, day, None, len(table))


def simulate_sbg(
    rng: np.random.Generator, *, started: ArrayLike, periods: ArrayLike, alpha: float, beta: float
) -> RetentionCounts:
    """Draw cohorts of subscribers who leave as sBG assumes.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.
    started : int ≥ 0, or one a cohort
        Subscribers at the start.
    periods : int ≥ 0, or one a cohort
        For how many periods each cohort is followed.
    alpha, beta : float > 0
        Parameters of the model.

    References
    ----------
    Fader and Hardie (2007), Journal of Interactive Marketing 21(1), 76-90.
    """
    return simulate_bdw(rng, started=started, periods=periods, alpha=alpha, beta=beta, c=1.0)


def simulate_bdw(
    rng: np.random.Generator, *, started: ArrayLike, periods: ArrayLike, alpha: float, beta: float, c: float
) -> RetentionCounts:
    """Draw cohorts of subscribers who leave as BdW assumes; as ``simulate_sbg``, with one parameter more.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.
    started, periods : array of int
        How many subscribers each cohort starts with, and for how many periods it is seen.
    alpha, beta, c : float > 0
        Parameters of the model: of the beta distribution of θ, and the shape of the lifetimes.

    Notes
    -----
    The number stayed is T with P(T > t) = (1 - θ)^(t^c), drawn by inversion for each subscriber.

    References
    ----------
    Fader, Hardie, Liu, Davin and Steenburgh (2018), Journal of Interactive Marketing 43, 1-16.
    """
    sizes, lengths = np.broadcast_arrays(_whole("started", started), _whole("periods", periods))
    cohorts = []
    for size, length in zip(sizes, lengths, strict=True):
        rate = -np.log1p(-np.minimum(rng.beta(alpha, beta, size), 1 - 1e-15))
        left_after = (rng.exponential(size=size) / np.maximum(rate, 1e-300)) ** (1 / c)
        cohorts.append([int((left_after > age).sum()) for age in range(length + 1)])
    return RetentionCounts(cohorts)


def _whole(name: str, counts: ArrayLike) -> Counts:
    array = np.atleast_1d(np.asarray(counts, np.float64))
    if not ((array >= 0) & (array == np.rint(array))).all():
        raise InvalidArgumentError(f"{name} must be whole numbers ≥ 0")
    return array.astype(np.int64)
