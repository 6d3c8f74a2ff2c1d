"""Simulated customers: orders drawn from a known model, so that a fit can be compared with the truth.

All functions take a numpy ``Generator`` and draw nothing from anywhere else: the same seed, the
same customers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.datasets.orders import Orders
from regulars.errors import InvalidArgumentError
from regulars.lifetime.summary import DAYS_IN, TimeUnit

Floats = NDArray[np.float64]
Days = NDArray[np.int64]


def simulate_pareto_nbd(
    rng: np.random.Generator,
    *,
    first_day: ArrayLike,
    until_day: int,
    r: float,
    alpha: float | Floats,
    s: float,
    beta: float | Floats,
    time_unit: TimeUnit = "week",
) -> Orders:
    """Draw orders of customers who buy and leave as Pareto/NBD assumes.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.
    first_day : array of int, shape (n,)
        Day of each customer's first order; ``spread_over`` draws such days.
    until_day : int
        Last day observed.
    r, alpha, s, beta : float
        Parameters of the model, times in ``time_unit``; an array gives each customer its own, as
        covariates would.
    time_unit : {"day", "week", "month", "year", "hour"}
        Unit of the parameters.

    Returns
    -------
    Orders
        Including the first order of each customer; several orders may share a day.

    References
    ----------
    Schmittlein, Morrison and Colombo (1987), Management Science 33(1), 1-24.
    """
    first = _first_days(first_day, until_day)
    unit = DAYS_IN[time_unit]
    rate = rng.gamma(r, size=len(first)) / (alpha * unit)
    leaving = rng.gamma(s, size=len(first)) / (beta * unit)
    seen = (until_day - first).astype(np.float64)
    active = np.minimum(rng.exponential(size=len(first)) / np.maximum(leaving, 1e-300), seen)
    orders = rng.poisson(rate * active)
    who = np.repeat(np.arange(len(first)), orders)
    return _orders(first, who, rng.random(len(who)) * active[who], until_day)


def simulate_bg_nbd(
    rng: np.random.Generator,
    *,
    first_day: ArrayLike,
    until_day: int,
    r: float,
    alpha: float | Floats,
    a: float | Floats,
    b: float | Floats,
    time_unit: TimeUnit = "week",
) -> Orders:
    """Draw orders of customers who buy and leave as BG/NBD assumes.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.
    first_day : array of int, shape (n,)
        Day of each customer's first order.
    until_day : int
        Last day observed.
    r, alpha, a, b : float > 0, or array of shape (n,)
        Parameters of the model, alpha in ``time_unit``.
    time_unit : {"day", "week", "month", "year", "hour"}
        Unit of the parameters; days are days.

    Returns
    -------
    Orders
        Including the first order of each customer; several orders may share a day.

    Raises
    ------
    InvalidArgumentError
        If a customer's first day lies after the last day observed.

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), 275-284.
    """
    leaves = _Leaving(a, b, at_start=False)
    return _simulate_leaving(rng, first_day, until_day, r=r, alpha=alpha * DAYS_IN[time_unit], leaves=leaves)


def simulate_mbg_nbd(
    rng: np.random.Generator,
    *,
    first_day: ArrayLike,
    until_day: int,
    r: float,
    alpha: float | Floats,
    a: float | Floats,
    b: float | Floats,
    time_unit: TimeUnit = "week",
) -> Orders:
    """Draw orders of customers who buy and leave as MBG/NBD assumes.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.
    first_day : array of int, shape (n,)
        Day of each customer's first order.
    until_day : int
        Last day observed.
    r, alpha, a, b : float > 0, or array of shape (n,)
        Parameters of the model, alpha in ``time_unit``.
    time_unit : {"day", "week", "month", "year", "hour"}
        Unit of the parameters; days are days.

    Returns
    -------
    Orders
        Including the first order of each customer; several orders may share a day.

    Raises
    ------
    InvalidArgumentError
        If a customer's first day lies after the last day observed.

    References
    ----------
    Batislam, Denizel and Filiztekin (2007), International Journal of Research in Marketing 24(3), 201-209.
    """
    leaves = _Leaving(a, b, at_start=True)
    return _simulate_leaving(rng, first_day, until_day, r=r, alpha=alpha * DAYS_IN[time_unit], leaves=leaves)


def simulate_bg_cnbd(
    rng: np.random.Generator,
    *,
    first_day: ArrayLike,
    until_day: int,
    k: int,
    r: float,
    alpha: float | Floats,
    a: float | Floats,
    b: float | Floats,
    time_unit: TimeUnit = "week",
) -> Orders:
    """Draw orders of customers who buy in a rhythm and leave as BG/CNBD-k assumes.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.
    first_day : array of int, shape (n,)
        Day of each customer's first order.
    until_day : int
        Last day observed.
    k : int ≥ 1
        How regular purchases are: 1 is at random, 2 and more ever closer to a rhythm.
    r, alpha, a, b : float > 0
        Parameters of the model, alpha in ``time_unit``.
    time_unit : {"day", "week", "month", "year", "hour"}
        Unit of the parameters; days are days.

    Returns
    -------
    Orders
        Including the first order of each customer; several orders may share a day.

    Raises
    ------
    InvalidArgumentError
        If a customer's first day lies after the last day observed.

    References
    ----------
    Platzer (2016), "Customer base analysis with BTYDplus".
    """
    leaves = _Leaving(a, b, at_start=False)
    return _simulate_leaving(rng, first_day, until_day, r=r, alpha=alpha * DAYS_IN[time_unit], leaves=leaves, k=k)


def simulate_mbg_cnbd(
    rng: np.random.Generator,
    *,
    first_day: ArrayLike,
    until_day: int,
    k: int,
    r: float,
    alpha: float | Floats,
    a: float | Floats,
    b: float | Floats,
    time_unit: TimeUnit = "week",
) -> Orders:
    """Draw orders of customers who buy in a rhythm and leave as MBG/CNBD-k assumes.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.
    first_day : array of int, shape (n,)
        Day of each customer's first order.
    until_day : int
        Last day observed.
    k : int ≥ 1
        How regular purchases are: 1 is at random, 2 and more ever closer to a rhythm.
    r, alpha, a, b : float > 0
        Parameters of the model, alpha in ``time_unit``.
    time_unit : {"day", "week", "month", "year", "hour"}
        Unit of the parameters; days are days.

    Returns
    -------
    Orders
        Including the first order of each customer; several orders may share a day.

    Raises
    ------
    InvalidArgumentError
        If a customer's first day lies after the last day observed.

    References
    ----------
    Platzer and Reutterer (2016), Marketing Science 35(5), 779-799.
    """
    leaves = _Leaving(a, b, at_start=True)
    return _simulate_leaving(rng, first_day, until_day, r=r, alpha=alpha * DAYS_IN[time_unit], leaves=leaves, k=k)


def simulate_nbd(
    rng: np.random.Generator,
    *,
    first_day: ArrayLike,
    until_day: int,
    r: float,
    alpha: float | Floats,
    time_unit: TimeUnit = "week",
) -> Orders:
    """Draw orders of customers who buy as NBD assumes and never leave.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.
    first_day : array of int, shape (n,)
        Day of each customer's first order.
    until_day : int
        Last day observed.
    r, alpha : float > 0
        Parameters of the model, alpha in ``time_unit``.
    time_unit : {"day", "week", "month", "year", "hour"}
        Unit of the parameters; days are days.

    Returns
    -------
    Orders
        Including the first order of each customer; several orders may share a day.

    Raises
    ------
    InvalidArgumentError
        If a customer's first day lies after the last day observed.

    References
    ----------
    Ehrenberg (1959), "The pattern of consumer purchases", Applied Statistics 8(1), 26-41.
    """
    first = _first_days(first_day, until_day)
    rate = rng.gamma(r, size=len(first)) / (alpha * DAYS_IN[time_unit])
    seen = (until_day - first).astype(np.float64)
    who = np.repeat(np.arange(len(first)), rng.poisson(rate * seen))
    return _orders(first, who, rng.random(len(who)) * seen[who], until_day)


def simulate_spend(orders: Orders, rng: np.random.Generator, *, p: float, q: float, gamma: float) -> Orders:
    """Give each order an amount, as Gamma-Gamma assumes: gamma(p) around a mean of the customer's own.

    Parameters
    ----------
    orders : Orders
        Who bought when.
    rng : numpy.random.Generator
        Source of chance.
    p, q, gamma : float > 0
        Parameters of the model; gamma is in money.

    References
    ----------
    Fader and Hardie (2013), "The Gamma-Gamma model of monetary value", note 025.
    """
    scale = rng.gamma(q, size=orders.n_customers) / gamma
    amount = rng.gamma(p, size=len(orders)) / scale[orders.customer]
    return Orders(orders.customer, orders.day, amount, orders.n_customers)


def spread_over(rng: np.random.Generator, *, customers: int, days: int) -> Days:
    """Draw the day of the first order of each customer, evenly over days 0 to ``days`` - 1.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.
    customers, days : int ≥ 1
        How many customers there are, and over how many days they come.

    Raises
    ------
    InvalidArgumentError
        If there is no customer or no day.
    """
    if customers < 1 or days < 1:
        raise InvalidArgumentError("at least one customer and one day are needed")
    return rng.integers(0, days, size=customers)


@dataclass(frozen=True)
class _Leaving:
    """How customers leave: beta(a, b) after each purchase, the first one included or not."""

    a: float | Floats
    b: float | Floats
    at_start: bool


def _simulate_leaving(
    rng: np.random.Generator,
    first_day: ArrayLike,
    until_day: int,
    *,
    r: float,
    alpha: float | Floats,
    leaves: _Leaving,
    k: int = 1,
) -> Orders:
    """Draw events at gamma(r, α) rates, keep every k-th as a purchase, and stop after the last one made."""
    if k < 1:
        raise InvalidArgumentError(f"k must be a whole number ≥ 1, got {k!r}")
    first = _first_days(first_day, until_day)
    rate = rng.gamma(r, size=len(first)) / alpha
    leaving = np.maximum(rng.beta(leaves.a, leaves.b, size=len(first)), 1e-15)
    seen = (until_day - first).astype(np.float64)
    events = rng.poisson(rate * seen)
    who = np.repeat(np.arange(len(first)), events)
    times = rng.random(len(who)) * seen[who]
    order = np.lexsort((times, who))
    starts = np.cumsum(events) - events
    number = np.arange(1, len(who) + 1) - starts[who]
    most = rng.geometric(leaving) - leaves.at_start
    kept = (number % k == 0) & (number // k <= most[who])
    return _orders(first, who[kept], times[order][kept], until_day)


def _first_days(first_day: ArrayLike, until_day: int) -> Days:
    first = np.atleast_1d(np.asarray(first_day)).astype(np.int64)
    if (first > until_day).any():
        raise InvalidArgumentError("a customer's first day lies after the last day observed")
    return first


def _orders(first: Days, who: Days, elapsed: Floats, until_day: int) -> Orders:
    """Put first and repeat orders together, in order of customer and day.

    A repeat order is dated to the nearest day, which neither lengthens nor shortens recency on average.
    """
    day = np.minimum(first[who] + np.rint(elapsed).astype(np.int64), until_day)
    customer = np.concatenate([np.arange(len(first)), who])
    days = np.concatenate([first, day])
    order = np.lexsort((days, customer))
    return Orders(customer[order], days[order], None, len(first))
