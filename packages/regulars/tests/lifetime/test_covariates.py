"""Covariates: exact where they can be checked group by group, recovered where they were put in."""

from typing import Any

import numpy as np
import pytest
import regulars as rg
from regulars import datasets
from regulars.lifetime._bg_likelihood import BGLikelihood
from regulars.lifetime._collapse import collapse
from regulars.lifetime._covariates import WithCovariates, standardised
from regulars.lifetime._likelihood import ParetoNBDLikelihood

NAMES = ("income", "web")
MODELS: dict[str, Any] = {
    "bg_nbd": rg.BGNBD(purchase_covariates=NAMES, dropout_covariates=("web",)),
    "pareto_nbd": rg.ParetoNBD(purchase_covariates=NAMES, dropout_covariates=("web",)),
}
PLAIN: dict[str, Any] = {"bg_nbd": rg.BGNBD(), "pareto_nbd": rg.ParetoNBD()}
TRUE: dict[str, dict[str, float]] = {
    "bg_nbd": {"r": 0.9, "alpha": 6.0, "a": 0.8, "b": 2.4}
    | {"purchase:income": 0.4, "purchase:web": -0.7, "dropout_a:web": 0.5, "dropout_b:web": -0.3},
    "pareto_nbd": {"r": 0.9, "alpha": 8.0, "s": 0.8, "beta": 12.0}
    | {"purchase:income": 0.4, "purchase:web": -0.7, "dropout:web": 0.6},
}


def simulated(name: str, customers: int, seed: int = 1, *, continuous: bool = False) -> rg.CustomerSummary:
    chance = np.random.default_rng(seed)
    income = chance.normal(2.0, 1.0, customers) if continuous else chance.integers(0, 4, customers).astype(float)
    web = (chance.random(customers) < 0.4).astype(float)
    first = datasets.spread_over(chance, customers=customers, days=182)
    true = dict(TRUE[name])
    alpha = true["alpha"] * np.exp(-true["purchase:income"] * income - true["purchase:web"] * web)
    if name == "bg_nbd":
        a, b = (true[p] * np.exp(true[f"dropout_{p}:web"] * web) for p in ("a", "b"))
        orders = datasets.simulate_bg_nbd(chance, first_day=first, until_day=546, r=true["r"], alpha=alpha, a=a, b=b)
    else:
        beta = true["beta"] * np.exp(-true["dropout:web"] * web)
        orders = datasets.simulate_pareto_nbd(
            chance, first_day=first, until_day=546, r=true["r"], alpha=alpha, s=true["s"], beta=beta
        )
    summary = orders.summary(until_day=546, time_unit="week")
    return summary.with_covariates({"income": income, "web": web, "unused": chance.random(customers)})


