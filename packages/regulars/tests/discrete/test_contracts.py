"""sBG and BdW: published numbers, exact arithmetic, edges said in words."""

import json
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
import regulars as rg
from hypothesis import given
from hypothesis import strategies as st
from regulars import datasets
from regulars.lifetime._contract_likelihood import log_retention

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "discrete.json").read_text())
TABLE = GOLDEN["retention_2007"]


def agrees(actual: Any, golden: dict[str, Any]) -> None:
    np.testing.assert_allclose(
        actual, golden["value"], rtol=golden.get("relative", 0), atol=0.6 * 10 ** -golden["digits"]
    )


@pytest.mark.parametrize("name", ["regular", "highend"])
def test_sbg_gives_the_published_parameters_and_projection(name: str) -> None:
    golden, counts = GOLDEN["sbg"][name], rg.RetentionCounts(TABLE[name][:8])
    fit = rg.SBG().fit(counts)
    agrees(list(fit.params.values()), golden["published"])
    agrees(list(fit.params.values()), golden["params"])
    agrees(fit.log_likelihood, golden["log_likelihood"])
    agrees(100 * fit.survival(range(1, 13)).value, golden["survival_percent"])
    assert fit.log_likelihood_of(counts) == pytest.approx(fit.log_likelihood, rel=1e-12)
    assert (fit.converged, fit.boundary, fit.warnings) == (True, (), ())
    ends = fit.survival(range(8, 13)).interval(0.95)
    seen = np.array(TABLE[name][8:]) / 1000
    assert (np.abs(seen - fit.survival(range(8, 13)).value) < 0.03).all()
    assert (ends.low < ends.high).all()


def test_sbg_likelihood_is_the_published_one_away_from_the_maximum() -> None:
    counts = rg.RetentionCounts(TABLE["highend"][:8])
    agrees(rg.SBG().fit(counts).log_likelihood, GOLDEN["sbg"]["highend"]["published_log_likelihood"])
    for golden in GOLDEN["sbg"]["highend"]["log_likelihood_at"]:
        fit = rg.SBG().given(dict(zip(("alpha", "beta"), golden["params"], strict=True)))
        agrees(fit.log_likelihood_of(counts), golden)


def test_bdw_is_that_of_others_and_not_below_it() -> None:
    golden, counts = GOLDEN["bdw_highend_first_5"], rg.RetentionCounts(TABLE["highend"][:5])
    params = dict(zip(("alpha", "beta", "c"), golden["params"]["value"], strict=True))
    theirs, ours = rg.BDW().given(params), rg.BDW().fit(counts)
    agrees(100 * theirs.survival(range(5, 11)).value, golden["survival_percent_5_to_10"])
    agrees(-theirs.log_likelihood_of(counts) / 10, golden["minus_log_likelihood_per_100"])
    assert 0 <= ours.log_likelihood - theirs.log_likelihood_of(counts) < 1e-6
    for name, value in ours.params.items():
        assert value == pytest.approx(params[name], rel=3e-4)


def test_bdw_holds_sbg_as_a_special_case() -> None:
    sbg = rg.SBG().given({"alpha": 0.7, "beta": 3.8})
    bdw = rg.BDW().given({"alpha": 0.7, "beta": 3.8, "c": 1.0})
    counts = rg.RetentionCounts(TABLE["highend"])
    assert bdw.log_likelihood_of(counts) == pytest.approx(sbg.log_likelihood_of(counts), rel=1e-13)
    np.testing.assert_allclose(bdw.retention_rates(range(1, 30)).value, sbg.retention_rates(range(1, 30)).value)
    np.testing.assert_allclose(sbg.retention_rates(range(1, 30)).value, (3.8 + np.arange(29)) / (4.5 + np.arange(29)))


shapes = st.tuples(st.floats(-6, 8), st.floats(-6, 8), st.floats(-2, 1.6))


