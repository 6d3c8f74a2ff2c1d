"""Ranges of single customers: as a long simulation says, and as often right as they claim."""

from typing import Any

import numpy as np
import pytest
import regulars as rg
from regulars import datasets

TRUE = {"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.66}
TRUE_BG = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
TRUE_SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.44}
TRUE_RHYTHM = {"r": 0.6, "alpha": 3.0, "a": 0.8, "b": 2.4}
MODELS: dict[str, tuple[Any, dict[str, float]]] = {
    "bg_nbd": (rg.BGNBD(), TRUE_BG),
    "mbg_cnbd": (rg.MBGCNBD(k=3), TRUE_RHYTHM),
    "pareto_nbd": (rg.ParetoNBD(), TRUE),
}
SEEN_UNTIL, LAST_DAY = 364, 728


def simulated(name: str, customers: int) -> datasets.Orders:
    chance = np.random.default_rng(11)
    days = datasets.spread_over(chance, customers=customers, days=180)
    draw: Any = getattr(datasets, f"simulate_{name}")
    rhythm = {"k": 3} if name == "mbg_cnbd" else {}
    orders = draw(chance, first_day=days, until_day=LAST_DAY, **MODELS[name][1], **rhythm)
    return datasets.simulate_spend(orders, chance, **TRUE_SPEND)


def various() -> rg.CustomerSummary:
    """Return customers from silent to heavy, each written twice."""
    x = [0, 0, 1, 3, 12, 12, 80, 400]
    recency = [0, 0, 3, 30, 50, 20, 51.5, 51.9]
    age = [4, 52, 52, 52, 52, 52, 52, 52]
    spend = [0, 0, 12.5, 30, 41, 41, 20, 9]
    return rg.CustomerSummary(x * 2, recency * 2, age * 2, spend * 2, time_unit="week")


def simulated_often(fit: Any, summary: rg.CustomerSummary, chance: np.random.Generator) -> np.ndarray:
    """Return 8,000 futures of the next 52 weeks, a column a customer."""
    columns = (np.tile(column, 8000) for column in (summary.frequency, summary.recency, summary.age))
    many = rg.CustomerSummary(*columns, time_unit="week")
    return np.asarray(fit.simulate_purchases(many, 52, chance)).reshape(8000, -1)


def shares_inside(drawn: np.ndarray, ends: rg.Interval) -> tuple[np.ndarray, np.ndarray]:
    """Return, of each customer, the share of the draws below and above the range."""
    return (drawn < ends.low).mean(axis=0), (drawn > ends.high).mean(axis=0)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("level", [0.5, 0.9])
def test_a_range_of_purchases_is_the_one_of_a_long_simulation(name: str, level: float) -> None:
    model, params = MODELS[name]
    fit, summary = model.given(params, time_unit="week"), various()
    ends = fit.purchase_range(summary, 52, level, draws=4000)
    futures = simulated_often(fit, summary, np.random.default_rng(3))
    tail = (1 - level) / 2
    below, above = shares_inside(futures, ends)
    assert (below < tail + 0.02).all()
    assert (above < tail + 0.02).all()
    at_low, at_high = (futures <= ends.low).mean(axis=0), (futures >= ends.high).mean(axis=0)
    assert (at_low > tail - 0.02).all()
    assert (at_high > tail - 0.02).all()
    np.testing.assert_array_equal(ends.low, np.rint(ends.low))
    np.testing.assert_array_equal(ends.high, np.rint(ends.high))


@pytest.mark.parametrize("name", MODELS)
def test_a_range_of_value_is_the_one_of_a_long_simulation(name: str) -> None:
    model, params = MODELS[name]
    fit, summary = model.given(params, time_unit="week"), various()
    spend = rg.GammaGamma().given(TRUE_SPEND)
    ask: dict[str, Any] = {"horizon": 52, "discount_rate_per_year": 0.0}
    ends = rg.value_range(fit, spend, summary, margin=0.5, acquisition_cost=1.0, draws=4000, **ask)
    p, q, gamma = TRUE_SPEND.values()
    chance = np.random.default_rng(4)
    made = simulated_often(fit, summary, chance)
    rate = chance.gamma(p * summary.frequency + q, size=made.shape)
    assert summary.monetary_value is not None
    rate /= gamma + summary.frequency * summary.monetary_value
    futures = chance.standard_gamma(p * made) / rate * 0.5 - 1.0
    below, above = shares_inside(futures, ends)
    assert (below < 0.065).all()
    assert (above < 0.065).all()
    may_buy = ends.high > -1.0
    gone = 2 if name == "mbg_cnbd" else 1  # all but surely; who has a rhythm is missed sooner
    assert may_buy.sum() == len(summary) - 2 * gone
    assert (above[may_buy] > 0.035).all()