@pytest.fixture(scope="module", params=MODELS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def seen(name: str) -> rg.CustomerSummary:
    return simulated(name, 900)


@pytest.fixture(scope="module")
def fit(name: str, seen: rg.CustomerSummary) -> Any:
    return MODELS[name].fit(seen)


def part(summary: rg.CustomerSummary, chosen: np.ndarray) -> rg.CustomerSummary:
    columns = {key: column[chosen] for key, column in summary.covariates.items()}
    rows = (column[chosen] for column in (summary.frequency, summary.recency, summary.age))
    return rg.CustomerSummary(*rows, time_unit="week", covariates=columns)


def plain_at(name: str, fit: Any, income: float, web: float) -> Any:
    """Return the model without covariates that customers with these ones live by."""
    p = fit.params
    own = {key: value for key, value in p.items() if ":" not in key}
    own["alpha"] *= np.exp(-p["purchase:income"] * income - p["purchase:web"] * web)
    if name == "bg_nbd":
        own["a"] *= np.exp(p["dropout_a:web"] * web)
        own["b"] *= np.exp(p["dropout_b:web"] * web)
    else:
        own["beta"] *= np.exp(-p["dropout:web"] * web)
    return PLAIN[name].given(own, time_unit="week")


def answers(fit: Any, summary: rg.CustomerSummary) -> list[np.ndarray]:
    discount = {"discount_rate_per_unit": 0.01}
    return [
        fit.probability_alive(summary).value,
        fit.expected_purchases(summary, 26).value,
        fit.discounted_expected_purchases(summary, 26, **discount).value,
        fit.discounted_expected_residual(summary, **discount).value,
    ]


def test_true_effects_are_recovered(name: str) -> None:
    fit = MODELS[name].fit(simulated(name, 12_000))
    assert fit.converged
    assert list(fit.params) == list(TRUE[name])
    for key, value in TRUE[name].items():
        assert abs(fit.params[key] - value) < 4 * fit.standard_errors[key] + 0.02 * abs(value), key
        assert fit.standard_errors[key] < 0.35 * max(abs(value), 1)


def test_each_group_is_answered_as_by_the_model_of_its_own(name: str, fit: Any, seen: rg.CustomerSummary) -> None:
    total = 0.0
    whole = answers(fit, seen)
    for income in range(4):
        for web in range(2):
            chosen = (seen.covariates["income"] == income) & (seen.covariates["web"] == web)
            own, group = plain_at(name, fit, income, web), part(seen, chosen)
            total += own.log_likelihood_of(group)
            for one, other in zip(answers(own, group), whole, strict=True):
                np.testing.assert_allclose(other[chosen], one, rtol=1e-8)
    assert fit.log_likelihood == pytest.approx(total, rel=1e-11)
    assert fit.log_likelihood_of(seen) == pytest.approx(total, rel=1e-11)


def test_new_customers_are_what_their_covariates_make_them(name: str, fit: Any) -> None:
    own, like = plain_at(name, fit, 2, 1), {"income": 2, "web": 1}
    expected = fit.expected_purchases_new([4, 52], covariates=like)
    np.testing.assert_allclose(expected.value, own.expected_purchases_new([4, 52]).value, rtol=1e-12)
    assert (expected.standard_error > 0).all()
    chances = fit.probability_of_purchases(np.arange(5), 26, covariates=like)
    np.testing.assert_allclose(chances, own.probability_of_purchases(np.arange(5), 26), rtol=1e-12)
    with pytest.raises(rg.InvalidArgumentError, match="income, web"):
        fit.expected_purchases_new(26)
    with pytest.raises(rg.InvalidArgumentError, match="age"):
        fit.expected_purchases_new(26, covariates={**like, "age": 3})


def test_effects_of_zero_are_the_model_without_covariates(name: str, seen: rg.CustomerSummary) -> None:
    base = {key: value for key, value in TRUE[name].items() if ":" not in key}
    zero = dict.fromkeys([key for key in TRUE[name] if ":" in key], 0.0)
    plain = PLAIN[name].given(base, time_unit="week")
    same = MODELS[name].given({**base, **zero}, time_unit="week")
    assert same.log_likelihood_of(seen) == pytest.approx(plain.log_likelihood_of(seen), rel=1e-12)
    for one, other in zip(answers(plain, seen), answers(same, seen), strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-11)
    total, again = (f.purchase_total_range(seen, 26, draws=300) for f in (plain, same))
    assert total.expected[0] == pytest.approx(again.expected[0], rel=1e-11)
    assert again.low[0] == pytest.approx(total.low[0], rel=0.04)


@pytest.mark.parametrize("continuous", [False, True])
def test_the_gradient_is_exact(name: str, continuous: bool) -> None:
    summary = simulated(name, 150, 3, continuous=continuous)
    coefficients = MODELS[name]._coefficients
    rows = collapse(summary, NAMES).rescaled(50.0)
    kind: Any = BGLikelihood if name == "bg_nbd" else ParetoNBDLikelihood
    likelihood = WithCovariates(kind(rows), rows, standardised(summary, coefficients), 4)
    for base in ([0.3, -0.4, 0.1, 0.5], [-0.5, -1.9, 0.7, 3.5], [1.0, 2.0, -0.6, -6.0]):
        theta = np.array([*base, *np.linspace(-0.5, 0.6, len(coefficients))])
        steps = 1e-6 * np.eye(len(theta))
        differences = [(likelihood(theta + step)[0] - likelihood(theta - step)[0]) / 2e-6 for step in steps]
        np.testing.assert_allclose(likelihood(theta)[1], differences, rtol=2e-5, atol=1e-7)


def test_the_units_of_covariates_and_of_time_change_nothing_else(name: str, fit: Any, seen: rg.CustomerSummary) -> None:
    income = seen.covariates["income"]
    dear = seen.with_covariates({"income": 1000 * income + 500, "web": seen.covariates["web"]})
    again = MODELS[name].fit(dear)
    assert again.log_likelihood == pytest.approx(fit.log_likelihood, rel=1e-12)
    assert again.params["purchase:income"] == pytest.approx(fit.params["purchase:income"] / 1000, rel=1e-5)
    errors = (f.standard_errors["purchase:income"] for f in (again, fit))
    assert next(errors) * 1000 == pytest.approx(next(errors), rel=1e-4)
    one, other = fit.expected_purchases(seen, 26), again.expected_purchases(dear, 26)
    np.testing.assert_allclose(other.value, one.value, rtol=1e-5)
    np.testing.assert_allclose(other.standard_error, one.standard_error, rtol=1e-3)
    days = rg.CustomerSummary(
        seen.frequency, seen.recency * 7, seen.age * 7, time_unit="day", covariates=dict(seen.covariates)
    )
    daily = MODELS[name].fit(days)
    for key, value in fit.params.items():
        assert daily.params[key] == pytest.approx(value * (7 if key in ("alpha", "beta") else 1), rel=1e-5, abs=1e-7)


def test_merging_identical_customers_is_exact(name: str, seen: rg.CustomerSummary) -> None:
    times = np.random.default_rng(2).integers(1, 4, len(seen))
    order = np.random.default_rng(3).permutation(times.sum())
    columns = (seen.frequency, seen.recency, seen.age)
    weighted = rg.CustomerSummary(*columns, weights=times, time_unit="week", covariates=dict(seen.covariates))
    repeated = rg.CustomerSummary(
        *(np.repeat(column, times)[order] for column in columns),
        time_unit="week",
        covariates={key: np.repeat(column, times)[order] for key, column in seen.covariates.items()},
    )
    one, other = MODELS[name].fit(weighted), MODELS[name].fit(repeated)
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-12)
    assert list(one.params.values()) == pytest.approx(list(other.params.values()), rel=1e-6)


