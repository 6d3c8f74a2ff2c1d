"""Retention by every definition: published and hand-counted numbers, and what is not defined."""

import math
import subprocess
import sys
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import regulars as rg
from hypothesis import given
from hypothesis import strategies as st
from regulars import audit, datasets, retention

# Freireich et al. (1963), weeks of remission, as in Kalbfleisch and Prentice (2002), table 1.1;
# minus = still in remission.
TREATED = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

ORDERS = [
    ("ann", "2024-01-10", 100), ("ann", "2024-02-10", 50), ("ann", "2024-03-12", 25), ("ann", "2024-04-05", 75),
    ("bob", "2024-01-20", 30), ("bob", "2024-03-20", 60),
    ("cyd", "2024-02-01", 60), ("cyd", "2024-02-21", 40),
    ("dan", "2024-02-03", 10),
    ("eve", "2024-03-05", 80), ("eve", "2024-04-04", 20),
    ("fay", "2024-04-20", 80),
]  # fmt: skip


def base(until: str = "2024-04-30", grain: audit.Grain = "month") -> audit.CustomerBase:
    who, day, paid = zip(*ORDERS, strict=True)
    table = pa.table({"customer_id": who, "date": [date.fromisoformat(d) for d in day], "amount": paid})
    return audit.CustomerBase.from_orders(table, grain=grain, observed_from="2024-01-01", observed_until=until)


def cdnow(until: str = "1998-06-30") -> audit.CustomerBase:
    orders = datasets.load_cdnow_sample()
    days = np.datetime64("1997-01-01") + orders.day
    table = pa.table({"customer_id": orders.customer, "date": pa.array(days), "amount": orders.amount})
    return audit.CustomerBase.from_orders(table, grain="month", observed_until=until)


