"""Published numbers, each with its source in ``golden/*.json``, to the last printed digit."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import regulars as rg
from regulars import datasets

GOLDEN = Path(__file__).parents[1] / "golden"
CDNOW = json.loads((GOLDEN / "cdnow.json").read_text())
POINTS = json.loads((GOLDEN / "points.json").read_text())
UNTIL = 272  # 1997-09-30, 39 weeks
MODELS: dict[str, Any] = {"bg_nbd": rg.BGNBD(), "pareto_nbd": rg.ParetoNBD()}
FAMILY: dict[str, Any] = {
    "nbd": rg.NBD(),
    "mbg_nbd": rg.MBGNBD(),
    "bg_cnbd_2": rg.BGCNBD(k=2),
    "mbg_cnbd_2": rg.MBGCNBD(k=2),
}
ALL: dict[str, Any] = {"bg_nbd": rg.BGNBD(), "pareto_nbd": rg.ParetoNBD()} | FAMILY


def agrees(actual: Any, golden: dict[str, Any], key: str | None = None) -> None:
    """Assert equality to the printed digits, or to the relative tolerance that the golden file explains."""
    expected = golden["value"] if key is None else golden["value"][key]
    np.testing.assert_allclose(actual, expected, rtol=golden.get("relative", 0), atol=0.6 * 10 ** -golden["digits"])


def customers(x: Any, t: Any, age: Any) -> rg.CustomerSummary:
    x, t, age = np.broadcast_arrays(np.atleast_1d(x), t, age)
    return rg.CustomerSummary(x, t, age, time_unit="week")


@pytest.fixture(scope="module")
def orders() -> datasets.Orders:
    return datasets.load_cdnow_sample()


@pytest.fixture(scope="module")
def cdnow(orders: datasets.Orders) -> rg.CustomerSummary:
    return orders.summary(until_day=UNTIL, time_unit="week")


@pytest.fixture(scope="module")
def fits(cdnow: rg.CustomerSummary) -> dict[str, Any]:
    return {name: model.fit(cdnow) for name, model in MODELS.items()}


def expectations(name: str) -> tuple[Any, dict[str, Any]]:
    """Return a fit at the parameters behind the published expectations, and these."""
    golden = CDNOW[name]["at_stop_of_BTYD"]
    return MODELS[name].given(golden["params"], time_unit="week"), golden


def test_the_sample_is_the_one_of_the_papers(orders: datasets.Orders, cdnow: rg.CustomerSummary) -> None:
    facts = CDNOW["sample"]
    assert cdnow.n_customers == facts["customers"]
    assert cdnow.frequency.sum() == facts["repeat_purchases"]
    assert cdnow.n_repeat_customers == facts["repeat_customers"]
    later = orders.since(UNTIL + 1)
    assert len(np.unique(later.customer * 1000 + later.day)) == facts["holdout_purchases"]
    assert np.bincount(np.minimum(cdnow.frequency, 7)).tolist() == facts["bins"]


@pytest.mark.parametrize("name", MODELS)
def test_parameters_and_errors_are_the_published_ones(fits: dict[str, Any], name: str) -> None:
    fit, golden = fits[name], CDNOW[name]
    for key, value in fit.params.items():
        agrees(value, golden["params"][key])
        agrees(fit.standard_errors[key], golden["standard_errors"][key])
    agrees(fit.log_likelihood, golden["log_likelihood"])
    agrees(fit.log_likelihood, golden["log_likelihood_published"])
    assert fit.converged
    assert fit.boundary == ()
    assert fit.warnings == ()


def test_gamma_gamma_parameters_and_errors_are_the_published_ones(cdnow: rg.CustomerSummary) -> None:
    fit, golden = rg.GammaGamma().fit(cdnow), CDNOW["gamma_gamma"]
    for key, value in fit.params.items():
        agrees(value, golden["params"][key])
        agrees(fit.standard_errors[key], golden["standard_errors"][key])
    agrees(fit.log_likelihood, golden["log_likelihood"])
    assert fit.n_repeat_customers == golden["repeat_customers"]


@pytest.mark.parametrize("name", MODELS)
def test_holdout_and_survival_are_the_published_ones(cdnow: rg.CustomerSummary, name: str) -> None:
    fit, golden = expectations(name)
    expected = fit.expected_purchases(cdnow, horizon=39).value
    agrees(expected.sum(), golden["holdout"])
    agrees(fit.probability_alive(cdnow).value.mean(), golden["mean_probability_alive"])
    bins = np.minimum(cdnow.frequency, 7)
    agrees(np.bincount(bins, expected) / np.bincount(bins), golden["bins"])
    agrees(fit.expected_purchases_new(52).value[0], golden["expected_new_52"])


@pytest.mark.parametrize("name", MODELS)
def test_our_maximum_is_not_below_the_one_behind_the_published_holdout(
    fits: dict[str, Any], cdnow: rg.CustomerSummary, name: str
) -> None:
    ours, (theirs, golden) = fits[name], expectations(name)
    assert 0 < ours.log_likelihood - theirs.log_likelihood_of(cdnow) < 1e-4
    total = ours.expected_purchases(cdnow, 39).value.sum()
    assert total == pytest.approx(golden["holdout"]["value"], rel=1e-4)


@pytest.mark.parametrize("name", MODELS)
def test_cumulative_tracking_is_the_published_one(cdnow: rg.CustomerSummary, name: str) -> None:
    fit, expected = expectations(name)
    golden = expected["tracking_weeks_20_to_25"]
    first_week = cdnow.age.max() - cdnow.age
    weeks = np.arange(20, 26)
    total = [fit.expected_purchases_new(week - first_week[first_week < week]).value.sum() for week in weeks]
    agrees(total, golden)


def test_bg_nbd_points() -> None:
    golden = POINTS["bg_nbd"]
    fit = rg.BGNBD().given(golden["params"], time_unit="week")
    agrees(fit.expected_purchases_new(golden["expected_new"]["value"]["t"]).value, golden["expected_new"], "e")
    one = customers(2, 30.43, 38.86)
    agrees(fit.expected_purchases(one, 39).value, golden["expected_39_x2"])
    agrees(fit.probability_alive(one).value, golden["alive_x2"])
    agrees(fit.probability_alive(customers(26, 30.86, 31)).value, golden["alive_x26"])
    many = customers(np.arange(5, 21), 30, 39)
    agrees(fit.probability_alive(many).value, golden["alive_t30_T39_x5_to_20"])
    agrees(fit.probability_of_purchases(10, 2), golden["pmf_t2_x10"])
    agrees(fit.probability_of_purchases(0, 39), golden["pmf_t39_x0"])
    agrees(fit.probability_of_purchases(np.arange(11, 21), 30), golden["pmf_t30_x11_to_20"])
    agrees(fit.log_likelihood_of(customers(3, 4, 6)), golden["log_likelihood_x3_t4_T6"])
    fitted = rg.BGNBD().given(golden["fitted"]["params"], time_unit="week")
    sheet = golden["expected_new_sheet"]
    agrees(fitted.expected_purchases_new(sheet["value"]["t"]).value, sheet, "e")
    agrees(fitted.expected_purchases_new(78).value, golden["expected_new_sheet_t78"])
    rare = customers([10, 15, 20, 25], 20, 39)
    agrees(fitted.expected_purchases(rare, 52).value, golden["fitted"]["expected_52_t20_T39_x10_15_20_25"])


def test_pareto_nbd_points() -> None:
    golden = POINTS["pareto_nbd"]
    fit = rg.ParetoNBD().given(golden["params"], time_unit="week")
    agrees(fit.expected_purchases_new(52).value, golden["expected_new_52"])
    heavy = customers(26, 30.86, 31)
    agrees(fit.expected_purchases(heavy, 52).value, golden["expected_52_x26"])
    agrees(fit.probability_alive(heavy).value, golden["alive_x26"])
    agrees(fit.probability_alive(customers(0, 0, 39)).value, golden["alive_x0_T39"])
    many = customers(np.arange(5, 21), 30, 39)
    agrees(fit.probability_alive(many).value, golden["alive_t30_T39_x5_to_20"])
    agrees(fit.log_likelihood_of(customers(3, 4, 6)), golden["log_likelihood_x3_t4_T6"])
    rows = golden["log_likelihood_x3_5_7_T6"]
    each = [
        fit.log_likelihood_of(customers(x, t, 6)) for x, t in zip(rows["value"]["x"], rows["value"]["t"], strict=True)
    ]
    agrees(each, rows, "ll")
    agrees(fit.probability_of_purchases(np.arange(6), 39), golden["pmf_39_x0_to_5"])


def test_pareto_nbd_vignette_points() -> None:
    fit, golden = expectations("pareto_nbd")
    heavy = customers(26, 216 / 7, 31)
    agrees(fit.expected_purchases(heavy, 52).value, golden["expected_x26"])
    agrees(fit.probability_alive(heavy).value, golden["alive_x26"])
    rare = customers([10, 15, 20, 25], 20, 39)
    agrees(fit.expected_purchases(rare, 52).value, golden["expected_52_t20_T39_x10_15_20_25"])


def test_discounted_expected_residual_transactions() -> None:
    golden = POINTS["dert"]
    fit = rg.ParetoNBD().given(golden["params"], time_unit="week")
    ask = {"discount_rate_per_unit": golden["rate"]}
    agrees(fit.discounted_expected_residual(customers(7, 35, 77.86), **ask).value, golden["x7_t35"])
    ten = customers(np.arange(1, 11), 30, 77.86)
    agrees(fit.discounted_expected_residual(ten, **ask).value, golden["x1_to_10_t30"])
    agrees(fit.discounted_expected_residual(customers(0, 0, 0), **ask).value, golden["new"])


def test_gamma_gamma_points(cdnow: rg.CustomerSummary) -> None:
    golden = POINTS["gamma_gamma"]
    fit = rg.GammaGamma().given(golden["params"])
    agrees(fit.population_mean, golden["population_mean"])
    one = rg.CustomerSummary([3], [5.0], [9.0], [50.0])
    agrees(fit.expected_spend(one).value, golden["x3_m50"])
    agrees(fit.expected_spend(cdnow).value[:10], golden["first_10"])


def test_points_where_other_libraries_overflow() -> None:
    golden = POINTS["stress"]
    fit = rg.ParetoNBD().given(dict(zip(("r", "alpha", "s", "beta"), (2, 1, 0.3, 300), strict=True)), time_unit="week")
    rows = golden["heavy"]["value"]
    each = [fit.log_likelihood_of(customers(x, 20, 30)) for x in rows["x"]]
    agrees(each, golden["heavy"], "LL")
    for case in golden["overflow"]:
        names = ("r", "alpha", "s", "beta")
        fit = rg.ParetoNBD().given(dict(zip(names, case["params"], strict=True)), time_unit="week")
        if "x_tx_T" in case:
            x, t, age = np.array(case["x_tx_T"], dtype=float).T
        else:
            x, t, age = (np.array(case[key], dtype=float) for key in ("x", "tx", "T"))
        summary = customers(x, t, age)
        assert np.isfinite(fit.log_likelihood_of(summary))
        alive = fit.probability_alive(summary).value
        assert ((alive >= 0) & (alive <= 1)).all()


@pytest.fixture(scope="module")
def made_later(orders: datasets.Orders) -> np.ndarray:
    later = orders.since(UNTIL + 1)
    return np.bincount(np.unique(later.customer * 1000 + later.day) // 1000, minlength=orders.n_customers)


def at_stop(name: str) -> tuple[rg.PurchaseFit, dict[str, Any]]:
    golden = CDNOW[name].get("at_stop") or CDNOW[name]["at_stop_of_BTYD"]
    return ALL[name].given(golden["params"], time_unit="week"), golden


@pytest.mark.parametrize("name", FAMILY)
def test_parameters_and_likelihood_are_the_published_ones(cdnow: rg.CustomerSummary, name: str) -> None:
    fit, golden = FAMILY[name].fit(cdnow), CDNOW[name]
    for key, value in fit.params.items():
        agrees(value, golden["params"][key])
    agrees(fit.log_likelihood, golden["log_likelihood"])
    assert fit.converged
    assert fit.boundary == ()
    assert fit.warnings == ()
    theirs = at_stop(name)[0].log_likelihood_of(cdnow)
    assert -1e-9 < fit.log_likelihood - theirs < 1e-4


@pytest.mark.parametrize("name", ["nbd", "mbg_nbd", "bg_nbd", "pareto_nbd"])
def test_holdout_numbers_are_the_published_ones(cdnow: rg.CustomerSummary, made_later: np.ndarray, name: str) -> None:
    fit, golden = at_stop(name)
    expected = fit.expected_purchases(cdnow, 39).value
    agrees(expected.sum(), golden["holdout"])
    agrees(np.abs(expected - made_later).mean(), golden["mean_absolute_error"])
    if "bins" in golden:
        bins = np.minimum(cdnow.frequency, 7)
        agrees(np.bincount(bins, expected) / np.bincount(bins), golden["bins"])
        agrees(fit.probability_alive(cdnow).value.mean(), golden["mean_probability_alive"])
    if "alive_customer_1" in golden:
        agrees(fit.probability_alive(cdnow).value[0], golden["alive_customer_1"])


def test_what_customers_did_is_what_the_papers_say(
    orders: datasets.Orders, cdnow: rg.CustomerSummary, made_later: np.ndarray
) -> None:
    bins = np.minimum(cdnow.frequency, 7)
    agrees(np.bincount(bins, made_later) / np.bincount(bins), CDNOW["sample"]["holdout_per_customer_by_bin"])
    repeats = []
    for week in range(20, 26):
        seen = orders.before(7 * week)
        repeats.append(len(np.unique(seen.customer * 1000 + seen.day)) - len(np.unique(seen.customer)))
    agrees(repeats, CDNOW["sample"]["tracking_weeks_20_to_25"])


@pytest.mark.parametrize(("name", "model"), [("bg_nbd", rg.BGCNBD()), ("mbg_nbd", rg.MBGCNBD())])
def test_cdnow_customers_have_no_rhythm(cdnow: rg.CustomerSummary, name: str, model: Any) -> None:
    fit = model.fit(cdnow)
    assert fit.k == 1
    assert list(fit.log_likelihood_by_k) == [1, 2]
    agrees(fit.log_likelihood_by_k[1], CDNOW[name]["log_likelihood"])
    agrees(fit.log_likelihood_by_k[2], CDNOW[name.replace("nbd", "cnbd_2")]["log_likelihood"])
    assert fit.n_parameters == 5


@pytest.mark.parametrize("name", ["bg_cnbd_2", "mbg_cnbd_2"])
def test_expectations_of_a_rhythm_are_near_the_published_approximation(cdnow: rg.CustomerSummary, name: str) -> None:
    fit, golden = at_stop(name)
    assert fit.expected_purchases(cdnow, 39).value.sum() == pytest.approx(
        golden["holdout_approximated"]["value"], rel=0.01
    )


def test_gamma_gamma_expectations_are_those_of_the_sheet(cdnow: rg.CustomerSummary) -> None:
    agrees(rg.GammaGamma().fit(cdnow).expected_spend(cdnow).value[:10], CDNOW["gamma_gamma"]["expected_spend_first_10"])


def test_bg_nbd_expectation_of_a_heavy_buyer_is_the_published_one() -> None:
    golden = POINTS["bg_nbd"]["fitted"]
    fit = rg.BGNBD().given(golden["params"], time_unit="week")
    agrees(fit.expected_purchases(customers(26, 216 / 7, 31), 52).value, golden["expected_52_x26"])
