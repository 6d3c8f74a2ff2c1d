"""What every fit promises: recovery, invariance, truth at the edge, refusal of nonsense."""

from typing import Any

import numpy as np
import pytest
import regulars as rg
from hypothesis import given
from hypothesis import strategies as st
from regulars import datasets

MODELS: dict[str, Any] = {"bg_nbd": rg.BGNBD(), "pareto_nbd": rg.ParetoNBD()}
TRUE = {"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.66}
TRUE_BG = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
TRUE_SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.44}


def rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def simulated(seed: int, customers: int, **params: float) -> datasets.Orders:
    chance = rng(seed)
    days = datasets.spread_over(chance, customers=customers, days=200)
    draw: Any = datasets.simulate_bg_nbd if "a" in params else datasets.simulate_pareto_nbd
    return draw(chance, first_day=days, until_day=729, **params)


@pytest.fixture(scope="module")
def small() -> rg.CustomerSummary:
    orders = datasets.simulate_spend(simulated(5, 800, **TRUE), rng(6), **TRUE_SPEND)
    return orders.summary(until_day=729, time_unit="week")


def near(fit: Any, true: dict[str, float], errors: float = 4.0) -> None:
    """Assert each parameter within a few standard errors, as they should be."""
    for name, value in true.items():
        assert abs(fit.params[name] - value) < errors * fit.standard_errors[name] + 0.04 * value


@pytest.mark.parametrize(("model", "true"), [(rg.BGNBD(), TRUE_BG), (rg.ParetoNBD(), TRUE)])
def test_true_parameters_are_recovered(model: Any, true: dict[str, float]) -> None:
    fit = model.fit(simulated(1, 30_000, **true).summary(until_day=729, time_unit="week"))
    assert fit.converged
    assert fit.boundary == ()
    near(fit, true)


def test_true_spend_is_recovered() -> None:
    chance = rng(8)
    x = 1 + chance.poisson(4, 20_000)
    orders = datasets.Orders(np.repeat(np.arange(20_000), x), np.zeros(x.sum(), dtype=np.int64), None, 20_000)
    amount = datasets.simulate_spend(orders, chance, **TRUE_SPEND).amount
    assert amount is not None
    mean = np.bincount(orders.customer, amount) / x
    fit = rg.GammaGamma().fit(rg.CustomerSummary(x, np.full(20_000, 5.0), np.full(20_000, 9.0), mean))
    near(fit, TRUE_SPEND)


def test_the_warm_start_ends_at_the_maximum_of_the_days() -> None:
    from regulars.lifetime._collapse import collapse
    from regulars.lifetime._likelihood import ParetoNBDLikelihood

    summary = simulated(2, 20_000, **TRUE).summary(until_day=729, time_unit="week")
    fit = rg.ParetoNBD().fit(summary)
    gradient = ParetoNBDLikelihood(collapse(summary))(fit.theta)[1] * len(summary)
    assert gradient @ fit.log_covariance @ gradient < 1e-8


@pytest.mark.parametrize("name", MODELS)
def test_the_time_unit_changes_nothing_but_the_unit(name: str) -> None:
    orders = simulated(3, 1500, **TRUE)
    weeks, days = (MODELS[name].fit(orders.summary(until_day=729, time_unit=u)) for u in ("week", "day"))
    for key, value in weeks.params.items():
        assert days.params[key] == pytest.approx(value * (7 if key in ("alpha", "beta") else 1), rel=1e-5)
    summary = orders.summary(until_day=729, time_unit="day")
    shift = summary.frequency.sum() * np.log(7)
    assert weeks.log_likelihood == pytest.approx(days.log_likelihood + shift, rel=1e-10)
    expected = weeks.expected_purchases(orders.summary(until_day=729, time_unit="week"), 52).value
    np.testing.assert_allclose(days.expected_purchases(summary, 364).value, expected, rtol=1e-4)


