"""Fit the same customers with regulars and with lifetimes 0.11.3, side by side.

    uv run --group bench python benchmarks/fits.py            # CDNOW and 1,000,000 simulated customers
    uv run --group bench python benchmarks/fits.py --quick    # CDNOW and 25,000

Prints seconds (the median of the runs), their ratio, and by how much the log-likelihood of lifetimes stays below ours
(positive: ours is higher). Both run with their defaults, on the same arrays, in the same process;
both likelihoods are evaluated by one formula. The targets are for a million customers: the more there are,
the more of them are alike, and with few a ratio below its target is not yet a failure.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import regulars as rg
import scipy
from regulars import datasets

TARGETS = {"BG/NBD": 10, "Pareto/NBD": 200, "Gamma-Gamma": 10}
TARGETS_FROM_CUSTOMERS = 1_000_000


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


def median(run: Callable[[], Any], times: int) -> tuple[float, Any]:
    seconds, result = [], None
    for _ in range(times):
        start = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


def ours(summary: rg.CustomerSummary, times: int) -> dict[str, tuple[float, Any]]:
    models = {"BG/NBD": rg.BGNBD(), "Pareto/NBD": rg.ParetoNBD(), "Gamma-Gamma": rg.GammaGamma()}
    return {name: median(lambda model=model: model.fit(summary), times) for name, model in models.items()}


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
        yield name, median(run, times)


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


def compare(label: str, summary: rg.CustomerSummary, times: int) -> dict[str, float]:
    """Print both fits side by side, lifetimes run ``times`` times, ours at least 3; return the ratios."""
    print(f"\n{label}: {len(summary):,} customers, {summary.n_repeat_customers:,.0f} came back")
    print(f"medians of {max(times, 3)} runs of regulars and {times} of lifetimes")
    print(f"{'model':<12} {'regulars s':>11} {'lifetimes s':>12} {'ratio':>8} {'LL gap':>12}  parameters")
    mine, ratios = ours(summary, max(times, 3)), {}
    for name, (seconds, fit) in theirs(summary, times):
        own, result = mine[name]
        names = {"gamma": "v"} if name == "Gamma-Gamma" else {}
        params = {key: float(fit.params_[names.get(key, key)]) for key in result.params}
        gap = result.log_likelihood - log_likelihood(name, params, summary)
        shown = "  ".join(f"{key} {value:.5g}/{params[key]:.5g}" for key, value in result.params.items())
        print(f"{name:<12} {own:>11.4f} {seconds:>12.3f} {seconds / own:>7.0f}x {gap:>12.5f}  {shown}", flush=True)
        ratios[name] = seconds / own
    return ratios


def verdicts(ratios: dict[str, float], customers: int) -> bool:
    """Print each ratio against its target; return whether none is missed."""
    print(f"\nTargets at {TARGETS_FROM_CUSTOMERS:,} customers, against {customers:,} here")
    held = True
    for name, target in TARGETS.items():
        reached = ratios[name] >= target
        verdict = "PASS" if reached else "FAIL" if customers >= TARGETS_FROM_CUSTOMERS else "too few customers"
        held = held and verdict != "FAIL"
        print(f"{name:<12} {ratios[name]:>7.0f}x of {target:>4}x  {verdict}")
    return held


def predictions(summary: rg.CustomerSummary) -> None:
    fit, spend = rg.ParetoNBD().fit(summary), rg.GammaGamma().fit(summary)
    bg = rg.BGNBD().fit(summary)
    runs: dict[str, Callable[[], Any]] = {
        "probability_alive, Pareto/NBD": lambda: fit.probability_alive(summary),
        "expected_purchases(39), Pareto/NBD": lambda: fit.expected_purchases(summary, 39),
        "expected_purchases(39), BG/NBD": lambda: bg.expected_purchases(summary, 39),
        "purchase_range(39), Pareto/NBD": lambda: fit.purchase_range(summary, 39),
        "purchase_range(39), BG/NBD": lambda: bg.purchase_range(summary, 39),
        "lifetime_value, Pareto/NBD": lambda: rg.lifetime_value(
            fit, spend, summary, horizon=52, discount_rate_per_year=0.1, margin=0.3
        ),
        "lifetime_value, BG/NBD": lambda: rg.lifetime_value(
            bg, spend, summary, horizon=52, discount_rate_per_year=0.1, margin=0.3
        ),
        "value_range, Pareto/NBD": lambda: rg.value_range(
            fit, spend, summary, horizon=52, discount_rate_per_year=0.1, margin=0.3
        ),
        "value_range, BG/NBD": lambda: rg.value_range(
            bg, spend, summary, horizon=52, discount_rate_per_year=0.1, margin=0.3
        ),
    }
    print(f"\nPredictions with intervals, {len(summary):,} customers")
    for name, run in runs.items():
        print(f"{name:<36} {median(run, 3)[0]:8.3f} s", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="25,000 simulated customers instead of 1,000,000")
    customers = 25_000 if parser.parse_args().quick else 1_000_000
    warnings.filterwarnings("ignore", module="lifetimes")
    warnings.filterwarnings("ignore", module="autograd")
    print(f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}")
    compare("CDNOW sample, weeks", datasets.load_cdnow_sample().summary(until_day=272, time_unit="week"), 7)
    orders = simulated(customers)
    summary = orders.summary(until_day=729, time_unit="week")
    predictions(summary)
    ratios = compare("Simulated, days counted in weeks", summary, 1)
    days = orders.summary(until_day=729, time_unit="day")
    print("\nThe same in days (regulars only)")
    for name, (seconds, fit) in ours(days, 3).items():
        shown = "  ".join(f"{key} {value:.5g}" for key, value in fit.params.items())
        print(f"{name:<12} {seconds:>11.4f}  {shown}")
    return 0 if verdicts(ratios, customers) else 1


if __name__ == "__main__":
    sys.exit(main())
