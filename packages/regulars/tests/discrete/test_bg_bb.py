"""BG/BB: published numbers, exact arithmetic, edges said in words."""

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pyarrow as pa
import pytest
import regulars as rg
from hypothesis import given
from hypothesis import strategies as st

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "discrete.json").read_text())["bg_bb"]
SHARED = Path(os.environ.get("ZABOTA_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data"))
NAMES = ("alpha", "beta", "gamma", "delta")


def agrees(actual: Any, golden: dict[str, Any]) -> None:
    """Assert equality to the printed digits, or to the relative tolerance that the golden file explains."""
    np.testing.assert_allclose(
        actual, golden["value"], rtol=golden.get("relative", 0), atol=0.6 * 10 ** -golden["digits"]
    )


def given_params(params: Sequence[float]) -> rg.BGBBFit:
    return rg.BGBB().given(dict(zip(NAMES, params, strict=True)))


@pytest.fixture(scope="module")
def donors() -> rg.OpportunitySummary:
    file = SHARED / "donations_bgbb.csv"
    if not file.exists():
        pytest.skip(f"needs {file.name} in the folder named by ZABOTA_SHARED_DATA")
    with file.open() as lines:
        rows = list(csv.DictReader(lines))
    x, t_x, n, mass = ([int(row[name]) for row in rows] for name in ("x", "t_x", "n_cal", "customers"))
    return rg.OpportunitySummary(x, t_x, n, weights=mass)


def test_donations_give_the_published_parameters(donors: rg.OpportunitySummary) -> None:
    golden = GOLDEN["donations"]
    fit = rg.BGBB().fit(donors)
    assert donors.n_customers == golden["customers"]
    for name, value in fit.params.items():
        agrees(value, golden["published"][name])
    agrees(fit.log_likelihood, golden["published_log_likelihood"])
    agrees(fit.log_likelihood, golden["log_likelihood"])
    assert (fit.converged, fit.boundary, fit.warnings) == (True, (), ())
    agrees((fit.expected_purchases(donors, 5).value * donors.mass).sum(), golden["holdout_sheet"])
    agrees(golden["customers"] * fit.probability_of_purchases([0, 6], 6), golden["unused_and_always"])
    table_6 = rg.OpportunitySummary([0, 2, 6], [0, 4, 6], [6, 6, 6])
    agrees(fit.probability_alive(table_6).value, golden["alive_table_6"])


def test_donations_are_predicted_as_by_others(donors: rg.OpportunitySummary) -> None:
    golden = GOLDEN["donations"]["at_stop_of_BTYD"]
    fit = rg.BGBB().given(golden["params"])
    expected = fit.expected_purchases(donors, 5).value * donors.mass
    agrees(expected.sum(), golden["holdout"])
    customers = np.bincount(donors.frequency, donors.mass)
    assert customers.tolist() == golden["bins_customers"]
    agrees(np.bincount(donors.frequency, expected) / customers, golden["bins"])
    agrees(fit.expected_purchases_new(10).value[0], golden["expected_new_10"])
    agrees(fit.expected_purchases(rg.OpportunitySummary([0], [0], [6]), 10).value[0], golden["expected_10_x0"])
    agrees(fit.expected_purchases(rg.OpportunitySummary([4], [5], [6]), 10).value[0], golden["expected_10_x4_t5"])
    agrees(donors.n_customers * fit.expected_at_opportunity(range(1, 12)).value, golden["annual"])