def test_ranges_follow_the_covariates(name: str, fit: Any, seen: rg.CustomerSummary) -> None:
    chosen = (seen.covariates["income"] == 3) & (seen.covariates["web"] == 0)
    group = part(seen, chosen)
    own = plain_at(name, fit, 3, 0)
    known = MODELS[name].given(dict(fit.params), time_unit="week")
    one, other = (f.purchase_range(group, 26, draws=2000) for f in (own, known))
    assert np.abs(one.high - other.high).max() <= 0.15 * one.high.max() + 1
    drawn = [known.simulate_purchases(group, 26, np.random.default_rng(seed)).sum() for seed in range(60)]
    assert np.mean(drawn) == pytest.approx(own.expected_purchases(group, 26).value.sum(), rel=0.1)
    total = fit.purchase_total_range(seen, 26, groups=seen.covariates["web"], draws=200)
    assert total.groups == (0.0, 1.0)


def test_penalty_and_prior_draw_effects_to_zero(name: str, fit: Any, seen: rg.CustomerSummary) -> None:
    strict = type(MODELS[name])(penalty=1e9, purchase_covariates=NAMES).fit(seen)
    assert abs(strict.params["purchase:web"]) < 1e-3
    helped = type(MODELS[name])(prior="weak", purchase_covariates=NAMES, dropout_covariates=("web",)).fit(seen)
    assert 0.5 < helped.params["purchase:web"] / fit.params["purchase:web"] < 1.1


def test_an_effect_nobody_shows_is_not_made_up(name: str, seen: rg.CustomerSummary) -> None:
    twins = seen.with_covariates({"one": seen.covariates["web"], "other": seen.covariates["web"]})
    fit = type(MODELS[name])(purchase_covariates=("one", "other")).fit(twins)
    assert np.isnan(fit.standard_errors["purchase:one"])
    assert [notice.code for notice in fit.warnings] == ["effect_not_seen", "effect_not_seen"]
    single = type(MODELS[name])(purchase_covariates=("one",)).fit(twins)
    assert fit.log_likelihood == pytest.approx(single.log_likelihood, rel=1e-9)