def test_the_names_are_functions_whatever_was_imported_before() -> None:
    code = (
        "import regulars.audit, regulars.response\n"
        "from regulars.retention import kaplan_meier, cohort_table, log_rank, period_retention\n"
        "assert all(callable(f) for f in (kaplan_meier, cohort_table, log_rank, period_retention))\n"
        "import regulars.retention as r\n"
        "assert all(hasattr(r, name) for name in r.__all__) and set(r.__all__) <= set(dir(r))\n"
        "assert not hasattr(r, 'nothing')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_remission_times_give_the_published_curve_and_test() -> None:
    weeks = np.array(TREATED)
    curve = retention.kaplan_meier(np.abs(weeks), weeks > 0)
    survival, _, _ = curve.at([6, 7, 10, 13, 16, 22, 23])
    assert np.round(survival, 4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    placebo = retention.kaplan_meier(PLACEBO, np.ones(21, bool))
    assert (curve.quantile(0.5), placebo.quantile(0.5)) == (23, 8)
    both = np.append(weeks, PLACEBO)
    test = retention.log_rank(np.abs(both), both > 0, ["treated"] * 21 + ["placebo"] * 21)
    assert round(test.statistic, 4) == 16.7929
    assert f"{test.p_value:.2e}" == "4.17e-05"
    assert (test.degrees_of_freedom, test.groups, test.verdict) == (1, ("placebo", "treated"), "different")
    assert test.observed.tolist() == [21, 9]
    assert test.expected.sum() == pytest.approx(30)


waits = st.lists(st.tuples(st.integers(1, 12), st.booleans(), st.integers(0, 2)), min_size=6, max_size=40)


@given(rows=waits, names=st.permutations(["a", "b", "c"]))
def test_log_rank_does_not_depend_on_order_unit_or_names(rows: list[tuple[int, bool, int]], names: list[str]) -> None:
    duration, happened, group = (np.array(column) for column in zip(*rows, strict=True))
    try:
        one = retention.log_rank(duration, happened, group)
    except rg.NotEnoughDataError:
        return
    other = retention.log_rank(duration[::-1] / 7, happened[::-1], np.array(names)[group[::-1]])
    assert other.statistic == pytest.approx(one.statistic, rel=1e-9, abs=1e-9)
    assert one.statistic >= 0
    assert 0 <= one.p_value <= 1
    assert one.expected.sum() == pytest.approx(one.observed.sum())


def test_log_rank_refuses_what_cannot_be_compared() -> None:
    with pytest.raises(rg.NotEnoughDataError, match="two groups"):
        retention.log_rank([1, 2], [True, True], [1, 1])
    with pytest.raises(rg.NotEnoughDataError, match="nothing happened"):
        retention.log_rank([1, 2], [False, False], [1, 2])
    with pytest.raises(rg.InvalidArgumentError, match="shape"):
        retention.log_rank([1, 2], [True], [1, 2])
    assert retention.log_rank([1, 2, 3], [True, True, True], [1, 1, 2]).verdict == "too_few_events"


def test_retention_and_churn_by_their_definitions() -> None:
    kept = retention.retention_rate(200, 210, 30)
    assert kept.value == 0.9
    assert (kept.low, kept.high) == pytest.approx((0.8506, 0.9343), abs=5e-5)
    lost = retention.churn_rate(200, 20)
    assert lost.value == pytest.approx(1 - kept.value)
    assert lost.low == pytest.approx(1 - kept.high)
    assert (kept.n, kept.method, kept.verdict) == (200, "wilson", "")


def test_retention_of_nobody_is_not_defined() -> None:
    for nothing in (retention.retention_rate(0, 30, 30), retention.churn_rate(0, 0)):
        assert math.isnan(nothing.value)
        assert nothing.verdict == "not_defined"
    nothing_spent = retention.revenue_retention([0.0], [10.0])
    assert nothing_spent.net.verdict == "not_defined"
    assert (
        retention.revenue_retention_of_totals(0, churned=0, contraction=0, expansion=0).gross.verdict == "not_defined"
    )


def test_counts_that_contradict_are_refused() -> None:
    with pytest.raises(rg.InvalidArgumentError, match="more than the 10 at the end"):
        retention.retention_rate(10, 10, 11)
    with pytest.raises(rg.InvalidArgumentError, match="count them as new"):
        retention.retention_rate(10, 12, 0)
    with pytest.raises(rg.InvalidArgumentError):
        retention.churn_rate(10, 11)
    with pytest.raises(rg.InvalidArgumentError, match="whole number"):
        retention.churn_rate(10, 1.5)  # type: ignore[arg-type]


def test_five_per_cent_a_month_is_forty_six_a_year() -> None:
    year = retention.annual_churn(retention.churn_rate(1000, 50))
    assert round(100 * year.value, 3) == 45.964
    assert year.low < year.value < year.high < 1
    assert retention.annual_churn(retention.churn_rate(100, 100)).value == 1
    assert math.isnan(retention.annual_churn(retention.churn_rate(0, 0)).value)
    with pytest.raises(rg.InvalidArgumentError):
        retention.annual_churn(year, periods_per_year=0)


def test_revenue_retention_is_the_definition() -> None:
    totals = retention.revenue_retention_of_totals(10_000, churned=500, contraction=300, expansion=1_000)
    assert (totals.gross.value, totals.net.value) == (0.92, 1.02)
    assert totals.net.verdict == "totals_only"
    before = [500.0, 1000, 8500, 0]
    after = [0.0, 700, 9500, 800]  # one left, one shrank, one grew, one is new
    each = retention.revenue_retention(before, after)
    assert (each.start, each.churned, each.contraction, each.expansion) == (10_000, 500, 300, 1_000)
    assert (each.gross.value, each.net.value) == (0.92, 1.02)
    assert (each.net.n, each.net.verdict) == (3, "low_base")
    with pytest.raises(rg.InvalidArgumentError, match="lost of"):
        retention.revenue_retention_of_totals(100, churned=80, contraction=30, expansion=0)


@given(rows=st.lists(st.tuples(st.floats(0, 1e4), st.floats(-100, 1e4)), min_size=1, max_size=30))
def test_gross_retention_never_exceeds_one_nor_net(rows: list[tuple[float, float]]) -> None:
    before, after = (np.array(column) for column in zip(*rows, strict=True))
    answer = retention.revenue_retention(before, after)
    if answer.start > 0:
        assert 0 <= answer.gross.value <= min(1 + 1e-12, answer.net.value + 1e-12)
        total = answer.start - answer.churned - answer.contraction
        assert answer.gross.value == pytest.approx(total / answer.start, abs=1e-9)
        assert answer.net.value == pytest.approx((total + answer.expansion) / answer.start, abs=1e-9)


def test_net_retention_intervals_cover() -> None:
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(400):
        before = rng.lognormal(3, 1, 300)
        after = before * rng.binomial(1, 0.8, 300) * rng.lognormal(0.1, 0.5, 300)
        net = retention.revenue_retention(before, after).net
        hits += net.low <= 0.8 * math.exp(0.1 + 0.125) <= net.high
    assert 0.91 <= hits / 400 <= 0.98


def test_cohorts_are_a_triangle_counted_by_hand() -> None:
    table = retention.cohort_table(base())
    assert table.cohorts == ("2024-01", "2024-02", "2024-03", "2024-04")
    assert table.started.tolist() == [2, 2, 1, 1]
    nan = np.nan
    expected = [[2, 1, 2, 1], [2, 0, 0, nan], [1, 1, nan, nan], [1, nan, nan, nan]]
    np.testing.assert_array_equal(table.active, expected)
    assert table.rate[0].tolist() == [1, 0.5, 1, 0.5]
    wilson = rg.wilson(1, 2)
    assert (table.low[0, 1], table.high[0, 1]) == pytest.approx((wilson.low, wilson.high))
    assert np.isnan(table.low[1, 3])
    whole = table.of_all()
    assert whole.active.tolist() == [[6, 2, 2, 1]]
    assert whole.rate[0].tolist() == pytest.approx([1, 2 / 5, 2 / 4, 1 / 2])
    assert table.meaning == "bought"


def test_a_month_that_is_not_over_is_not_counted() -> None:
    table = retention.cohort_table(base("2024-04-20"))
    assert table.active.shape == (4, 3)
    assert np.isnan(table.active[3]).all()


def test_contracts_have_the_same_table() -> None:
    counts = rg.RetentionCounts([[100, 80, 60], [50, 45]], labels=["jan", "feb"])
    table = retention.cohort_table(counts)
    assert (table.meaning, table.cohorts) == ("kept", ("jan", "feb"))
    np.testing.assert_array_equal(table.rate, [[1, 0.8, 0.6], [1, 0.9, np.nan]])
    np.testing.assert_allclose(table.of_all().rate, [[1, 125 / 150, 0.6]])


def test_a_period_is_counted_by_hand_with_a_fixed_window() -> None:
    answer = retention.period_retention(base(), date(2024, 3, 1), date(2024, 4, 1), window_days=30)
    # before March silent for at most 30 days: ann (19), cyd (8), dan (26); bob has been silent for 40
    # before April: ann (19), bob (11, returned), eve (26, new); cyd 39 and dan 57 are lost
    assert (answer.start, answer.end, answer.stayed, answer.lost) == (3, 3, 1, 2)
    assert (answer.new, answer.returned) == (1, 1)
    assert answer.retention.value == pytest.approx(1 / 3)
    assert answer.churn.value == pytest.approx(2 / 3)
    assert answer.churn_of_a_year.value == pytest.approx(1 - (1 / 3) ** (365.25 / 31))
    kept = retention.period_retention(base(), date(2024, 3, 1), date(2024, 4, 1), window_days=30, returners="kept")
    assert kept.retention.value == pytest.approx(2 / 3)
    assert (kept.returners, kept.churn.value) == ("kept", answer.churn.value)


def test_own_windows_look_only_at_what_was_known() -> None:
    whole, march = base(), (date(2024, 3, 1), date(2024, 4, 1))
    early = retention.period_retention(base("2024-03-31"), *march)
    late = retention.period_retention(whole, *march)
    assert (early.start, early.end, early.lost) == (late.start, late.end, late.lost)
    assert math.isnan(late.window_days)
    assert late.start == late.stayed + late.lost
    assert late.end == late.stayed + late.new + late.returned


def test_periods_that_cannot_be_judged_say_so() -> None:
    first = retention.period_retention(base(), date(2024, 1, 1), date(2024, 2, 1), window_days=30)
    assert (first.start, first.retention.verdict) == (0, "not_defined")
    short = retention.period_retention(base(), date(2024, 1, 25), date(2024, 3, 1), window_days=60)
    assert short.retention.verdict == "short_history"
    crowd = retention.period_retention(base(), date(2024, 3, 10), date(2024, 4, 10), window_days=5, returners="kept")
    assert (crowd.start, crowd.stayed, crowd.returned) == (1, 0, 1) or crowd.retention.value >= 1
    with pytest.raises(rg.InvalidArgumentError, match="does not lie in"):
        retention.period_retention(base(), date(2024, 3, 1), date(2024, 6, 1), window_days=30)
    with pytest.raises(rg.InvalidArgumentError, match="returners"):
        retention.period_retention(base(), date(2024, 3, 1), date(2024, 4, 1), returners="none")  # type: ignore[arg-type]
    with pytest.raises(rg.InvalidArgumentError, match="window_days"):
        retention.period_retention(base(), date(2024, 3, 1), date(2024, 4, 1), window_days=0)
    with pytest.raises(rg.NotEnoughDataError, match="two days"):
        retention.period_retention(base(), date(2024, 1, 15), date(2024, 4, 1))


def test_silence_and_the_model_agree_on_the_order_of_churn() -> None:
    whole = cdnow()
    silent = retention.churn_by_silence(whole)
    assert silent.n == (np.bincount(whole.day_customer) >= 2).sum()
    assert 0.1 < silent.low < silent.value < silent.high < 0.9
    summary = datasets.load_cdnow_sample().summary(until_day=545, time_unit="week")
    alive = rg.ParetoNBD().fit(summary).probability_alive(summary)
    modelled = retention.churn_by_probability_alive(alive)
    assert modelled.value == pytest.approx(1 - alive.value.mean())
    assert modelled.low < modelled.value < modelled.high
    one = retention.churn_by_probability_alive(alive, weights=np.arange(len(alive.value)) == 0)
    assert one.value == pytest.approx(1 - alive.value[0])
    with pytest.raises(rg.NotEnoughDataError):
        retention.churn_by_probability_alive(alive, weights=np.zeros(len(alive.value)))


def test_repeat_purchases_count_those_not_back_yet() -> None:
    answer = retention.repeat_purchases(base(), horizons_days=[20, 31, 60])
    assert answer.cohorts == ("2024-01", "2024-02", "2024-03", "2024-04")
    # January: ann after 31 days, bob after 60; February: cyd after 20, dan not yet after 87
    assert answer.share[0].tolist() == [0, 0.5, 1]
    assert answer.share[1].tolist() == [0.5, 0.5, 0.5]
    assert answer.share[2, :2].tolist() == [0, 1]
    assert np.isnan(answer.share[3]).all()  # fay has been here for ten days
    assert answer.acquired.tolist() == [2, 2, 1, 1]
    assert answer.difference is not None
    assert (answer.difference.verdict, answer.difference.groups) == ("too_few_events", answer.cohorts)
    with pytest.raises(rg.InvalidArgumentError, match="horizons_days"):
        retention.repeat_purchases(base(), horizons_days=[0])


def test_repeat_purchases_of_cdnow_are_those_of_the_papers() -> None:
    whole = cdnow()
    answer = retention.repeat_purchases(whole)
    assert (answer.share[:, -1] > answer.share[:, 0]).all()
    assert ((answer.low <= answer.share) & (answer.share <= answer.high)).all()
    until = datasets.load_cdnow_sample().before(273)
    table = pa.table(
        {
            "customer_id": until.customer,
            "date": pa.array(np.datetime64("1997-01-01") + until.day),
            "amount": until.amount,
        }
    )
    early = audit.CustomerBase.from_orders(table, grain="month", observed_until="1997-09-30")
    rate = retention.repeat_purchase_rate(early)
    assert (rate.value, rate.n) == (946 / 2357, 2357)


def test_revenue_of_periods_is_that_of_their_customers() -> None:
    answer = retention.revenue_retention_of_periods(base(), "2024-02", "2024-03")
    # February: ann 50, cyd 100, dan 10; March: ann 25, others nothing (bob and eve were none in February)
    assert (answer.start, answer.churned, answer.contraction, answer.expansion) == (160, 110, 25, 0)
    assert answer.net.value == pytest.approx(25 / 160)


def test_first_cells_of_a_cohort_table_add_up_to_all_customers() -> None:
    whole: Any = cdnow()
    table = retention.cohort_table(whole)
    assert table.active[:, 0].sum() == whole.n_customers == 2357
    known = ~np.isnan(table.rate)
    assert (table.low[known] <= table.rate[known]).all()
    assert (table.rate[known] <= table.high[known]).all()
