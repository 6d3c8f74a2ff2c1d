"""What must not matter does not: the order of customers, merging equal ones, the units of time and of money.

Small bases of customers are drawn at random, each model is fitted to them as they are and as they could
just as well have been written down, and every answer is compared.
"""

from typing import Any

import numpy as np
import pytest
import regulars as rg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

MODELS: dict[str, Any] = {
    "nbd": rg.NBD(),
    "bg_nbd": rg.BGNBD(),
    "mbg_nbd": rg.MBGNBD(),
    "bg_cnbd": rg.BGCNBD(k=2),
    "mbg_cnbd": rg.MBGCNBD(k=3),
    "pareto_nbd": rg.ParetoNBD(),
}
DAYS = {"day": 1.0, "week": 7.0, "hour": 1 / 24}
TIMES = {"alpha", "beta"}
PARAMS = {"r": 0.8, "alpha": 30.0, "a": 0.7, "b": 2.5, "s": 0.6, "beta": 90.0}
few = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate]
)


@st.composite
def histories(draw: st.DrawFn) -> np.ndarray:
    """Frequency, recency, age in days and mean spend, a row a customer; several rows are alike."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(20, 45))
    age = chance.choice([60, 90, 120, 200], n)
    active = np.minimum(chance.exponential(120, n), age)
    x = chance.poisson(chance.gamma(0.8, size=n) / 25 * active)
    recency = np.where(x > 0, np.ceil(active * chance.beta(np.maximum(x, 1), 1)), 0)
    spend = chance.choice([5.0, 8.0, 13.0, 21.0], n)
    table = np.column_stack([np.minimum(x, recency), recency, age, spend])
    table[0] = [3, 40, 60, 8.0]
    return np.concatenate([table, table[: n // 3]])


def summary_of(table: np.ndarray, *, unit: Any = "day", weights: Any = None, money: float = 1.0) -> rg.CustomerSummary:
    x, recency, age, spend = table.T
    even = np.where(x > 0, x * np.log(np.where(x > 0, recency, 1) / np.maximum(x, 1) / DAYS[unit]), 0.0)
    return rg.CustomerSummary(
        x, recency / DAYS[unit], age / DAYS[unit], spend * money, weights=weights, time_unit=unit, log_intervals=even
    )


def answers(fit: Any, summary: rg.CustomerSummary) -> dict[str, np.ndarray]:
    """Everything a fit says of single customers, horizons in the unit of the summary."""
    days = summary.time_unit_days
    horizon, rate = 90 / days, 0.0004 * days
    several = {
        "alive": fit.probability_alive(summary),
        "expected": fit.expected_purchases(summary, horizon),
        "residual": fit.discounted_expected_residual(summary, discount_rate_per_unit=rate),
    }
    if not hasattr(fit, "k"):  # for Erlang models a quadrature over the answer above, which takes seconds
        several["discounted"] = fit.discounted_expected_purchases(summary, horizon, discount_rate_per_unit=rate)
    told = {name: estimates.value for name, estimates in several.items()}
    told |= {f"{name}, low": estimates.interval(0.9).low for name, estimates in several.items()}
    ends = fit.purchase_range(summary, horizon, draws=50)
    return told | {"range, low": ends.low, "range, high": ends.high}


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray], *, rtol: float) -> None:
    for name, values in one.items():
        np.testing.assert_allclose(other[name], values, rtol=rtol, atol=1e-15, err_msg=name)


@pytest.mark.parametrize("name", MODELS)
@given(table=histories(), seed=st.integers(0, 1000))
@few
def test_the_order_of_customers_changes_nothing(name: str, table: np.ndarray, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(table))
    summary, shuffled = summary_of(table), summary_of(table[order])
    fit, other = MODELS[name].fit(summary), MODELS[name].fit(shuffled)
    assert dict(other.params) == dict(fit.params)
    assert other.log_likelihood == pytest.approx(fit.log_likelihood, rel=1e-12)
    mine = {question: values[order] for question, values in answers(fit, summary).items()}
    same(mine, answers(other, shuffled), rtol=1e-12)


@pytest.mark.parametrize("name", MODELS)
@given(table=histories())
@few
def test_a_collapsed_table_is_fitted_as_its_rows_are(name: str, table: np.ndarray) -> None:
    rows, at, times = np.unique(table, axis=0, return_inverse=True, return_counts=True)
    summary, merged = summary_of(table), summary_of(rows, weights=times)
    fit, other = MODELS[name].fit(summary), MODELS[name].fit(merged)
    assert other.log_likelihood == pytest.approx(fit.log_likelihood, rel=1e-12)
    assert list(other.params.values()) == pytest.approx(list(fit.params.values()), rel=1e-12)
    assert (other.boundary, other.n_customers) == (fit.boundary, fit.n_customers)
    of_rows = {question: values[at.reshape(-1)] for question, values in answers(other, merged).items()}
    same(answers(fit, summary), of_rows, rtol=1e-12)


@pytest.mark.parametrize("unit", ["week", "hour"])
@pytest.mark.parametrize("name", MODELS)
@given(table=histories())
@few
def test_the_unit_of_time_changes_nothing_but_the_unit(name: str, unit: str, table: np.ndarray) -> None:
    summary, other = summary_of(table), summary_of(table, unit=unit)
    fit, in_unit = MODELS[name].fit(summary), MODELS[name].fit(other)
    shift = summary.frequency.sum() * np.log(DAYS[unit])
    assert in_unit.log_likelihood == pytest.approx(fit.log_likelihood + shift, abs=1e-4)  # what a search leaves
    params = {key: PARAMS[key] for key in fit.params}
    scaled = {key: value / DAYS[unit] if key in TIMES else value for key, value in params.items()}
    known, same_in_unit = (MODELS[name].given(p, time_unit=u) for p, u in ((params, "day"), (scaled, unit)))
    assert same_in_unit.log_likelihood_of(other) == pytest.approx(known.log_likelihood_of(summary) + shift, rel=1e-11)
    same(answers(known, summary), answers(same_in_unit, other), rtol=1e-9)


@given(table=histories(), money=st.sampled_from([1e-6, 0.01, 1e6]), seed=st.integers(0, 1000))
@few
def test_the_unit_of_money_and_the_order_change_no_spend(table: np.ndarray, money: float, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(table))
    summary, other = summary_of(table), summary_of(table[order], money=money)
    fit, scaled = rg.GammaGamma().fit(summary), rg.GammaGamma().fit(other)
    shift = fit.n_repeat_customers * np.log(money)
    assert scaled.log_likelihood == pytest.approx(fit.log_likelihood - shift, rel=1e-9, abs=1e-6)
    expected, in_units = (model.expected_spend(base).value for model, base in ((fit, summary), (scaled, other)))
    np.testing.assert_allclose(in_units, expected[order] * money, rtol=1e-4)


@given(table=histories())
@few
def test_spend_of_a_collapsed_table_is_that_of_its_rows(table: np.ndarray) -> None:
    rows, at, times = np.unique(table, axis=0, return_inverse=True, return_counts=True)
    summary, merged = summary_of(table), summary_of(rows, weights=times)
    fit, other = rg.GammaGamma().fit(summary), rg.GammaGamma().fit(merged)
    assert other.log_likelihood == pytest.approx(fit.log_likelihood, rel=1e-8)
    expected, of_rows = fit.expected_spend(summary).value, other.expected_spend(merged).value[at.reshape(-1)]
    np.testing.assert_allclose(of_rows, expected, rtol=1e-4)