def test_points_are_those_of_others() -> None:
    golden = GOLDEN["points"]
    fit = rg.BGBB().given(golden["params"])
    one = rg.OpportunitySummary([3], [4], [6])
    many = rg.OpportunitySummary(range(1, 7), [6] * 6, [6] * 6)
    agrees(fit.expected_purchases_new(10).value[0], golden["expected_new_10"])
    agrees(fit.probability_alive(one).value[0], golden["alive_x3_t4_n6"])
    late = rg.OpportunitySummary([1] * 6, range(1, 7), [6] * 6)
    agrees(fit.probability_alive(late).value, golden["alive_x1_t1_to_6_n6"])
    agrees(fit.discounted_expected_residual(one, discount_rate_per_opportunity=0.1).value[0], golden["dert_x3_t4_n6"])
    agrees(
        fit.discounted_expected_residual(many, discount_rate_per_opportunity=0.1).value, golden["dert_x1_to_6_t6_n6"]
    )
    agrees(fit.expected_purchases(one, 10).value[0], golden["expected_10_x3_t4_n6"])
    agrees(fit.probability_of_purchases(range(7), 6), golden["pmf_n6"])
    agrees(fit.log_likelihood_of(one), golden["log_likelihood_x3_t4_n6"])


def exact_log_likelihood(params: Sequence[float], x: int, t: int, n: int) -> mpmath.mpf:
    """The equation of the paper, in 60 digits."""
    with mpmath.workdps(60):
        a, b, g, d = (mpmath.mpf(p) for p in params)
        scale = mpmath.beta(a, b) * mpmath.beta(g, d)
        total = mpmath.beta(a + x, b + n - x) * mpmath.beta(g, d + n)
        for k in range(t, n):
            total += mpmath.beta(a + x, b + k - x) * mpmath.beta(g + 1, d + k)
        return mpmath.log(total / scale)


def test_the_likelihood_is_right_to_ten_digits_everywhere() -> None:
    rng = np.random.default_rng(1)
    for _ in range(60):
        params = np.exp(rng.normal(0, 3, 4))
        n = int(rng.integers(1, 200))
        t = int(rng.integers(0, n + 1))
        x = int(rng.integers(1, t + 1)) if t else 0
        ours = given_params(params).log_likelihood_of(rg.OpportunitySummary([x], [t], [n]))
        assert ours == pytest.approx(float(exact_log_likelihood(params, x, t, n)), rel=1e-10, abs=1e-13)


positive = st.floats(0.02, 50)
history = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)).map(sorted)


@given(params=st.tuples(positive, positive, positive, positive), seen=history, horizon=st.integers(1, 60))
def test_answers_stay_inside_what_is_possible(params: Sequence[float], seen: list[int], horizon: int) -> None:
    x, t, n = seen
    summary = rg.OpportunitySummary([x], [t if x else 0], [n])
    fit = given_params(params)
    alive = [fit.probability_alive(summary, ahead=k).value[0] for k in (0, 1, horizon)]
    assert 1 >= alive[0] >= alive[1] >= alive[2] - 1e-12 >= -1e-12
    expected = [fit.expected_purchases(summary, h).value[0] for h in (horizon, 2 * horizon)]
    assert 0 < expected[0] <= min(expected[1], horizon)
    chances = fit.probability_of_purchases(range(horizon + 2), horizon)
    assert chances.sum() == pytest.approx(1, rel=1e-9)
    mean = float((chances * np.arange(horizon + 2)).sum())
    assert fit.expected_purchases_new(horizon).value[0] == pytest.approx(mean, rel=1e-8)


@given(params=st.tuples(positive, positive, positive, positive), seen=history)
def test_residual_is_the_discounted_sum_of_what_is_expected_at_each_opportunity(
    params: Sequence[float], seen: list[int]
) -> None:
    x, t, n = seen
    summary, fit = rg.OpportunitySummary([x], [t if x else 0], [n]), given_params(params)
    by = np.array([0.0] + [fit.expected_purchases(summary, h).value[0] for h in range(1, 80)])
    summed = (np.diff(by) / 1.4 ** np.arange(1, 80)).sum()
    exact = fit.discounted_expected_residual(summary, discount_rate_per_opportunity=0.4).value[0]
    assert exact == pytest.approx(summed, rel=1e-9)