@given(shape=shapes, age=st.integers(0, 60))
def test_retention_is_right_to_ten_digits_everywhere(shape: tuple[float, float, float], age: int) -> None:
    ours = log_retention(np.array(shape), np.array([float(age)]), np.array([age + 1.0]))[0]
    with mpmath.workdps(60):
        a, b, c = (mpmath.exp(mpmath.mpf(v)) for v in shape)
        first, last = (mpmath.mpf(t) ** c if t else mpmath.mpf(0) for t in (age, age + 1))
        logs = [mpmath.loggamma(b + t) - mpmath.loggamma(a + b + t) for t in (first, last)]
        exact = float(logs[1] - logs[0])
    assert ours == pytest.approx(exact, rel=1e-10, abs=1e-12)


@given(shape=shapes.map(lambda v: (v[0] / 2, v[1] / 2, v[2] / 2)), rate=st.floats(0.08, 1), n=st.integers(1, 40))
def test_residual_lifetime_is_the_discounted_sum(shape: tuple[float, float, float], rate: float, n: int) -> None:
    alpha, beta, c = np.exp(shape)
    t = np.arange(n, n + 600)
    for fit in (rg.SBG().given({"alpha": alpha, "beta": beta}), rg.BDW().given({"alpha": alpha, "beta": beta, "c": c})):
        survival = fit.survival(np.append(n - 1, t)).value
        if survival[0] < 1e-200:
            continue
        summed = (survival[1:] / survival[0] / (1 + rate) ** (t - n)).sum()
        answer = fit.discounted_expected_residual_lifetime(n, discount_rate_per_period=rate).value[0]
        assert answer == pytest.approx(summed, rel=1e-8)
        first = fit.discounted_expected_residual_lifetime(1, discount_rate_per_period=rate).value[0]
        whole = fit.discounted_expected_lifetime(discount_rate_per_period=rate).value[0]
        assert whole == pytest.approx(1 + first / (1 + rate), rel=1e-12)


def test_slow_discounting_and_none_at_all_are_summed_to_the_end() -> None:
    sbg, bdw = (
        rg.SBG().given({"alpha": 2.5, "beta": 3.8}),
        rg.BDW().given({"alpha": 2.5, "beta": 3.8, "c": 1.0 + 1e-12}),
    )
    for rate in (0.0, 1e-6, 0.001):
        exact = sbg.discounted_expected_residual_lifetime([1, 5, 40], discount_rate_per_period=rate).value
        summed = bdw.discounted_expected_residual_lifetime([1, 5, 40], discount_rate_per_period=rate).value
        np.testing.assert_allclose(summed, exact, rtol=1e-8)
    assert sbg.discounted_expected_lifetime(discount_rate_per_period=0).value[0] == pytest.approx(5.3 / 1.5)
    endless = rg.SBG().given({"alpha": 0.9, "beta": 3.8})
    assert endless.discounted_expected_lifetime(discount_rate_per_period=0).value[0] == np.inf
    assert endless.expected_lifetime(12).value[0] == pytest.approx(endless.survival(range(12)).value.sum())


def test_cohorts_of_different_lengths_add_up() -> None:
    counts = rg.RetentionCounts([[100, 80, 60, 50], [50, 40, 35], [30]], labels=["jan", "feb", "mar"])
    assert counts.kept.tolist() == [120, 95, 50]
    assert counts.lost.tolist() == [30, 25, 10]
    np.testing.assert_allclose(counts.retention_rates, [0.8, 95 / 120, 5 / 6])
    assert (counts.periods.tolist(), counts.still_active.tolist()) == ([3, 2, 0], [50, 35, 30])
    fit = rg.SBG().fit(counts)
    pooled = sum(
        rg.SBG().given(fit.params).log_likelihood_of(rg.RetentionCounts(cohort)) for cohort in counts.active[:2]
    )
    assert fit.log_likelihood == pytest.approx(pooled, rel=1e-12)


def test_subscriptions_become_counts() -> None:
    counts = rg.RetentionCounts.from_subscriptions([0, 0, 0, 0, 1, 1], [1, 3, np.nan, 9, 1, np.nan], observed_until=3)
    assert [cohort.tolist() for cohort in counts.active] == [[4, 3, 3, 2], [2, 1, 1]]
    with pytest.raises(rg.InvalidDataError, match="before its start"):
        rg.RetentionCounts.from_subscriptions([2], [1], observed_until=3)
    with pytest.raises(rg.NotEnoughDataError):
        rg.RetentionCounts.from_subscriptions([], [], observed_until=3)