@pytest.mark.parametrize("name", MODELS)
def test_nine_of_ten_customers_do_what_their_range_says(name: str) -> None:
    orders = simulated(name, 12_000)
    summary = orders.summary(until_day=SEEN_UNTIL, time_unit="week")
    later = orders.since(SEEN_UNTIL + 1)
    horizon = (LAST_DAY - SEEN_UNTIL) / 7
    keys = np.unique(later.customer * 1000 + later.day)
    made = np.bincount(keys // 1000, minlength=len(summary))
    assert later.amount is not None
    brought = np.bincount(later.customer, later.amount, minlength=len(summary))
    fit, spend = MODELS[name][0].fit(summary), rg.GammaGamma().fit(summary)
    purchases = fit.purchase_range(summary, horizon)
    value = rg.value_range(fit, spend, summary, horizon=horizon, discount_rate_per_year=0)
    for truth, ends in ((made, purchases), (brought, value)):
        busy = ends.high > 0
        assert busy.sum() > 2000
        assert 0.94 < (truth <= ends.high)[busy].mean() < 0.985
        assert (truth >= ends.low).mean() > 0.94
    regular = purchases.low > 0
    inside = (made >= purchases.low) & (made <= purchases.high)
    assert 0.87 < inside[regular].mean() < 0.98


def test_equal_customers_and_equal_seeds_have_equal_ranges_in_any_order() -> None:
    fit, summary = rg.ParetoNBD().given(TRUE, time_unit="week"), various()
    spend = rg.GammaGamma().given(TRUE_SPEND)
    n = len(summary) // 2
    order = np.random.default_rng(0).permutation(len(summary))
    columns = (summary.frequency, summary.recency, summary.age, summary.monetary_value)
    shuffled = rg.CustomerSummary(*(np.asarray(c)[order] for c in columns), time_unit="week")

    def ranges(of: rg.CustomerSummary, seed: int) -> list[rg.Interval]:
        value = rg.value_range(fit, spend, of, horizon=26, discount_rate_per_year=0.15, seed=seed)
        return [fit.purchase_range(of, 26, seed=seed), value]

    for one, same, other, again in zip(
        ranges(summary, 7), ranges(summary, 7), ranges(summary, 8), ranges(shuffled, 7), strict=True
    ):
        np.testing.assert_array_equal(one.high[:n], one.high[n:])
        np.testing.assert_array_equal(one.low, same.low)
        np.testing.assert_array_equal(one.high, same.high)
        np.testing.assert_array_equal(one.high[order], again.high)
        assert (one.high != other.high).any()


def test_parameters_hardly_known_make_the_range_wider() -> None:
    orders = simulated("pareto_nbd", 300)
    summary = orders.summary(until_day=SEEN_UNTIL, time_unit="week")
    fit = rg.ParetoNBD().fit(summary)
    certain = rg.ParetoNBD().given(dict(fit.params), time_unit="week")
    wide, narrow = (f.purchase_range(summary, 52, draws=4000) for f in (fit, certain))
    buyers = narrow.high >= 5
    assert buyers.sum() > 30
    assert (wide.high - wide.low)[buyers].mean() > (narrow.high - narrow.low)[buyers].mean() * 1.01


def test_a_range_is_wider_than_the_interval_of_the_expected_value_and_discounting_narrows_it() -> None:
    orders = simulated("bg_nbd", 4000)
    summary = orders.summary(until_day=SEEN_UNTIL, time_unit="week")
    fit, spend = rg.BGNBD().fit(summary), rg.GammaGamma().fit(summary)
    ask: dict[str, Any] = {"horizon": 104, "discount_rate_per_year": 0.3}
    expected, single = (f(fit, spend, summary, **ask) for f in (rg.lifetime_value, rg.value_range))
    active = fit.probability_alive(summary).value > 0.5
    assert (single.high[active] > expected.high[active]).all()
    assert (single.low[active] < expected.low[active]).all()
    undiscounted = rg.value_range(fit, spend, summary, horizon=104, discount_rate_per_year=0.0)
    ratio = single.high[active] / undiscounted.high[active]
    assert ((ratio > 1.3**-2) & (ratio < 1)).all()


def test_ranges_out_of_reason_are_refused() -> None:
    fit, summary = rg.ParetoNBD().given(TRUE, time_unit="week"), various()
    for wrong in ({"level": 1.0}, {"draws": 10}):
        with pytest.raises(rg.InvalidArgumentError):
            fit.purchase_range(summary, 52, **wrong)
    with pytest.raises(rg.InvalidArgumentError, match="horizon"):
        fit.purchase_range(summary, 0)
    unknown = rg.GammaGamma().given({"p": 2.0, "q": 0.8, "gamma": 10.0})
    ends = rg.value_range(fit, unknown, summary, horizon=52, discount_rate_per_year=0.1)
    np.testing.assert_array_equal(np.isnan(ends.high), summary.frequency == 0)
