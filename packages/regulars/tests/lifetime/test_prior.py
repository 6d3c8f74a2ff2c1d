"""Regularisation and the weak prior: without a unit, said aloud, and gone where the data speak."""

from typing import Any

import numpy as np
import pytest
import regulars as rg
from regulars import datasets
from regulars.lifetime._bg_fit import BELIEFS
from regulars.lifetime._bg_likelihood import BGLikelihood
from regulars.lifetime._collapse import collapse
from regulars.lifetime._prior import Restrained, restraint_of

TRUE = {"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.66}
MODELS: dict[str, Any] = {"bg_nbd": rg.BGNBD, "pareto_nbd": rg.ParetoNBD}
RESTRAINED: list[dict[str, Any]] = [{"penalty": 2.0}, {"prior": "weak"}]


def orders(customers: int, seed: int = 3) -> datasets.Orders:
    chance = np.random.default_rng(seed)
    days = datasets.spread_over(chance, customers=customers, days=182)
    return datasets.simulate_pareto_nbd(chance, first_day=days, until_day=364, **TRUE)


@pytest.fixture(scope="module")
def few() -> rg.CustomerSummary:
    return orders(150).summary(until_day=364, time_unit="week")


def codes(fit: Any) -> list[str]:
    return [notice.code for notice in fit.warnings]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("restraint", RESTRAINED, ids=["penalty", "prior"])
def test_the_time_unit_changes_no_answer(name: str, restraint: dict[str, Any]) -> None:
    made = orders(150)
    weeks, days = (MODELS[name](**restraint).fit(made.summary(until_day=364, time_unit=u)) for u in ("week", "day"))
    for key, value in weeks.params.items():
        assert days.params[key] == pytest.approx(value * (7 if key in ("alpha", "beta") else 1), rel=1e-6)
    summary = made.summary(until_day=364, time_unit="day")
    ends = weeks.expected_purchases(made.summary(until_day=364, time_unit="week"), 26).interval()
    np.testing.assert_allclose(days.expected_purchases(summary, 182).interval().high, ends.high, rtol=1e-4)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("restraint", RESTRAINED, ids=["penalty", "prior"])
def test_order_and_merging_change_nothing(few: rg.CustomerSummary, name: str, restraint: dict[str, Any]) -> None:
    order = np.random.default_rng(1).permutation(len(few))
    shuffled = rg.CustomerSummary(few.frequency[order], few.recency[order], few.age[order], time_unit="week")
    rows, times = np.unique(np.stack([few.frequency, few.recency, few.age]), axis=1, return_counts=True)
    merged = rg.CustomerSummary(*rows, weights=times, time_unit="week")
    fit = MODELS[name](**restraint).fit(few)
    for other in (shuffled, merged):
        again = MODELS[name](**restraint).fit(other)
        assert again.log_likelihood == pytest.approx(fit.log_likelihood, rel=1e-12)
        assert list(again.params.values()) == pytest.approx(list(fit.params.values()), rel=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_without_penalty_and_prior_the_fit_is_the_maximum(few: rg.CustomerSummary, name: str) -> None:
    plain, restrained = MODELS[name]().fit(few), MODELS[name](prior="weak").fit(few)
    assert dict(MODELS[name](penalty=0.0, prior=None).fit(few).params) == dict(plain.params)
    assert restrained.log_likelihood < plain.log_likelihood
    assert restrained.log_likelihood == pytest.approx(restrained.log_likelihood_of(few), rel=1e-12)


@pytest.mark.parametrize("name", MODELS)
def test_a_huge_penalty_leads_to_the_typical_business_and_says_so(few: rg.CustomerSummary, name: str) -> None:
    fit = MODELS[name](penalty=1e8).fit(few)
    mean_age = few.age.mean()
    assert fit.params["r"] == pytest.approx(0.5, rel=1e-3)
    assert fit.params["r"] / fit.params["alpha"] * mean_age == pytest.approx(1.5, rel=1e-3)
    assert "penalty" in codes(fit)
    assert fit.converged


@pytest.mark.parametrize("name", MODELS)
def test_the_prior_helps_few_customers_and_leaves_many_alone(few: rg.CustomerSummary, name: str) -> None:
    helped = MODELS[name](prior="auto").fit(few)
    notice = next(notice for notice in helped.warnings if notice.code == "weak_prior")
    assert notice.numbers["customers"] == 150
    assert "weak_prior" not in codes(MODELS[name]().fit(few))
    many = datasets.load_cdnow_sample().summary(until_day=272, time_unit="week")
    assert dict(MODELS[name](prior="auto").fit(many).params) == dict(MODELS[name]().fit(many).params)


def test_the_prior_says_little_beside_two_thousand_customers() -> None:
    many = datasets.load_cdnow_sample().summary(until_day=272, time_unit="week")
    for model in MODELS.values():
        plain, helped = model().fit(many), model(prior="weak").fit(many)
        for key, value in plain.params.items():
            assert abs(helped.params[key] - value) < 0.1 * plain.standard_errors[key]


def test_with_the_prior_nothing_is_left_unknown() -> None:
    chance = np.random.default_rng(5)
    age = chance.uniform(100, 365, 120).round()
    x = chance.poisson(chance.gamma(1.5, size=120) / 30 * age)
    recency = np.where(x > 0, np.ceil(age * chance.beta(np.maximum(x, 1), 1)), 0)
    nobody_leaves = rg.CustomerSummary(x, np.minimum(recency, age), age)
    for model in MODELS.values():
        assert model().fit(nobody_leaves).boundary == ("no_churn",)
        fit = model(prior="auto").fit(nobody_leaves)
        assert fit.boundary == ()
        assert np.isfinite(list(fit.standard_errors.values())).all()
        assert fit.purchase_total_range(nobody_leaves, 90, draws=100).high[0] > 0


def test_the_gradient_of_what_is_maximised_is_exact(few: rg.CustomerSummary) -> None:
    rows = collapse(few).rescaled(30.0)
    restraint, _ = restraint_of(few, rg.BGNBD(penalty=3.0, prior="weak"), BELIEFS)
    assert restraint is not None
    searched = Restrained(BGLikelihood(rows), restraint, rows.total_weight)
    theta = np.array([0.3, -0.4, 0.1, 0.9])
    steps = 1e-6 * np.eye(4)
    differences = [(searched(theta + step)[0] - searched(theta - step)[0]) / 2e-6 for step in steps]
    np.testing.assert_allclose(searched(theta)[1], differences, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("model", [rg.NBD, rg.MBGNBD, rg.BGCNBD, rg.MBGCNBD])
def test_every_model_of_repeat_buying_takes_the_prior(few: rg.CustomerSummary, model: Any) -> None:
    plain, helped = model().fit(few), model(prior="auto").fit(few)
    assert "weak_prior" in codes(helped)
    assert helped.converged
    assert helped.log_likelihood < plain.log_likelihood


@pytest.mark.parametrize("wrong", [{"penalty": -1.0}, {"penalty": np.inf}, {"prior": "strong"}])
def test_nonsense_is_refused(few: rg.CustomerSummary, wrong: dict[str, Any]) -> None:
    for model in MODELS.values():
        with pytest.raises(rg.InvalidArgumentError, match=next(iter(wrong))):
            model(**wrong).fit(few)