@pytest.mark.parametrize("model", [rg.SBG(), rg.BDW()])
def test_parameters_are_recovered_within_their_errors(model: Any) -> None:
    true = {"alpha": 0.8, "beta": 2.5, "c": 1.3 if isinstance(model, rg.BDW) else 1.0}
    counts = datasets.simulate_bdw(np.random.default_rng(3), started=[20_000] * 3, periods=[12, 10, 8], **true)
    fit = model.fit(counts)
    for name, value in fit.params.items():
        assert abs(value - true[name]) < 3.5 * fit.standard_errors[name]


def test_the_range_of_who_stays_holds_both_kinds_of_chance() -> None:
    counts = rg.RetentionCounts([TABLE["highend"][:8], TABLE["highend"][:6]])
    fit = rg.SBG().fit(counts)
    ends, expected = fit.active_range(counts, 5, seed=1), fit.expected_active(counts, 5)
    share = expected.value / counts.still_active
    one_by_one = 1.645 * np.sqrt(counts.still_active * share * (1 - share))
    half = (ends.high - ends.low) / 2
    assert (half > one_by_one).all()
    assert ((ends.low < expected.value) & (expected.value < ends.high)).all()
    total = fit.total_active(counts, 5, seed=1)
    assert total.value == pytest.approx(expected.value.sum())
    assert np.hypot(*half) < (total.high - total.low) / 2 < half.sum() * 1.1
    again = fit.active_range(counts, 5, seed=1)
    assert (again.low == ends.low).all()


def test_where_nobody_leaves_nothing_is_claimed() -> None:
    counts = rg.RetentionCounts([100] * 6)
    for model in (rg.SBG(), rg.BDW()):
        fit = model.fit(counts)
        assert (fit.converged, fit.boundary) == (True, ("no_churn",))
        assert "Nobody left" in str(fit.warnings[0])
        assert fit.survival([5]).value[0] == pytest.approx(1, abs=1e-6)
        assert np.isnan(fit.survival([5]).interval().low).all()
        with pytest.raises(rg.NotEnoughDataError, match="not known"):
            fit.active_range(counts, 3)


def test_where_everybody_leaves_at_once_nothing_is_claimed() -> None:
    for model in (rg.SBG(), rg.BDW()):
        fit = model.fit(rg.RetentionCounts([100, 0, 0, 0, 0]))
        assert fit.boundary == ("all_leave_at_once",)
        assert np.isnan(fit.survival([1]).interval().high).all()


def test_customers_all_alike_are_said_in_words() -> None:
    counts = rg.RetentionCounts([10_000, 8_000, 6_400, 5_120, 4_096])
    fit = rg.SBG().fit(counts)
    assert (fit.converged, fit.boundary) == (True, ("all_alike",))
    assert np.isnan(list(fit.standard_errors.values())).all()
    alpha, beta = fit.params.values()
    assert alpha / (alpha + beta) == pytest.approx(0.2, rel=1e-5)
    ends = fit.retention_rates([3]).interval()
    assert ends.low[0] < 0.8 < ends.high[0]
    wearing_out = rg.RetentionCounts([1000, 950, 850, 700, 500, 250])
    assert rg.BDW().fit(wearing_out).params["c"] > 2
    assert "BDW" in str(rg.SBG().fit(wearing_out).warnings[0])


def test_leaving_at_once_or_never_and_leaving_at_one_age_are_said_in_words() -> None:
    assert rg.SBG().fit(rg.RetentionCounts([1000, 600, 600, 600, 600])).boundary == ("leave_at_once_or_never",)
    fit = rg.BDW().fit(rg.RetentionCounts([1000, 1000, 1000, 1000, 1000, 0]))
    assert fit.boundary == ("beyond_the_search",)
    assert "as counted" in str(fit.warnings[0])


def test_narrow_ridges_do_not_end_the_search_early() -> None:
    nearly_all_leave = rg.RetentionCounts([[3, 2, 1, 1], [26672, 17]])
    fit = rg.SBG().fit(nearly_all_leave)
    assert (fit.converged, fit.boundary) == (True, ())
    assert fit.log_likelihood == pytest.approx(-158.400014546, rel=1e-9)
    large = rg.RetentionCounts([[12, 5, 1, 0, 0, 0, 0, 0, 0, 0], [73426, 35600, 13673], [6, 2, 0]])
    assert rg.BDW().fit(large).converged
    assert rg.BDW().fit(rg.RetentionCounts([[320, 318, 195, 167, 54, 0, 0], [31361, 31352, 30540, 26642, 0]])).converged