@pytest.mark.parametrize("name", MODELS)
def test_weights_mean_repetition_and_order_means_nothing(small: rg.CustomerSummary, name: str) -> None:
    times = rng(4).integers(1, 4, len(small))
    weighted = rg.CustomerSummary(small.frequency, small.recency, small.age, weights=times, time_unit="week")
    order = rng(5).permutation(times.sum())
    rows = (np.repeat(v, times)[order] for v in (small.frequency, small.recency, small.age))
    repeated = rg.CustomerSummary(*rows, time_unit="week")
    one, other = MODELS[name].fit(weighted), MODELS[name].fit(repeated)
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-12)
    assert one.n_customers == other.n_customers
    for key, value in one.params.items():
        assert other.params[key] == pytest.approx(value, rel=1e-6)


def test_the_scale_of_money_changes_nothing_but_gamma(small: rg.CustomerSummary) -> None:
    assert small.monetary_value is not None
    rich = rg.CustomerSummary(small.frequency, small.recency, small.age, small.monetary_value * 1e6, time_unit="week")
    one, million = rg.GammaGamma().fit(small), rg.GammaGamma().fit(rich)
    assert million.params["p"] == pytest.approx(one.params["p"], rel=1e-6)
    assert million.params["q"] == pytest.approx(one.params["q"], rel=1e-6)
    assert million.params["gamma"] == pytest.approx(one.params["gamma"] * 1e6, rel=1e-6)


positive = st.floats(0.02, 50)


@given(params=st.tuples(positive, positive, positive, positive), x=st.integers(0, 3000), t=st.floats(0.1, 900),
       rest=st.floats(0, 900), horizon=st.floats(0.1, 500))  # fmt: skip
def test_answers_stay_inside_what_is_possible(
    params: tuple[float, ...], x: int, t: float, rest: float, horizon: float
) -> None:
    summary = rg.CustomerSummary([x], [t if x else 0.0], [t + rest], time_unit="day")
    for name, model in MODELS.items():
        names = ("r", "alpha", "a", "b") if name == "bg_nbd" else ("r", "alpha", "s", "beta")
        fit = model.given(dict(zip(names, params, strict=True)), time_unit="day")
        assert 0 <= fit.probability_alive(summary).value[0] <= 1
        expected = fit.expected_purchases(summary, horizon).value[0]
        most = (params[0] + x) * horizon / (params[1] + t + rest)
        assert 0 <= expected <= most * (1 + 1e-9)
        assert fit.expected_purchases(summary, horizon * 2).value[0] >= expected * (1 - 1e-9)
        chances = fit.probability_of_purchases(np.arange(30), 10)
        assert ((chances >= 0) & (chances <= 1)).all()
        assert chances.sum() <= 1 + 1e-9


def test_intervals_narrow_with_data_and_hold_the_estimate(small: rg.CustomerSummary) -> None:
    large = simulated(5, 12_000, **TRUE).summary(until_day=729, time_unit="week")
    for model in MODELS.values():
        widths = []
        for summary in (small, large):
            answer = model.fit(summary).expected_purchases(small, 39)
            ends = answer.interval(0.9)
            assert (ends.low <= answer.value).all()
            assert (ends.high >= answer.value).all()
            assert (answer.interval(0.5).high <= ends.high).all()
            widths.append(np.median(ends.high / ends.low))
        assert widths[1] < widths[0]


def test_simulated_purchases_average_to_the_expected(small: rg.CustomerSummary) -> None:
    for model in MODELS.values():
        fit = model.fit(small)
        drawn = [fit.simulate_purchases(small, 52, rng(seed)).sum() for seed in range(40)]
        assert np.mean(drawn) == pytest.approx(fit.expected_purchases(small, 52).value.sum(), rel=0.05)


def test_discounting_is_the_sum_of_discounted_increments(small: rg.CustomerSummary) -> None:
    for model in MODELS.values():
        fit = model.fit(small)
        steps = np.arange(0, 27) * 2.0
        upto = [np.zeros(len(small)), *(fit.expected_purchases(small, t).value for t in steps[1:])]
        middle = np.exp(-0.01 * (steps[1:] - 1.0))[:, None]
        summed = (np.diff(upto, axis=0) * middle).sum(axis=0)
        exact = fit.discounted_expected_purchases(small, 52, discount_rate_per_unit=0.01).value
        np.testing.assert_allclose(exact, summed, rtol=3e-4)


