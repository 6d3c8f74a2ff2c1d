"""Figures of a comparison against plain computation, and their invariances."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import regulars as rg
from regulars.comparison._holdout import MOST_RANGED, bins_of, check_holdout, sample_of, shifted_deviance, track

TRUE = {"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.66}


@pytest.fixture(scope="module")
def compared(cdnow: rg.Split) -> rg.Comparison:
    return rg.compare(cdnow.summary, [rg.BGNBD(), rg.ParetoNBD()], holdout=cdnow.holdout, draws=200)


def test_criteria_are_their_formulas(compared: rg.Comparison, cdnow: rg.Split) -> None:
    for check in compared.models:
        assert check.n_parameters == 4
        assert check.bic == pytest.approx(4 * np.log(2357) - 2 * check.log_likelihood)
        assert check.aic == pytest.approx(8 - 2 * check.log_likelihood)


def test_errors_are_those_of_a_plain_loop(compared: rg.Comparison, cdnow: rg.Split) -> None:
    for check in compared.models:
        assert check.fit is not None
        assert check.holdout is not None
        expected = check.fit.expected_purchases(cdnow.summary, 39).value
        miss = expected - cdnow.holdout.purchases
        assert check.holdout.mean_absolute_error == pytest.approx(np.abs(miss).mean())
        assert check.holdout.root_mean_squared_error == pytest.approx(np.sqrt((miss**2).mean()))
        assert check.holdout.error == pytest.approx(expected.sum() / 1882 - 1)
        pairs = zip(cdnow.holdout.purchases + 0.5, expected + 0.5, strict=True)
        assert check.holdout.loss == pytest.approx(np.mean([2 * (y * np.log(y / m) - (y - m)) for y, m in pairs]))


def test_parameters_that_are_known_leave_only_chance(compared: rg.Comparison, cdnow: rg.Split) -> None:
    estimated = compared["ParetoNBD"]
    assert estimated.fit is not None
    assert estimated.holdout is not None
    sure = rg.ParetoNBD().given(estimated.fit.params, time_unit="week")
    found = check_holdout(sure, *cdnow, levels=(), draws=200, seed=0)
    assert found is not None
    check, losses = found
    assert check.loss == pytest.approx(estimated.holdout.loss) == pytest.approx(losses.mean())
    assert check.loss_standard_error == 0 < estimated.holdout.loss_standard_error
    miss = sure.expected_purchases(cdnow.summary, 39).value - cdnow.holdout.purchases
    assert check.standard_error == pytest.approx(miss.std() * np.sqrt(len(miss)))
    assert check.standard_error < estimated.holdout.standard_error


def test_the_loss_is_least_at_the_mean_and_finite_for_those_thought_gone() -> None:
    made = np.random.default_rng(1).negative_binomial(0.5, 0.3, 2000).astype(float)
    around = [shifted_deviance(made, np.full_like(made, mean)).mean() for mean in made.mean() * np.array([0.9, 1, 1.1])]
    assert around[1] == min(around)
    assert np.isfinite(shifted_deviance(np.array([3.0, 0.0]), np.array([0.0, 0.0]))).all()
    assert shifted_deviance(np.array([4.0]), np.array([4.0]))[0] == 0


def test_tracking_of_mixed_first_days_is_the_sum_over_customers(cdnow: rg.Split, known: Any) -> None:
    weeks = cdnow.holdout.weeks
    assert weeks is not None
    fit = rg.ParetoNBD().given(TRUE, time_unit="week")
    found = track(fit, cdnow.summary, np.ones(2357), weeks)
    assert found is not None
    first_day = np.rint((cdnow.summary.age.max() - cdnow.summary.age) * 7)
    for position in (0, 5, 38, 77):
        age = (weeks.ends[position] - first_day) / 7
        plain = fit.expected_purchases_new(age[age > 0]).value.sum()
        assert found.cumulative_expected[position] == pytest.approx(plain, rel=1e-10)
    later = slice(39, None)
    made = found.cumulative_actual[later]
    assert found.cumulative_error == pytest.approx((np.abs(found.cumulative_expected[later] - made) / made).mean())
    miss = np.abs(found.expected - found.actual)[later].sum() / found.actual[later].sum()
    assert found.weekly_error == pytest.approx(miss)


def test_bins_hold_everybody_and_know_where_they_know_nothing() -> None:
    made, expected = np.array([1.0, 2.0, 3.0, 9.0]), np.array([1.5, 1.5, 2.0, 8.0])
    found = bins_of(np.array([0, 0, 2, 50]), np.ones(4), made, expected)
    np.testing.assert_array_equal(found.customers, [2, 0, 1, 0, 0, 0, 0, 1])
    np.testing.assert_array_equal(found.actual, [1.5, np.nan, 3, np.nan, np.nan, np.nan, np.nan, 9])
    np.testing.assert_array_equal(found.expected, [1.5, np.nan, 2, np.nan, np.nan, np.nan, np.nan, 8])
    assert found.actual_standard_error[0] == pytest.approx(0.5)
    assert np.isnan(found.actual_standard_error[1:]).all()


def test_ranges_hold_whom_they_hold(compared: rg.Comparison, cdnow: rg.Split) -> None:
    check = compared["ParetoNBD"]
    assert check.fit is not None
    assert check.holdout is not None
    assert [cover.level for cover in check.holdout.coverage] == [0.5, 0.8, 0.9]
    for cover in check.holdout.coverage:
        ends = check.fit.purchase_range(cdnow.summary, 39, cover.level, draws=200)
        inside = (cdnow.holdout.purchases >= ends.low) & (cdnow.holdout.purchases <= ends.high)
        assert cover.inside.value == pytest.approx(inside.mean())
        assert cover.inside.low < cover.inside.value < cover.inside.high
        assert cover.inside.value + cover.below + cover.above == pytest.approx(1)


def test_ranges_of_a_large_base_are_checked_on_some_of_it() -> None:
    n = MOST_RANGED + 5
    many = rg.CustomerSummary(
        np.arange(n) % 3, (np.arange(n) % 3) * 1.0, np.full(n, 9.0), np.arange(n) * 1.0, weights=np.arange(n) + 1.0,
        log_intervals=np.zeros(n), customer_ids=np.arange(n), time_unit="week",
    )  # fmt: skip
    after = rg.Holdout(purchases=np.arange(n), horizon=3, time_unit_days=7)
    some, later = sample_of(many, after, seed=1)
    rows = np.asarray(some.customer_ids)
    assert len(set(rows.tolist())) == len(later) == MOST_RANGED
    np.testing.assert_array_equal(later.purchases, rows)
    np.testing.assert_array_equal(some.frequency, rows % 3)
    np.testing.assert_array_equal(some.monetary_value, rows)
    np.testing.assert_array_equal(some.weights, rows + 1)
    few = many.take(np.arange(9))
    assert sample_of(few, after, seed=1)[0] is few


def test_weights_stand_for_that_many_customers(cdnow: rg.Split) -> None:
    summary, holdout = cdnow
    twice = rg.CustomerSummary(
        summary.frequency, summary.recency, summary.age, weights=np.full(len(summary), 2.0), time_unit="week"
    )
    both = rg.CustomerSummary(
        np.tile(summary.frequency, 2), np.tile(summary.recency, 2), np.tile(summary.age, 2), time_unit="week"
    )
    doubled = replace(holdout, purchases=np.tile(holdout.purchases, 2))
    models = [rg.BGNBD(), rg.ParetoNBD()]
    one = rg.compare(twice, models, holdout=holdout, levels=())
    two = rg.compare(both, models, holdout=doubled, levels=())
    assert one.verdict.code == two.verdict.code
    assert one.verdict.numbers == pytest.approx(two.verdict.numbers, rel=1e-6)
    for left, right in zip(one.rows(), two.rows(), strict=True):
        assert {key: value for key, value in left.items() if isinstance(value, float)} == pytest.approx(
            {key: value for key, value in right.items() if isinstance(value, float)}, rel=1e-6
        )


def test_the_unit_of_time_changes_no_verdict(cdnow: rg.Split) -> None:
    from regulars import datasets

    days = rg.split(datasets.load_cdnow_sample(), calibrated_until=272, time_unit="day")
    models = [rg.BGNBD(), rg.ParetoNBD()]
    by_week = rg.compare(cdnow.summary, models, holdout=cdnow.holdout, levels=())
    by_day = rg.compare(days.summary, models, holdout=days.holdout, levels=())
    assert by_week.verdict.code == by_day.verdict.code
    assert by_week.verdict.numbers["difference"] == pytest.approx(by_day.verdict.numbers["difference"], rel=1e-3)
    assert by_week.verdict.numbers["bic_difference"] == pytest.approx(
        by_day.verdict.numbers["bic_difference"], rel=1e-3
    )


def test_the_table_marks_the_chosen_and_arrow_holds_every_model(compared: rg.Comparison) -> None:
    pytest.importorskip("pyarrow")
    lines = compared.table().splitlines()
    assert lines[0].split()[:3] == ["model", "k", "ln"]
    assert sum(line.startswith("* ") for line in lines) == 1
    table = compared.to_arrow()
    assert table["model"].to_pylist() == ["BGNBD", "ParetoNBD"]
    assert table["actual"].to_pylist() == [1882, 1882]
    assert sum(table["chosen"].to_pylist()) == 1


def test_what_does_not_belong_together_is_refused(cdnow: rg.Split) -> None:
    summary, holdout = cdnow
    models = [rg.BGNBD()]
    with pytest.raises(rg.MismatchError, match="customers"):
        rg.compare(summary, models, holdout=replace(holdout, purchases=holdout.purchases[1:]))
    with pytest.raises(rg.MismatchError, match="days"):
        rg.compare(summary, models, holdout=replace(holdout, time_unit_days=1))
    with pytest.raises(rg.InvalidArgumentError, match="at least one model"):
        rg.compare(summary, [])
    with pytest.raises(rg.InvalidArgumentError, match="twice"):
        rg.compare(summary, [rg.BGNBD(), rg.BGNBD()])
    with pytest.raises(rg.InvalidArgumentError, match="level"):
        rg.compare(summary, models, levels=(1.5,))


def test_customers_told_apart_by_covariates_are_tracked_apart(cdnow: rg.Split) -> None:
    summary, holdout = cdnow
    group = (np.arange(len(summary)) % 2).astype(float)
    apart = summary.with_covariates({"group": group})
    model = rg.ParetoNBD(purchase_covariates=("group",))
    found = rg.compare(apart, {"apart": model, "alike": rg.ParetoNBD()}, holdout=holdout, levels=())
    for name in ("apart", "alike"):
        checked = found[name].holdout
        assert checked is not None
        assert checked.tracking is not None
        assert found[name].n_parameters == (5 if name == "apart" else 4)
    one, other = found["apart"].holdout, found["alike"].holdout
    assert one is not None and one.tracking is not None
    assert other is not None and other.tracking is not None
    np.testing.assert_allclose(one.tracking.expected, other.tracking.expected, rtol=0.05)
    many = summary.with_covariates({"group": np.arange(len(summary)) / len(summary)})
    checked = rg.compare(many, [model], holdout=holdout, levels=())["ParetoNBD"].holdout
    assert checked is not None
    assert checked.tracking is None