def test_few_losses_are_pointed_out() -> None:
    fit = rg.SBG().fit(rg.RetentionCounts([40, 30, 26, 24]))
    notice = next(n for n in fit.warnings if n.code == "few_lost")
    assert notice.numbers["lost"] == 16


@pytest.mark.parametrize(
    ("active", "words"),
    [
        ([10, 11], "grows"),
        ([10, 9.5], "whole number"),
        ([10, -1], "whole number"),
        ([[10, 9], []], "no counts"),
        ("ab", "numbers"),
    ],
)
def test_counts_that_cannot_be_true_are_refused(active: Any, words: str) -> None:
    with pytest.raises(rg.InvalidDataError, match=words):
        rg.RetentionCounts(active)


def test_what_cannot_be_answered_is_refused() -> None:
    with pytest.raises(rg.NotEnoughDataError, match="nobody started"):
        rg.RetentionCounts([0, 0])
    with pytest.raises(rg.NotEnoughDataError, match="at least 2"):
        rg.SBG().fit(rg.RetentionCounts([10, 5]))
    with pytest.raises(rg.NotEnoughDataError, match="at least 3"):
        rg.BDW().fit(rg.RetentionCounts([10, 5, 3]))
    fit = rg.SBG().given({"alpha": 1.0, "beta": 1.0})
    with pytest.raises(rg.InvalidArgumentError, match="periods"):
        fit.survival([0.5])
    with pytest.raises(rg.InvalidArgumentError, match="rate"):
        fit.discounted_expected_lifetime(discount_rate_per_period=-0.1)


def coverage(model: Any, params: dict[str, float], rounds: int) -> tuple[float, float]:
    rng = np.random.default_rng(1)
    each, together = [], []
    for seed in range(rounds):
        whole = datasets.simulate_bdw(rng, started=[400] * 3, periods=[11, 10, 9], **params)
        seen = rg.RetentionCounts([cohort[:-5] for cohort in whole.active])
        fit = model.fit(seen)
        ends, later = fit.active_range(seen, 5, seed=seed, draws=400), whole.still_active
        each.append(((later >= ends.low) & (later <= ends.high)).mean())
        total = fit.total_active(seen, 5, seed=seed, draws=400)
        together.append(total.low <= later.sum() <= total.high)
    return float(np.mean(each)), float(np.mean(together))


@pytest.mark.slow
@pytest.mark.parametrize("model", [rg.SBG(), rg.BDW()])
def test_nine_of_ten_ranges_hold_what_comes(model: Any) -> None:
    params = {"alpha": 0.7, "beta": 2.0, "c": 1.4 if isinstance(model, rg.BDW) else 1.0}
    each, together = coverage(model, params, 1500)
    assert 0.87 <= each <= 0.93
    assert 0.87 <= together <= 0.93


def test_generators_draw_what_they_are_asked_for() -> None:
    rng = np.random.default_rng(2)
    used = datasets.simulate_bg_bb(rng, opportunities=[3, 5, 0], alpha=1.2, beta=0.8, gamma=0.7, delta=2.5)
    assert np.isnan(used).sum(axis=1).tolist() == [2, 0, 5]
    many = datasets.simulate_bg_bb(rng, opportunities=np.full(20_000, 6), alpha=1.2, beta=0.8, gamma=0.7, delta=2.5)
    fit = rg.BGBB().given({"alpha": 1.2, "beta": 0.8, "gamma": 0.7, "delta": 2.5})
    np.testing.assert_allclose(many.mean(axis=0), fit.expected_at_opportunity(range(1, 7)).value, atol=0.012)
    orders = datasets.orders_at_opportunities(many[:50], rng, days_in_period=30)
    again = np.zeros((50, 7))
    again[orders.customer, orders.day // 30] = 1
    assert (again[:, 0] == 1).all()
    assert (again[:, 1:] == many[:50]).all()
