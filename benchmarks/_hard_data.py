"""Data sets that models of repeat buying are known to stumble over, all simulated, each with money."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import regulars as rg
from numpy.typing import NDArray
from regulars import datasets
from regulars.lifetime.summary import TimeUnit

Floats = NDArray[np.float64]
TYPICAL = {"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.66}
SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.44}


def simulated(seed: int, customers: int, *, r: float, alpha: float, s: float, beta: float) -> datasets.Orders:
    """Orders over two years of customers first seen in the first one, as Pareto/NBD assumes; times in weeks."""
    rng = np.random.default_rng(seed)
    days = datasets.spread_over(rng, customers=customers, days=365)
    orders = datasets.simulate_pareto_nbd(rng, first_day=days, until_day=729, r=r, alpha=alpha, s=s, beta=beta)
    return datasets.simulate_spend(orders, rng, **SPEND)


def _typical(unit: TimeUnit = "week") -> Callable[[int], rg.CustomerSummary]:
    return lambda scale: simulated(1, 4000 // scale, **TYPICAL).summary(until_day=729, time_unit=unit)


def _wide(scale: int) -> rg.CustomerSummary:
    """Customers as unlike as can be: from none to hundreds of purchases, from days to years."""
    return simulated(2, 8000 // scale, r=0.12, alpha=0.6, s=0.15, beta=1.2).summary(until_day=729)


def _heavy(scale: int) -> rg.CustomerSummary:
    """Business buyers with several orders a day and no merging of days: up to 15,000 purchases."""
    rng = np.random.default_rng(3)
    age = rng.uniform(300, 1500, 1500 // scale)
    rate = np.minimum(rng.gamma(2.0, size=len(age)), 9.5)
    active = np.minimum(rng.exponential(size=len(age)) / rng.gamma(0.3, size=len(age)) * 300, age)
    histories = [
        np.sort(rng.uniform(0, length, rng.poisson(one * length))) for one, length in zip(rate, active, strict=True)
    ]
    return _of_times(histories, age, rng)


def _renewals(scale: int) -> rg.CustomerSummary:
    """A contract renewed every 30 days until it is not."""
    rng = np.random.default_rng(4)
    age = rng.integers(100, 700, 3000 // scale).astype(np.float64)
    renewed = np.floor(np.minimum(age, rng.exponential(400, len(age))) / 30).astype(int)
    return _of_times([30.0 * np.arange(1, n + 1) for n in renewed], age, rng)


def _of_times(histories: list[Floats], age: Floats, rng: np.random.Generator) -> rg.CustomerSummary:
    """Summarise the times of the repeat purchases of each customer, in days from the first."""
    x = np.array([len(times) for times in histories])
    recency = np.array([times[-1] if len(times) else 0.0 for times in histories])
    logs = np.array([np.log(np.diff(times, prepend=0)).sum() for times in histories])
    return rg.CustomerSummary(x, recency, age, _mean_spend(x, rng), log_intervals=logs)


def _mean_spend(x: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    scale = rng.gamma(SPEND["q"], size=len(x)) / SPEND["gamma"]
    return np.asarray(rng.gamma(SPEND["p"] * np.maximum(x, 1)) / np.maximum(x, 1) / scale)


def _bots(scale: int) -> rg.CustomerSummary:
    """Five programs among 20,000 people, which buy up to 8,000 times."""
    rng = np.random.default_rng(5)
    base = simulated(5, 20_000 // scale, **TYPICAL).summary(until_day=729)
    bots = np.array([1500, 2500, 4000, 6000, 8000])
    spans = [np.sort(rng.uniform(0, 720, n)) for n in bots]
    bot = _of_times(spans, np.full(5, 725.0), rng)
    columns = ("frequency", "recency", "age", "monetary_value", "log_intervals")
    x, t, age, m, logs = (np.append(getattr(base, name), getattr(bot, name)) for name in columns)
    return rg.CustomerSummary(x, t, age, m, log_intervals=logs)


def _no_churn(scale: int) -> rg.CustomerSummary:
    rng = np.random.default_rng(6)
    days = datasets.spread_over(rng, customers=4000 // scale, days=180)
    orders = datasets.simulate_nbd(rng, first_day=days, until_day=364, r=1.5, alpha=4.0)
    return datasets.simulate_spend(orders, rng, **SPEND).summary(until_day=364)


def _million(scale: int) -> rg.CustomerSummary:
    s = _typical()(scale)
    assert s.monetary_value is not None
    money = s.monetary_value * 1e6
    return rg.CustomerSummary(s.frequency, s.recency, s.age, money, time_unit="week", log_intervals=s.log_intervals)


DATA_SETS: dict[str, Callable[[int], rg.CustomerSummary]] = {
    "typical": _typical("week"),
    "wide": _wide,
    "heavy": _heavy,
    "one-timers": lambda scale: simulated(7, 30_000 // scale, r=0.02, alpha=5, s=0.6, beta=12).summary(until_day=729),
    "five bots": _bots,
    "no churn": _no_churn,
    "renewals": _renewals,
    "50 customers": lambda _scale: simulated(8, 50, **TYPICAL).summary(until_day=729, time_unit="week"),
    "in hours": _typical("hour"),
    "in days": _typical("day"),
    "money x 1e6": _million,
}
"""Each takes how many times fewer customers are wanted. Weeks are the unit of the typical one."""
