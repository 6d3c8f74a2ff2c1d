"""Simulated customers: orders drawn from a known model, so that a fit can be compared with the truth.

All functions take a numpy ``Generator`` and draw nothing from anywhere else: the same seed, the
same customers.
"""

from __future__ import annotations

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
    alpha: float,
    s: float,
    beta: float,
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
        Parameters of the model, times in ``time_unit``.

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
    alpha: float,
    a: float,
    b: float,
    time_unit: TimeUnit = "week",
) -> Orders:
    """Draw orders of customers who buy and leave as BG/NBD assumes; parameters as above.

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), 275-284.
    """
    first = _first_days(first_day, until_day)
    rate = rng.gamma(r, size=len(first)) / (alpha * DAYS_IN[time_unit])
    leaving = np.maximum(rng.beta(a, b, size=len(first)), 1e-15)
    seen = (until_day - first).astype(np.float64)
    would_make = rng.poisson(rate * seen)
    who = np.repeat(np.arange(len(first)), would_make)
    times = rng.random(len(who)) * seen[who]
    order = np.lexsort((times, who))
    starts = np.cumsum(would_make) - would_make
    rank = np.arange(len(who)) - starts[who]
    kept = rank < rng.geometric(leaving)[who]
    return _orders(first, who[kept], times[order][kept], until_day)


def simulate_spend(orders: Orders, rng: np.random.Generator, *, p: float, q: float, gamma: float) -> Orders:
    """Give each order an amount, as Gamma-Gamma assumes: gamma(p) around a mean of the customer's own.

    References
    ----------
    Fader and Hardie (2013), "The Gamma-Gamma model of monetary value", note 025.
    """
    scale = rng.gamma(q, size=orders.n_customers) / gamma
    amount = rng.gamma(p, size=len(orders)) / scale[orders.customer]
    return Orders(orders.customer, orders.day, amount, orders.n_customers)


def spread_over(rng: np.random.Generator, *, customers: int, days: int) -> Days:
    """Draw the day of the first order of each customer, evenly over days 0 to ``days`` - 1."""
    if customers < 1 or days < 1:
        raise InvalidArgumentError("at least one customer and one day are needed")
    return rng.integers(0, days, size=customers)


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