def drawn(customers: int, params: Sequence[float], lengths: Sequence[int], seed: int = 2) -> rg.OpportunitySummary:
    rng = np.random.default_rng(seed)
    a, b, g, d = params
    n = rng.choice(lengths, customers)
    lived = np.minimum(rng.geometric(np.maximum(rng.beta(g, d, customers), 1e-12)) - 1, n)
    used = rng.random((customers, max(lengths))) < rng.beta(a, b, customers)[:, None]
    at = np.arange(max(lengths))
    table = np.where(at < n[:, None], used & (at < lived[:, None]), np.nan)
    return rg.OpportunitySummary.from_matrix(table)


def test_merging_customers_and_their_order_change_nothing() -> None:
    summary = drawn(800, (1.2, 0.8, 0.7, 2.5), [4, 6, 9])
    order = np.random.default_rng(3).permutation(len(summary))
    x, t, n = (v[order] for v in (summary.frequency, summary.recency, summary.opportunities))
    rows, mass = np.unique(np.stack([x, t, n]), axis=1, return_counts=True)
    whole, merged = rg.BGBB().fit(summary), rg.BGBB().fit(rg.OpportunitySummary(*rows, weights=mass))
    shuffled = rg.BGBB().fit(rg.OpportunitySummary(x, t, n))
    assert merged.log_likelihood == pytest.approx(whole.log_likelihood, rel=1e-12)
    for name, value in whole.params.items():
        assert merged.params[name] == pytest.approx(value, rel=1e-12)
        assert shuffled.params[name] == pytest.approx(value, rel=1e-12)


def test_parameters_are_recovered_within_their_errors() -> None:
    true = (1.2, 0.8, 0.7, 2.5)
    fit = rg.BGBB().fit(drawn(20_000, true, [6, 8, 12]))
    for name, value in zip(NAMES, true, strict=True):
        assert abs(fit.params[name] - value) < 3.5 * fit.standard_errors[name]


def test_ranges_hold_nine_of_ten_customers() -> None:
    params = (1.2, 0.8, 0.7, 2.5)
    fit, summary = given_params(params), drawn(4_000, params, [6])
    ends = fit.purchase_range(summary, 8)
    later = fit.simulate_purchases(summary, 8, np.random.default_rng(9))
    inside = ((later >= ends.low) & (later <= ends.high)).mean()
    assert inside >= 0.89
    assert later.sum() == pytest.approx(fit.expected_purchases(summary, 8).value.sum(), rel=0.03)


@pytest.mark.slow
def test_intervals_cover_what_the_true_parameters_expect() -> None:
    params = (1.2, 0.8, 0.7, 2.5)
    truth, each, low_x, high_x = given_params(params), [], [], []
    for seed in range(400):
        summary = drawn(600, params, [6, 9], seed)
        ends = rg.BGBB().fit(summary).expected_purchases(summary, 6).interval(0.9)
        exact = truth.expected_purchases(summary, 6).value
        inside = (ends.low <= exact) & (exact <= ends.high)
        each.append(inside.mean())
        low_x.append(inside[summary.frequency == 0].mean())
        high_x.append(inside[summary.frequency >= 3].mean())
    for share in (each, low_x, high_x):
        assert 0.87 <= np.mean(share) <= 0.93


def test_never_leaving_is_said_in_words() -> None:
    rng = np.random.default_rng(7)
    table = rng.random((1500, 10)) < rng.beta(2, 2, (1500, 1))
    fit = rg.BGBB().fit(rg.OpportunitySummary.from_matrix(table))
    assert (fit.converged, fit.boundary) == (True, ("no_churn",))
    assert "Nobody seems to leave" in str(fit.warnings[0])
    assert np.isnan([fit.standard_errors["gamma"], fit.standard_errors["delta"]]).all()
    assert np.isfinite([fit.standard_errors["alpha"], fit.standard_errors["beta"]]).all()


def test_buying_at_every_opportunity_is_said_in_words() -> None:
    rng = np.random.default_rng(5)
    lived = np.minimum(rng.geometric(rng.beta(1, 3, 1500)) - 1, 8)
    fit = rg.BGBB().fit(rg.OpportunitySummary(lived, lived, np.full(1500, 8)))
    assert (fit.converged, fit.boundary) == (True, ("every_opportunity_used",))


