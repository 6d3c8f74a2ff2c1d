"""Fit the same customers with regulars and with lifetimes 0.11.3, side by side.

    uv run --group bench python benchmarks/fits.py            # CDNOW and 1,000,000 simulated customers
    uv run --group bench python benchmarks/fits.py --quick    # CDNOW and 50,000

Prints seconds, their ratio, and by how much the log-likelihood of lifetimes stays below ours
(positive: ours is higher). Both run with their defaults, on the same arrays, in the same process;
both likelihoods are evaluated by one formula.
"""

from __future__ import annotations

import argparse
import platform
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import regulars as rg
import scipy
from regulars import datasets

TARGETS = {"BG/NBD": 10, "Pareto/NBD": 200, "Gamma-Gamma": 10}


def simulated(customers: int) -> datasets.Orders:
    """Draw customers aged one to two years from Pareto/NBD with CDNOW's parameters."""
    rng = np.random.default_rng(2024)
    orders = datasets.simulate_pareto_nbd(
        rng,
        first_day=datasets.spread_over(rng, customers=customers, days=365),
        until_day=729,
        r=0.553,
        alpha=10.58,
        s=0.606,
        beta=11.66,
    )
    return datasets.simulate_spend(orders, rng, p=6.25, q=3.74, gamma=15.44)


def fastest(run: Callable[[], Any], times: int) -> tuple[float, Any]:
    best, result = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        result = run()
        best = min(best, time.perf_counter() - start)
    return best, result


def ours(summary: rg.CustomerSummary) -> dict[str, tuple[float, Any]]:
    models = {"BG/NBD": rg.BGNBD(), "Pareto/NBD": rg.ParetoNBD(), "Gamma-Gamma": rg.GammaGamma()}
    return {name: fastest(lambda model=model: model.fit(summary), 3) for name, model in models.items()}


def theirs(summary: rg.CustomerSummary, times: int) -> Iterator[tuple[str, tuple[float, Any]]]:
    """Yield each fit of lifetimes as it is done, the slowest last."""
    import lifetimes

    x, t, age = (np.asarray(v) for v in (summary.frequency, summary.recency, summary.age))
    repeat = x > 0
    spend = np.asarray(summary.monetary_value)
    runs: dict[str, Callable[[], Any]] = {
        "BG/NBD": lambda: lifetimes.BetaGeoFitter().fit(x, t, age),
        "Gamma-Gamma": lambda: lifetimes.GammaGammaFitter().fit(x[repeat], spend[repeat]),
        "Pareto/NBD": lambda: lifetimes.ParetoNBDFitter().fit(x, t, age),
    }
    for name, run in runs.items():
        yield name, fastest(run, times)


def log_likelihood(name: str, params: dict[str, float], summary: rg.CustomerSummary) -> float:
    """Evaluate the likelihood of both libraries by one formula, ours, at given parameters."""
    models: dict[str, Any] = {
        "BG/NBD": rg.BGNBD(),
        "Pareto/NBD": rg.ParetoNBD(),
        "Gamma-Gamma": rg.GammaGamma(),
    }
    model = models[name]
    given = model.given(params) if name == "Gamma-Gamma" else model.given(params, time_unit=summary.time_unit)
    return float(given.log_likelihood_of(summary))


def compare(label: str, summary: rg.CustomerSummary, times: int) -> None:
    print(f"\n{label}: {len(summary):,} customers, {summary.n_repeat_customers:,.0f} came back")
    print(f"{'model':<12} {'regulars s':>11} {'lifetimes s':>12} {'ratio':>8} {'LL gap':>12}  parameters")
    mine = ours(summary)
    for name, (seconds, fit) in theirs(summary, times):
        own, result = mine[name]
        names = {"gamma": "v"} if name == "Gamma-Gamma" else {}
        params = {key: float(fit.params_[names.get(key, key)]) for key in result.params}
        gap = result.log_likelihood - log_likelihood(name, params, summary)
        shown = "  ".join(f"{key} {value:.5g}/{params[key]:.5g}" for key, value in result.params.items())
        print(f"{name:<12} {own:>11.4f} {seconds:>12.3f} {seconds / own:>7.0f}x {gap:>12.5f}  {shown}", flush=True)


def predictions(summary: rg.CustomerSummary) -> None:
    fit, spend = rg.ParetoNBD().fit(summary), rg.GammaGamma().fit(summary)
    bg = rg.BGNBD().fit(summary)
    runs: dict[str, Callable[[], Any]] = {
        "probability_alive, Pareto/NBD": lambda: fit.probability_alive(summary),
        "expected_purchases(39), Pareto/NBD": lambda: fit.expected_purchases(summary, 39),
        "expected_purchases(39), BG/NBD": lambda: bg.expected_purchases(summary, 39),
        "lifetime_value, Pareto/NBD": lambda: rg.lifetime_value(
            fit, spend, summary, horizon=52, discount_rate_per_year=0.1, margin=0.3
        ),
        "lifetime_value, BG/NBD": lambda: rg.lifetime_value(
            bg, spend, summary, horizon=52, discount_rate_per_year=0.1, margin=0.3
        ),
    }
    print(f"\nPredictions with intervals, {len(summary):,} customers")
    for name, run in runs.items():
        print(f"{name:<36} {fastest(run, 2)[0]:8.3f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="50,000 simulated customers instead of 1,000,000")
    customers = 50_000 if parser.parse_args().quick else 1_000_000
    warnings.filterwarnings("ignore", module="lifetimes")
    warnings.filterwarnings("ignore", module="autograd")
    print(f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}")
    print("targets at 1,000,000:", ", ".join(f"{name} {ratio}x" for name, ratio in TARGETS.items()))
    compare("CDNOW sample, weeks", datasets.load_cdnow_sample().summary(until_day=272, time_unit="week"), 3)
    orders = simulated(customers)
    summary = orders.summary(until_day=729, time_unit="week")
    predictions(summary)
    compare("Simulated, days counted in weeks", summary, 1)
    days = orders.summary(until_day=729, time_unit="day")
    print("\nThe same in days (regulars only)")
    for name, (seconds, fit) in ours(days).items():
        shown = "  ".join(f"{key} {value:.5g}" for key, value in fit.params.items())
        print(f"{name:<12} {seconds:>11.4f}  {shown}")


if __name__ == "__main__":
    main()
