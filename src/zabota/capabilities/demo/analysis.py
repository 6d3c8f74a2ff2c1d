"""Who buys when and for how much, drawn from the known model by `regulars`."""

from datetime import date, timedelta

import numpy as np
from regulars.datasets import Orders, simulate_pareto_nbd, simulate_spend

from zabota.capabilities.demo.calendar import day_weights
from zabota.capabilities.demo.contracts import DAYS, Truth

REACH_DAYS = 6
GROWTH = 0.6


def draw_orders(rng: np.random.Generator, truth: Truth, last_on: date) -> Orders:
    """Orders of every customer; day 0 is three years before `last_on`, the last day is `last_on`.

    The seasons come in where the model has nothing to say or barely feels it: the day a customer first comes
    (the model takes it as given) follows the calendar and the growth of the shop; a repeat order moves by at most
    six days to a busier day nearby. Neither changes how many orders a customer makes.
    """
    weights = day_weights(last_on - timedelta(days=DAYS - 1), DAYS)
    arrival = weights * (1 + GROWTH * np.arange(DAYS) / DAYS)
    first_day = rng.choice(DAYS, truth.customers, p=arrival / arrival.sum())
    orders = simulate_pareto_nbd(
        rng, first_day=first_day, until_day=DAYS - 1, r=truth.r, alpha=truth.alpha, s=truth.s, beta=truth.beta,
        time_unit="week",
    )  # fmt: skip
    orders = simulate_spend(orders, rng, p=truth.p, q=truth.q, gamma=truth.gamma)
    day = _to_busier_days(rng, orders, first_day, weights)
    return Orders(orders.customer, day, orders.amount, orders.n_customers)


def _to_busier_days(
    rng: np.random.Generator, orders: Orders, first_day: np.ndarray, weights: np.ndarray
) -> np.ndarray:  # fmt: skip
    offsets = np.arange(-REACH_DAYS, REACH_DAYS + 1)
    first = first_day[orders.customer]
    candidates = orders.day[:, None] + offsets
    allowed = (candidates > first[:, None]) & (candidates < DAYS)
    chances = np.where(allowed, weights[np.clip(candidates, 0, DAYS - 1)], 0.0).cumsum(axis=1)
    chosen = (rng.random(len(orders))[:, None] * chances[:, -1:] >= chances).sum(axis=1)
    moved = candidates[np.arange(len(orders)), np.minimum(chosen, len(offsets) - 1)]
    return np.where((orders.day > first) & (chances[:, -1] > 0), moved, orders.day)