@pytest.mark.parametrize(
    ("columns", "field", "words"),
    [
        (([1], [7], [6]), "recency", "is above opportunities"),
        (([3], [2], [6]), "frequency", "is above recency"),
        (([0], [2], [6]), "recency", "where frequency is 0"),
        (([1.5], [2], [6]), "frequency", "not a whole number"),
        (([1, -1], [2, 2], [6, 6]), "frequency", "is negative"),
        (([1], [np.nan], [6]), "recency", "is missing"),
        (([1], [2, 3], [6]), "recency", "2 values for 1 customers"),
    ],
)
def test_a_summary_that_cannot_be_true_is_refused_by_name(columns: Any, field: str, words: str) -> None:
    with pytest.raises(rg.InvalidSummaryError, match=words) as caught:
        rg.OpportunitySummary(*columns)
    assert caught.value.field == field


def test_a_matrix_is_read_as_opportunities_and_broken_ones_are_refused() -> None:
    summary = rg.OpportunitySummary.from_matrix([[1, 0, 1, 0], [0, 0, np.nan, np.nan], [np.nan] * 4])
    assert summary.frequency.tolist() == [2, 0, 0]
    assert summary.recency.tolist() == [3, 0, 0]
    assert summary.opportunities.tolist() == [4, 2, 0]
    with pytest.raises(rg.InvalidSummaryError, match="not 0, 1 or nan"):
        rg.OpportunitySummary.from_matrix([[2, 0]])
    with pytest.raises(rg.InvalidSummaryError, match="after a nan"):
        rg.OpportunitySummary.from_matrix([[np.nan, 0]])


def test_what_cannot_be_answered_is_refused() -> None:
    with pytest.raises(rg.NotEnoughDataError, match="nobody used"):
        rg.BGBB().fit(rg.OpportunitySummary([0, 0], [0, 0], [5, 6]))
    with pytest.raises(rg.NotEnoughDataError, match="at least two"):
        rg.BGBB().fit(rg.OpportunitySummary([0, 1], [0, 1], [1, 1]))
    fit, summary = given_params((1, 1, 1, 1)), rg.OpportunitySummary([1], [1], [3])
    with pytest.raises(rg.InvalidArgumentError, match="whole number ≥ 1"):
        fit.expected_purchases(summary, 2.5)  # type: ignore[arg-type]
    with pytest.raises(rg.InvalidArgumentError, match="may be infinite"):
        fit.discounted_expected_residual(summary, discount_rate_per_opportunity=0)


def test_orders_become_opportunities_of_complete_periods() -> None:
    days = [
        "2024-01-10",
        "2024-01-20",
        "2024-03-01",
        "2024-04-30",
        "2024-02-05",
        "2024-03-03",
        "2024-04-15",
        "2024-05-02",
    ]
    who = ["ann", "ann", "ann", "ann", "bob", "bob", "cyd", "cyd"]
    paid = [5.0, 5, 5, 5, 5, -5, 5, 5]
    orders = pa.table({"customer_id": who, "date": days, "amount": paid})
    summary = rg.summarize_opportunities(orders, amount="amount", period="month", observed_until="2024-05-15")
    assert list(np.asarray(summary.customer_ids)) == ["ann", "bob", "cyd"]
    assert summary.frequency.tolist() == [2, 0, 0]  # a return is no purchase; May is not over
    assert summary.recency.tolist() == [3, 0, 0]
    assert summary.opportunities.tolist() == [3, 2, 0]
    every_row = rg.summarize_opportunities(orders, period="month", observed_until="2024-05-31")
    assert every_row.frequency.tolist() == [2, 1, 1]
    assert every_row.opportunities.tolist() == [4, 3, 1]
    weekly = rg.summarize_opportunities(orders, period="week", observed_until="2024-05-05")  # a Sunday
    assert weekly.opportunities.tolist() == [16, 12, 2]
    with pytest.raises(rg.InvalidArgumentError, match="period"):
        rg.summarize_opportunities(orders, period="fortnight")  # type: ignore[arg-type]