def test_the_residual_is_what_a_long_horizon_tends_to(small: rg.CustomerSummary) -> None:
    for model in MODELS.values():
        fit = model.fit(small)
        endless = fit.discounted_expected_residual(small, discount_rate_per_unit=0.02).value
        long = fit.discounted_expected_purchases(small, 1500, discount_rate_per_unit=0.02).value
        np.testing.assert_allclose(endless, long, rtol=2e-6)
        with pytest.raises(rg.InvalidArgumentError, match="endless future"):
            fit.discounted_expected_residual(small, discount_rate_per_unit=0.0)


def test_bic_counts_parameters_against_likelihood(small: rg.CustomerSummary) -> None:
    for model in MODELS.values():
        fit = model.fit(small)
        assert fit.bic == pytest.approx(4 * np.log(800) - 2 * fit.log_likelihood)
        assert np.isnan(model.given(dict(fit.params), time_unit="week").bic)


def test_lifetime_value_puts_purchases_spend_margin_and_cost_together(small: rg.CustomerSummary) -> None:
    spend = rg.GammaGamma().fit(small)
    for model in MODELS.values():
        fit = model.fit(small)
        value = rg.lifetime_value(
            fit, spend, small, horizon=52, discount_rate_per_year=0.15, margin=0.3, acquisition_cost=2.0
        )
        rate = np.log(1.15) * 7 / 365.25
        purchases = fit.discounted_expected_purchases(small, 52, discount_rate_per_unit=rate).value
        np.testing.assert_allclose(value.value, purchases * spend.expected_spend(small).value * 0.3 - 2.0)
        assert (value.low < value.value).all()
        assert (value.value < value.high).all()


def at_random(frequency: Any, recency: Any) -> np.ndarray:
    """Return sums of ln(interval) as large as purchases at random have on average."""
    x = np.maximum(frequency, 1)
    return np.where(frequency > 0, x * (np.log(np.maximum(recency, 1e-9) / x) - 0.58), 0.0)


def no_churn() -> rg.CustomerSummary:
    chance = rng(5)
    age = chance.uniform(100, 365, 400).round()
    x = chance.poisson(chance.gamma(1.5, size=400) / 30 * age)
    recency = np.where(x > 0, np.ceil(age * chance.beta(np.maximum(x, 1), 1)), 0)
    recency = np.minimum(recency, age)
    return rg.CustomerSummary(x, recency, age, log_intervals=at_random(x, recency))


def renewals() -> rg.CustomerSummary:
    chance = rng(6)
    age = chance.integers(100, 700, 1500)
    x = np.floor(np.minimum(age, chance.exponential(400, 1500)) / 30).astype(int)
    return rg.CustomerSummary(x, x * 30, age, log_intervals=x * np.log(30))


def with_bots() -> rg.CustomerSummary:
    base = simulated(3, 3000, **TRUE).summary(until_day=729, time_unit="week")
    x, t, age = (np.append(v, [e] * 5) for v, e in ((base.frequency, 5000), (base.recency, 100), (base.age, 104)))
    return rg.CustomerSummary(x, t, age, time_unit="week", log_intervals=at_random(x, t))


PATHOLOGIES: dict[str, Any] = {
    "daily use": lambda: simulated(1, 1500, r=1.2, alpha=3 / 7, s=0.15, beta=200 / 7).summary(until_day=729),
    "heavy business": lambda: simulated(2, 400, r=2, alpha=0.05, s=0.3, beta=40).summary(until_day=729),
    "one-timers": lambda: simulated(3, 20_000, r=0.02, alpha=5, s=0.6, beta=12).summary(until_day=729),
    "bots": with_bots,
    "no churn": no_churn,
    "renewals": renewals,
    "fifty customers": lambda: simulated(7, 50, **TRUE).summary(until_day=365 + 364),
}


ALL_MODELS: dict[str, Any] = MODELS | {"nbd": rg.NBD(), "mbg_nbd": rg.MBGNBD(), "mbg_cnbd": rg.MBGCNBD(k=3)}


