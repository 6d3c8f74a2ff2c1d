"""Orders to what a model may see and what it must foretell."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import regulars as rg
from hypothesis import given, settings
from hypothesis import strategies as st
from regulars import datasets

CDNOW = Path(datasets.__file__).parent / "data" / "cdnow_sample.csv.gz"
SEEN = [1359, 1414, 1484, 1517, 1573, 1672]
"""Cumulative repeat purchases of weeks 20 to 25: Fader, Hardie and Lee (2005), JMR 42(4); BTYD vignette."""


def orders(*rows: tuple[object, str, float]) -> pa.Table:
    ids, days, amounts = zip(*rows, strict=True)
    return pa.table({"customer_id": ids, "date": [date.fromisoformat(d) for d in days], "amount": amounts})


def test_cdnow_is_split_as_in_the_papers() -> None:
    summary, holdout = rg.split(CDNOW, calibrated_until="1997-09-30")
    assert (len(summary), summary.frequency.sum()) == (2357, 2457)
    assert (holdout.horizon, holdout.purchases.sum()) == (39, 1882)
    weeks = holdout.weeks
    assert weeks is not None
    assert (weeks.in_calibration, len(weeks.ends), weeks.ends[38]) == (39, 78, 273)
    assert np.cumsum(weeks.repeat_purchases)[19:25].tolist() == SEEN
    assert weeks.repeat_purchases[:39].sum() == 2457
    assert weeks.repeat_purchases[39:].sum() == 1882


def test_orders_in_memory_are_split_like_the_file() -> None:
    from_file = rg.split(CDNOW, calibrated_until=date(1997, 9, 30))
    from_orders = rg.split(datasets.load_cdnow_sample(), calibrated_until=272, time_unit="week")
    for name in ("frequency", "recency", "age"):
        np.testing.assert_allclose(
            np.sort(getattr(from_file.summary, name)), np.sort(getattr(from_orders.summary, name))
        )
    assert from_file.holdout.horizon == from_orders.holdout.horizon
    assert from_file.holdout.weeks is not None
    assert from_orders.holdout.weeks is not None
    np.testing.assert_array_equal(from_file.holdout.weeks.ends, from_orders.holdout.weeks.ends)
    np.testing.assert_array_equal(from_file.holdout.weeks.repeat_purchases, from_orders.holdout.weeks.repeat_purchases)


def test_a_hand_computed_split() -> None:
    table = orders(
        ("ann", "2024-01-01", 10.0),
        ("ann", "2024-01-08", 3.0),
        ("ann", "2024-01-20", 3.0),
        ("ann", "2024-01-20", 4.0),  # the same day: one purchase
        ("ann", "2024-01-25", 9.0),
        ("ann", "2024-01-26", -9.0),  # a return, not a purchase
        ("bob", "2024-01-10", 1.0),
        ("bob", "2024-01-14", 1.0),
        ("cyd", "2024-01-20", 1.0),  # first seen too late
        ("cyd", "2024-01-22", 1.0),
        ("ann", "2024-03-01", 1.0),  # after all
    )
    summary, holdout = rg.split(table, calibrated_until="2024-01-14", observed_until="2024-01-31", time_unit="day")
    at = {name: position for position, name in enumerate(summary.customer_ids)}
    assert set(at) == {"ann", "bob"}
    assert (holdout.purchases[at["ann"]], holdout.purchases[at["bob"]]) == (2, 0)
    assert holdout.horizon == 17
    assert holdout.weeks is not None
    assert holdout.weeks.ends.tolist() == [7, 14, 21, 28, 31]
    assert holdout.weeks.repeat_purchases.tolist() == [0, 2, 1, 1, 0]
    assert holdout.weeks.in_calibration == 2
    assert holdout.provenance["customers_first_seen_in_the_holdout"] == 1


def test_every_kind_of_table_gives_the_same_split(tmp_path: Path) -> None:
    arrow = orders(("a", "2024-01-01", 1.0), ("b", "2024-01-02", 2.0), ("a", "2024-02-01", 3.0))
    pq.write_table(arrow, tmp_path / "orders.parquet")
    connection = duckdb.connect()
    kinds = [
        arrow,
        arrow.to_pandas(),
        tmp_path / "orders.parquet",
        connection.from_arrow(arrow),
        arrow.to_reader(),
    ]
    for kind in kinds:
        summary, holdout = rg.split(kind, calibrated_until="2024-01-05")
        found = dict(zip(summary.customer_ids, holdout.purchases.tolist(), strict=True))
        assert found == {"a": 1, "b": 0}


def test_an_ibis_table_is_split() -> None:
    ibis = pytest.importorskip("ibis")
    arrow = orders(("a", "2024-01-01", 1.0), ("b", "2024-01-02", 2.0), ("a", "2024-02-01", 3.0))
    summary, holdout = rg.split(ibis.memtable(arrow), calibrated_until="2024-01-05")
    assert dict(zip(summary.customer_ids, holdout.purchases.tolist(), strict=True)) == {"a": 1, "b": 0}


def test_models_of_regular_purchases_get_their_intervals() -> None:
    summary, _ = rg.split(CDNOW, calibrated_until="1997-09-30", log_intervals=True)
    known = rg.split(datasets.load_cdnow_sample(), calibrated_until=272, time_unit="week").summary
    assert summary.log_intervals is not None
    assert known.log_intervals is not None
    assert summary.log_intervals.sum() == pytest.approx(known.log_intervals.sum())


def test_a_split_with_intervals_takes_models_of_a_rhythm() -> None:
    chance = np.random.default_rng(4)
    days = datasets.spread_over(chance, customers=600, days=120)
    made = datasets.simulate_mbg_cnbd(chance, first_day=days, until_day=600, k=3, r=0.8, alpha=3.0, a=0.7, b=2.5)
    table = pa.table({"customer_id": made.customer, "date": np.datetime64("2024-01-01") + made.day})
    end = date(2024, 1, 1) + timedelta(days=364)
    calibration, _ = rg.split(table, amount=None, calibrated_until=end, log_intervals=True)
    known = rg.split(made, calibrated_until=364).summary
    assert rg.MBGCNBD(k=3).fit(calibration).log_likelihood == pytest.approx(
        rg.MBGCNBD(k=3).fit(known).log_likelihood, rel=1e-9
    )
    with pytest.raises(rg.NotEnoughDataError, match="log_intervals=True"):
        rg.MBGCNBD().fit(rg.split(table, amount=None, calibrated_until=end).summary)


def test_days_without_money_count_as_purchases() -> None:
    table = pa.table({"customer_id": [1, 1, 2], "date": ["2024-01-01", "2024-01-09", "2024-01-02"]})
    summary, holdout = rg.split(table, amount=None, calibrated_until="2024-01-05")
    assert dict(zip(summary.customer_ids, holdout.purchases, strict=True)) == {1: 1, 2: 0}


def test_what_cannot_be_split_is_refused_in_words() -> None:
    table = orders(("a", "2024-01-01", 1.0), ("a", "2024-02-01", 3.0))
    with pytest.raises(rg.InvalidArgumentError, match="no day is left"):
        rg.split(table, calibrated_until="2024-02-01")
    with pytest.raises(rg.InvalidArgumentError, match="no day is left"):
        rg.split(datasets.load_cdnow_sample(), calibrated_until=272, observed_until=272)
    with pytest.raises(rg.NotEnoughDataError):
        rg.split(table, calibrated_until="2023-02-01")
    with pytest.raises(rg.NotEnoughDataError):
        rg.split(datasets.load_cdnow_sample(), calibrated_until=-1)
    with pytest.raises(rg.InvalidArgumentError, match="ISO date"):
        rg.split(table, calibrated_until="01.02.2024")
    with pytest.raises(rg.InvalidArgumentError, match="whole numbers"):
        rg.split(datasets.load_cdnow_sample(), calibrated_until="1997-09-30")


def test_a_holdout_made_by_hand_is_checked() -> None:
    assert len(rg.Holdout(purchases=np.array([0, 3]), horizon=10, time_unit_days=7)) == 2
    with pytest.raises(rg.InvalidDataError) as caught:
        rg.Holdout(purchases=np.array([0, -3]), horizon=10, time_unit_days=7)
    assert caught.value.row == 1
    with pytest.raises(rg.InvalidArgumentError):
        rg.Holdout(purchases=np.array([0, 3]), horizon=0, time_unit_days=7)
    with pytest.raises(rg.InvalidArgumentError):
        rg.comparison.Weeks.of_days(np.array([1, 2]), calibration_days=3)


row = st.tuples(st.integers(1, 5), st.integers(0, 60), st.integers(-300, 900))


@settings(max_examples=12)
@given(st.lists(row, min_size=1, max_size=40))
def test_both_halves_are_what_summaries_of_both_periods_say(rows: list[tuple[int, int, int]]) -> None:
    start = date(2024, 1, 1).toordinal()
    table = pa.table(
        {
            "customer_id": [customer for customer, _, _ in rows],
            "date": [date.fromordinal(start + day) for _, day, _ in rows],
            "amount_minor": [minor for _, _, minor in rows],
        }
    )
    seen, after = "2024-01-31", "2024-03-03"
    ask = {"amount_minor": "amount_minor", "time_unit": "day"}
    try:
        first = rg.summarize(table, observed_until=seen, **ask)
    except rg.NotEnoughDataError:
        with pytest.raises(rg.NotEnoughDataError):
            rg.split(table, calibrated_until=seen, observed_until=after, **ask)
        return
    summary, holdout = rg.split(table, calibrated_until=seen, observed_until=after, **ask)
    whole = rg.summarize(table, observed_until=after, **ask)
    total = dict(zip(whole.customer_ids, whole.frequency, strict=True))
    before = dict(zip(first.customer_ids, first.frequency, strict=True))
    for customer, seen_before, later in zip(summary.customer_ids, summary.frequency, holdout.purchases, strict=True):
        assert seen_before == before[customer]
        assert seen_before + later == total[customer]
    assert holdout.weeks is not None
    made = holdout.weeks.repeat_purchases
    assert made[: holdout.weeks.in_calibration].sum() == summary.frequency.sum()
    assert made[holdout.weeks.in_calibration :].sum() == holdout.purchases.sum()
    assert holdout.weeks.ends[-1] == summary.age.max() + 1 + holdout.horizon
