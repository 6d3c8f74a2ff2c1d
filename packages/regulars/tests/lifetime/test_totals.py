"""Ranges of totals: what customers vary each for themselves, and what the parameters leave unsure of all."""

from typing import Any

import numpy as np
import pytest
import regulars as rg
from regulars import datasets
from regulars.lifetime import _totals

TRUE = {"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.66}
TRUE_BG = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
MODELS: dict[str, tuple[Any, dict[str, float]]] = {
    "bg_nbd": (rg.BGNBD(), TRUE_BG),
    "pareto_nbd": (rg.ParetoNBD(), TRUE),
}


@pytest.fixture(scope="module")
def seen() -> rg.CustomerSummary:
    chance = np.random.default_rng(4)
    days = datasets.spread_over(chance, customers=300, days=182)
    orders = datasets.simulate_pareto_nbd(chance, first_day=days, until_day=364, **TRUE)
    return orders.summary(until_day=364, time_unit="week")


@pytest.mark.parametrize("name", MODELS)
def test_with_parameters_known_a_total_varies_as_a_long_simulation_says(seen: rg.CustomerSummary, name: str) -> None:
    model, params = MODELS[name]
    fit = model.given(params, time_unit="week")
    chance = np.random.default_rng(1)
    simulated = [fit.simulate_purchases(seen, 26, chance).sum() for _ in range(1500)]
    total = fit.purchase_total_range(seen, 26, draws=1500)
    low, high = np.quantile(simulated, [0.05, 0.95])
    assert total.groups == ("all",)
    assert total.low[0] == pytest.approx(low, rel=0.03)
    assert total.high[0] == pytest.approx(high, rel=0.03)
    assert total.expected[0] == pytest.approx(fit.expected_purchases(seen, 26).value.sum())


@pytest.mark.parametrize("name", MODELS)
def test_what_parameters_leave_unsure_is_shared_by_all_customers(seen: rg.CustomerSummary, name: str) -> None:
    fit = MODELS[name][0].fit(seen)
    known = MODELS[name][0].given(dict(fit.params), time_unit="week")
    unsure, sure = fit.purchase_total_range(seen, 26), known.purchase_total_range(seen, 26)
    assert (unsure.high - unsure.low)[0] > 1.3 * (sure.high - sure.low)[0]


@pytest.mark.parametrize("name", MODELS)
def test_groups_are_named_and_their_expected_purchases_add_up(seen: rg.CustomerSummary, name: str) -> None:
    fit = MODELS[name][0].fit(seen)
    region = np.where(seen.frequency > 2, "north", "south")
    total = fit.purchase_total_range(seen, 26, groups=region, draws=200)
    assert total.groups == ("north", "south")
    assert total.expected.sum() == pytest.approx(fit.expected_purchases(seen, 26).value.sum())
    assert (total.low <= total.expected).all()
    assert (total.expected <= total.high).all()
    assert (total.low == np.rint(total.low)).all()


@pytest.mark.parametrize("name", MODELS)
def test_large_groups_taken_as_normal_agree_with_customers_drawn_one_by_one(
    seen: rg.CustomerSummary, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = MODELS[name][0].fit(seen)
    one_by_one = fit.purchase_total_range(seen, 26, draws=4000)
    monkeypatch.setattr(_totals, "_DRAWN_ONE_BY_ONE", 0)
    normal = fit.purchase_total_range(seen, 26, draws=4000)
    assert normal.low[0] == pytest.approx(one_by_one.low[0], rel=0.05)
    assert normal.high[0] == pytest.approx(one_by_one.high[0], rel=0.05)


def test_weights_count_customers(seen: rg.CustomerSummary) -> None:
    fit = rg.BGNBD().fit(seen)
    twice = rg.CustomerSummary(*(np.tile(c, 2) for c in (seen.frequency, seen.recency, seen.age)), time_unit="week")
    doubled = rg.CustomerSummary(seen.frequency, seen.recency, seen.age, weights=np.full(300, 2), time_unit="week")
    one, other = (fit.purchase_total_range(s, 26, draws=300) for s in (twice, doubled))
    np.testing.assert_array_equal(one.low, other.low)
    np.testing.assert_array_equal(one.high, other.high)


def test_equal_seeds_give_equal_ranges(seen: rg.CustomerSummary) -> None:
    fit = rg.ParetoNBD().fit(seen)
    first, same, other = (fit.purchase_total_range(seen, 26, draws=300, seed=s) for s in (1, 1, 2))
    assert (first.low, first.high) == (same.low, same.high)
    assert (first.low, first.high) != (other.low, other.high)


def test_nonsense_is_refused(seen: rg.CustomerSummary) -> None:
    fit = rg.BGNBD().fit(seen)
    with pytest.raises(rg.MismatchError, match="groups"):
        fit.purchase_total_range(seen, 26, groups=["a", "b"])
    with pytest.raises(rg.InvalidArgumentError, match="level"):
        fit.purchase_total_range(seen, 26, level=1.0)
    with pytest.raises(rg.InvalidArgumentError, match="horizon"):
        fit.purchase_total_range(seen, 0)