@pytest.mark.parametrize("case", PATHOLOGIES)
@pytest.mark.parametrize("name", ALL_MODELS)
def test_difficult_data_are_answered_truthfully(case: str, name: str) -> None:
    summary = PATHOLOGIES[case]()
    fit = ALL_MODELS[name].fit(summary)
    assert fit.converged, case
    assert np.isfinite(fit.log_likelihood)
    for answer in (fit.expected_purchases(summary, 39), fit.probability_alive(summary)):
        ends = answer.interval(0.9)
        assert np.isfinite(answer.value).all()
        assert np.isfinite(ends.low).all()
        assert np.isfinite(ends.high).all()
    for shift in rng(0).normal(0, 0.3, (5, len(fit.theta))):
        other = dict(zip(fit.params, np.exp(fit.theta + shift), strict=True))
        nearby = ALL_MODELS[name].given(other, time_unit=summary.time_unit)
        assert nearby.log_likelihood_of(summary) <= fit.log_likelihood + 1e-3


def test_no_churn_is_said_in_words_and_the_rate_left_open() -> None:
    for model in MODELS.values():
        fit = model.fit(no_churn())
        assert fit.boundary == ("no_churn",)
        assert "Nobody seems to leave" in str(fit.warnings[0])
        assert np.isnan(list(fit.standard_errors.values())[2:]).all()
        assert np.isfinite(list(fit.standard_errors.values())[:2]).all()


def test_regular_renewals_are_called_the_wrong_kind_of_data() -> None:
    fit = rg.ParetoNBD().fit(renewals())
    assert "same_purchase_rate" in fit.boundary
    assert any("renewals" in str(notice) for notice in fit.warnings)


def test_few_repeat_customers_are_pointed_out() -> None:
    summary = PATHOLOGIES["fifty customers"]()
    notice = next(n for n in rg.BGNBD().fit(summary).warnings if n.code == "few_repeat_customers")
    assert notice.numbers["repeat_customers"] == summary.n_repeat_customers


def test_an_infinite_mean_spend_is_nan_for_newcomers_and_said() -> None:
    fit = rg.GammaGamma().given({"p": 2.0, "q": 0.8, "gamma": 10.0})
    spend = fit.expected_spend(rg.CustomerSummary([0, 3], [0, 5], [9, 9], [0.0, 20.0])).value
    assert np.isnan(spend[0])
    assert spend[1] > 0
    assert "infinite_mean" in [notice.code for notice in fit.warnings]


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        (([1, 2], [1.0, 9.0], [5.0, 5.0]), "recency"),
        (([1, 0], [1.0, 2.0], [5.0, 5.0]), "recency"),
        (([1, 1.5], [1.0, 2.0], [5.0, 5.0]), "frequency"),
        (([1, -1], [1.0, 2.0], [5.0, 5.0]), "frequency"),
        (([1, 1], [1.0, np.nan], [5.0, 5.0]), "recency"),
        (([1, 1], [1.0, 2.0], [5.0, np.inf]), "age"),
        (([1, 1], [1.0], [5.0, 5.0]), "recency"),
        (([1, 1], [1.0, 1.0], [5.0, 5.0], [3.0, np.nan]), "monetary_value"),
    ],
)
def test_a_summary_that_cannot_be_true_is_refused_by_name(columns: Any, field: str) -> None:
    with pytest.raises(rg.InvalidSummaryError) as caught:
        rg.CustomerSummary(*columns)
    assert caught.value.field == field


def test_what_cannot_be_answered_is_refused() -> None:
    with pytest.raises(rg.NotEnoughDataError, match="empty"):
        rg.CustomerSummary([], [], [])
    nobody = rg.CustomerSummary([0, 0], [0, 0], [9, 12], [0.0, 0.0])
    for model in MODELS.values():
        with pytest.raises(rg.NotEnoughDataError, match="nobody came back") as caught:
            model.fit(nobody)
        assert caught.value.missing["repeat_customers"] == 0
    with pytest.raises(rg.NotEnoughDataError, match="repeat buyers"):
        rg.GammaGamma().fit(nobody)


def test_a_fit_in_weeks_refuses_a_summary_in_days(small: rg.CustomerSummary) -> None:
    fit = rg.BGNBD().fit(small)
    days = rg.CustomerSummary([1], [5.0], [9.0], time_unit="day")
    with pytest.raises(rg.MismatchError, match="weeks"):
        fit.expected_purchases(days, 39)
    with pytest.raises(rg.InvalidArgumentError, match="horizon"):
        fit.expected_purchases(small, 0)