def test_a_covariate_far_from_zero_is_taken_and_one_out_of_reach_refused(name: str, fit: Any, seen: Any) -> None:
    year = {"income": seen.covariates["income"] + 900, "web": seen.covariates["web"]}
    again = MODELS[name].fit(seen.with_covariates(year))
    assert again.log_likelihood == pytest.approx(fit.log_likelihood, rel=1e-12)
    expected = again.expected_purchases(seen.with_covariates(year), 26)
    np.testing.assert_allclose(expected.value, fit.expected_purchases(seen, 26).value, rtol=1e-5)
    year["income"] = year["income"] + 1e5
    with pytest.raises(rg.InvalidSummaryError, match="take a typical value off"):
        MODELS[name].fit(seen.with_covariates(year))


def test_nonsense_is_refused_by_name(name: str, seen: rg.CustomerSummary) -> None:
    model = MODELS[name]
    with pytest.raises(rg.InvalidSummaryError, match="no covariate 'income'"):
        model.fit(seen.with_covariates({"web": seen.covariates["web"]}))
    same = seen.with_covariates({"income": np.ones(len(seen)), "web": seen.covariates["web"]})
    with pytest.raises(rg.NotEnoughDataError, match="'income' is the same"):
        model.fit(same)
    with pytest.raises(rg.InvalidArgumentError, match="sequence of names"):
        type(model)(purchase_covariates="income").fit(seen)
    with pytest.raises(rg.InvalidArgumentError, match="twice"):
        type(model)(purchase_covariates=("web", "web")).fit(seen)


def test_covariates_of_a_summary_are_numbers_without_gaps() -> None:
    def summary(column: Any) -> rg.CustomerSummary:
        return rg.CustomerSummary([1, 2], [1, 2], [3, 3], covariates={"channel": column})

    with pytest.raises(rg.InvalidSummaryError, match=r"rg\.dummies"):
        summary(["web", "shop"])
    with pytest.raises(rg.InvalidSummaryError, match="missing") as caught:
        summary([1.0, np.nan])
    assert (caught.value.field, caught.value.row) == ("channel", 1)
    with pytest.raises(rg.InvalidSummaryError, match="3 values for 2"):
        summary([1, 2, 3])
    assert summary([True, False]).covariates["channel"].tolist() == [1.0, 0.0]


def test_covariates_find_their_customers_by_identity() -> None:
    summary = rg.CustomerSummary([1, 2], [1, 2], [3, 3], customer_ids=["anna", "ben"])
    known = summary.with_covariates({"income": [5, 7, 9]}, customer_ids=["ben", "carl", "anna"])
    assert known.covariates["income"].tolist() == [9, 5]
    assert known.customer_ids == ["anna", "ben"]
    with pytest.raises(rg.InvalidSummaryError, match="'ben'"):
        summary.with_covariates({"income": [5]}, customer_ids=["anna"])
    with pytest.raises(rg.InvalidSummaryError, match="twice"):
        summary.with_covariates({"income": [5, 6]}, customer_ids=["anna", "anna"])


def test_categories_become_columns_against_a_stated_base() -> None:
    columns = rg.dummies("channel", ["web", "shop", "app", "web"], base="shop")
    assert {key: column.tolist() for key, column in columns.items()} == {
        "channel=app": [0, 0, 1, 0],
        "channel=web": [1, 0, 0, 1],
    }
    later = rg.dummies("channel", ["shop", "web"], base="shop", levels=["shop", "app", "web"])
    assert list(later) == ["channel=app", "channel=web"]
    with pytest.raises(rg.InvalidArgumentError, match="base"):
        rg.dummies("channel", ["web", "app"], base="shop")
    with pytest.raises(rg.InvalidSummaryError, match="row 1"):
        rg.dummies("channel", ["web", None, "shop"], base="shop")
    with pytest.raises(rg.InvalidSummaryError, match="'fax'"):
        rg.dummies("channel", ["web", "fax"], base="shop", levels=["shop", "web"])
