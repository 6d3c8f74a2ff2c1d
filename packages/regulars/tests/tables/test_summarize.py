"""Orders to summaries: golden facts of CDNOW, hand-computed customers, every kind of table."""

import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
import regulars as rg
from hypothesis import given
from hypothesis import strategies as st
from regulars import datasets

CDNOW = Path(datasets.__file__).parent / "data" / "cdnow_sample.csv.gz"


def orders(*rows: tuple[object, str, float]) -> pa.Table:
    ids, days, amounts = zip(*rows, strict=True)
    return pa.table({"customer_id": ids, "date": [date.fromisoformat(d) for d in days], "amount": amounts})


def test_cdnow_sample_has_the_published_counts() -> None:
    """Fader, Hardie and Lee (2005), section 4: 2,357 customers, 39 weeks of calibration."""
    summary = rg.summarize(CDNOW, observed_until="1997-09-30", time_unit="week")
    assert len(summary) == 2357
    assert summary.frequency.sum() == 2457
    assert (summary.frequency > 0).sum() == 946
    first = {name: getattr(summary, name)[0] for name in ("frequency", "recency", "age", "monetary_value")}
    assert first == pytest.approx({"frequency": 2, "recency": 30.43, "age": 38.86, "monetary_value": 22.35}, abs=0.006)
    later = rg.summarize(CDNOW)
    holdout = later.provenance["purchase_days"] - summary.provenance["purchase_days"]
    assert holdout == 1882


def test_provenance_counts_every_row_of_cdnow() -> None:
    summary = rg.summarize(CDNOW, observed_until="1997-09-30")
    facts = summary.provenance
    used = facts["purchase_days"] + facts["rows_merged_within_a_day"]
    assert facts["rows_read"] == used + facts["rows_after_observation"] == 6919
    assert facts["observed_until"] == "1997-09-30"


def test_a_hand_computed_customer() -> None:
    table = orders(
        ("ann", "2024-01-01", 10.0),
        ("ann", "2024-01-08", 3.0),
        ("ann", "2024-01-08", 4.5),
        ("ann", "2024-01-15", 5.5),
        ("bob", "2024-01-10", 1.0),
    )
    summary = rg.summarize(table, observed_until="2024-01-29", time_unit="day")
    rows = dict(zip(summary.customer_ids, range(2), strict=True))
    ann, bob = rows["ann"], rows["bob"]
    assert (summary.frequency[ann], summary.recency[ann], summary.age[ann]) == (2, 14, 28)
    assert summary.monetary_value[ann] == pytest.approx((7.5 + 5.5) / 2)
    assert (summary.frequency[bob], summary.recency[bob], summary.age[bob]) == (0, 0, 19)
    assert np.isnan(summary.monetary_value[bob])
    assert summary.provenance["rows_merged_within_a_day"] == 1


def test_returns_reduce_the_spend_and_are_not_purchases() -> None:
    table = orders(
        ("ann", "2023-12-01", -9.0),  # of a purchase never seen: left out
        ("ann", "2024-01-01", 10.0),
        ("ann", "2024-01-08", 20.0),
        ("ann", "2024-01-09", -5.0),  # a return, not a purchase day
        ("ann", "2024-01-12", 7.0),
        ("ann", "2024-01-12", -7.0),  # bought and returned the same day: no purchase
        ("cyd", "2024-01-12", -1.0),  # never bought
        ("dan", "2024-01-03", 0.0),  # a free order is a purchase
    )
    summary = rg.summarize(table, observed_until="2024-01-31", time_unit="day")
    rows = dict(zip(summary.customer_ids, range(len(summary)), strict=True))
    assert set(rows) == {"ann", "dan"}
    ann = rows["ann"]
    assert (summary.frequency[ann], summary.recency[ann], summary.age[ann]) == (1, 7, 30)
    assert summary.monetary_value[ann] == pytest.approx(15.0)
    assert summary.provenance["return_rows"] == 4
    assert summary.provenance["customers_without_purchase"] == 1


def test_rows_that_cannot_be_used_are_left_out_and_counted() -> None:
    table = pa.table(
        {
            "customer_id": ["ann", None, "  ", "ann", "ann", "ann"],
            "date": [date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 2), None, date(2024, 1, 5), date(2025, 1, 1)],
            "amount": [1.0, 2.0, 3.0, 4.0, float("nan"), 5.0],
        }
    )
    summary = rg.summarize(table, observed_until="2024-06-30")
    facts = summary.provenance
    assert (facts["rows_without_customer"], facts["rows_without_date"], facts["rows_without_amount"]) == (2, 1, 1)
    assert facts["rows_after_observation"] == 1
    assert summary.frequency.tolist() == [0]


def test_every_kind_of_table_gives_the_same_summary(tmp_path: Path) -> None:
    arrow = orders(("a", "2024-01-01", 1.1), ("b", "2024-01-02", 2.2), ("a", "2024-02-01", 3.3))
    pq.write_table(arrow, tmp_path / "orders.parquet")
    arrow.to_pandas().to_csv(tmp_path / "orders.csv", index=False)
    connection = duckdb.connect()
    kinds = {
        "arrow": arrow,
        "pandas": arrow.to_pandas(),
        "parquet": tmp_path / "orders.parquet",
        "csv": str(tmp_path / "orders.csv"),
        "relation": connection.from_arrow(arrow),
    }
    answers = {name: as_records(rg.summarize(kind, time_unit="day")) for name, kind in kinds.items()}
    assert answers["arrow"] == [("a", 1, 31.0, 31.0, 3.3), ("b", 0, 0.0, 30.0, None)]
    assert all(answer == answers["arrow"] for answer in answers.values())


def test_ibis_tables_are_accepted() -> None:
    ibis = pytest.importorskip("ibis")
    arrow = orders(("a", "2024-01-01", 1.1), ("a", "2024-02-01", 3.3))
    assert as_records(rg.summarize(ibis.memtable(arrow), time_unit="day")) == [("a", 1, 31.0, 31.0, 3.3)]


def test_minor_units_and_no_money_at_all() -> None:
    table = pa.table({"customer_id": [1, 1], "date": ["2024-01-01", "2024-01-03"], "kopecks": [100, 250]})
    assert as_records(rg.summarize(table, amount_minor="kopecks", time_unit="day")) == [(1, 1, 2.0, 2.0, 2.5)]
    bare = rg.summarize(table, amount=None)
    assert bare.monetary_value is None
    assert bare.frequency.tolist() == [1]


def test_the_day_begins_where_the_time_zone_says() -> None:
    late = pd.DataFrame(
        {
            "customer_id": [1, 1],
            "date": pd.to_datetime(["2024-01-01 12:00", "2024-01-01 22:30"], utc=True),
            "amount": [1.0, 1.0],
        }
    )
    assert rg.summarize(late).frequency.tolist() == [0]
    assert rg.summarize(late, timezone="Europe/Moscow").frequency.tolist() == [1]


def test_collapsing_keeps_every_customer_and_purchase() -> None:
    summary = rg.summarize(CDNOW, observed_until="1997-09-30", time_unit="day")
    small = rg.summarize(CDNOW, observed_until="1997-09-30", time_unit="day", collapse=True)
    assert len(small) == 1016
    assert small.n_customers == 2357
    whole = sorted(zip(summary.frequency, summary.recency, summary.age, strict=True))
    again = sorted(
        row
        for row, weight in zip(zip(small.frequency, small.recency, small.age, strict=True), small.weights, strict=True)
        for _ in range(int(weight))
    )
    assert whole == again


def test_a_missing_column_is_named_with_those_that_exist() -> None:
    table = orders(("a", "2024-01-01", 1.0))
    with pytest.raises(rg.InvalidDataError, match="no column total; the table has customer_id, date, amount"):
        rg.summarize(table, amount="total")


def test_an_empty_observation_is_not_enough_data() -> None:
    with pytest.raises(rg.NotEnoughDataError):
        rg.summarize(orders(("a", "2024-01-01", 1.0)), observed_until="2023-01-01")


def test_unknown_inputs_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(rg.InvalidArgumentError, match="not known"):
        rg.summarize(42)
    with pytest.raises(rg.InvalidArgumentError, match="there is no file"):
        rg.summarize(tmp_path / "nothing.csv")
    with pytest.raises(rg.InvalidArgumentError, match="ISO date"):
        rg.summarize(orders(("a", "2024-01-01", 1.0)), observed_until="01.02.2024")


def as_records(summary: rg.CustomerSummary) -> list[tuple[object, ...]]:
    money = [None if np.isnan(value) else round(float(value), 10) for value in summary.monetary_value]
    rows = zip(summary.customer_ids, summary.frequency, summary.recency, summary.age, money, strict=True)
    return sorted((i, int(x), float(t), float(T), m) for i, x, t, T, m in rows)


row = st.tuples(st.integers(1, 6), st.integers(0, 90), st.integers(-500, 2000))


@given(st.lists(row, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_summaries_follow_the_stated_rules_whatever_the_order_of_rows(rows, random) -> None:
    def build(entries):
        return pa.table(
            {
                "customer_id": [customer for customer, _, _ in entries],
                "date": [date.fromordinal(date(2024, 1, 1).toordinal() + day) for _, day, _ in entries],
                "amount_minor": [minor for _, _, minor in entries],
            }
        )

    expected = slow_summary(rows)
    if not expected:
        with pytest.raises(rg.NotEnoughDataError):
            rg.summarize(build(rows), amount_minor="amount_minor", observed_until="2024-03-31", time_unit="day")
        return
    shuffled = random.sample(rows, len(rows))
    for table in (build(rows), build(shuffled)):
        summary = rg.summarize(table, amount_minor="amount_minor", observed_until="2024-03-31", time_unit="day")
        assert as_records(summary) == expected


def slow_summary(rows: list[tuple[int, int, int]]) -> list[tuple[object, ...]]:
    """The documented rules, in plain Python."""
    answer = []
    for customer in sorted({c for c, _, _ in rows}):
        days: dict[int, list[int]] = {}
        for _, day, minor in (r for r in rows if r[0] == customer):
            days.setdefault(day, []).append(minor)
        bought = sorted(day for day, amounts in days.items() if sum(amounts) > 0 or min(amounts) >= 0)
        if bought:
            repeat = sum(sum(amounts) for day, amounts in days.items() if day > bought[0])
            x = len(bought) - 1
            money = round(repeat / 100 / x, 10) if x else None
            answer.append((customer, x, float(bought[-1] - bought[0]), float(90 - bought[0]), money))
    return answer


def test_timestamps_count_as_their_day() -> None:
    stamps = [datetime.fromisoformat("2024-01-01T09:00"), datetime.fromisoformat("2024-01-01T21:00")]
    table = pa.table({"customer_id": ["a", "a"], "date": stamps, "amount": [1, 2]})
    assert rg.summarize(table).frequency.tolist() == [0]


def test_streams_lazy_frames_and_patterns_of_files_are_read(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    arrow = orders(
        ("a", "2024-01-01", 1.1), ("b", "2024-01-02", 2.2), ("a", "2024-02-01", 3.3), ("c", "2024-02-02", 4.4)
    )
    for half, name in ((arrow[:2], "first"), (arrow[2:], "second")):
        pq.write_table(half, tmp_path / f"{name}.parquet")
        half.to_pandas().to_csv(tmp_path / f"{name}.csv.gz", index=False)
    kinds = {
        "pattern of parquet": f"{tmp_path}/*.parquet",
        "folder of parquet": tmp_path,
        "pattern of csv.gz": f"{tmp_path}/*.csv.gz",
        "arrow reader": pa.RecordBatchReader.from_batches(arrow.schema, iter(arrow.to_batches(max_chunksize=1))),
        "arrow data set": pyarrow.dataset.dataset(tmp_path, format="parquet", exclude_invalid_files=True),
        "polars": polars.from_arrow(arrow),
        "lazy polars": polars.from_arrow(arrow).lazy(),
        "lazy polars over files": polars.scan_parquet(tmp_path / "*.parquet"),
    }
    expected = as_records(rg.summarize(arrow, time_unit="day"))
    assert {name: as_records(rg.summarize(kind, time_unit="day")) for name, kind in kinds.items()} == dict.fromkeys(
        kinds, expected
    )


def test_a_stream_needs_its_columns_as_a_table_does() -> None:
    reader = orders(("a", "2024-01-01", 1.0)).to_reader()
    with pytest.raises(rg.InvalidDataError, match="no column total"):
        rg.summarize(reader, amount="total")


def test_the_first_purchase_since_the_observation_began_counts_as_the_first() -> None:
    table = orders(
        ("a", "2024-01-01", 1.0), ("a", "2024-01-05", 2.0), ("a", "2024-01-09", 4.0), ("b", "2024-01-02", 8.0)
    )
    summary = rg.summarize(table, observed_from="2024-01-03", observed_until=date(2024, 1, 10), time_unit="day")
    assert as_records(summary) == [("a", 1, 4.0, 5.0, 4.0)]
    facts = summary.provenance
    assert (facts["observed_from"], facts["rows_before_observation"], facts["rows_used"]) == ("2024-01-03", 2, 2)
    with pytest.raises(rg.InvalidArgumentError, match="before it begins"):
        rg.summarize(table, observed_from="2024-01-03", observed_until="2024-01-02")


def test_rows_of_one_day_are_purchases_of_their_own_on_demand() -> None:
    table = orders(
        ("ann", "2024-01-01", 10.0),
        ("ann", "2024-01-01", 5.05),
        ("ann", "2024-01-01", -10.0),  # of the day of the first purchase
        ("ann", "2024-01-08", 3.0),
        ("ann", "2024-01-08", 0.0),
        ("ann", "2024-01-09", -1.0),
        ("bob", "2024-01-08", 6.0),
    )
    summary = rg.summarize(table, merge_days=False, observed_until="2024-01-11", time_unit="day")
    # the mean of 10.00 and 5.05, rounded down, is the first purchase: 7.53 + 3 + 0 - 1 are the repeats
    assert as_records(summary) == [("ann", 3, 7.0, 10.0, round(9.53 / 3, 10)), ("bob", 0, 0.0, 3.0, None)]
    assert (summary.provenance["purchases"], summary.provenance["rows_merged_within_a_day"]) == (5, 0)


@pytest.mark.parametrize(
    ("zone", "moments", "purchase_days"),
    [
        # clocks go forward on 31 March: the day has 23 hours, from 23:00 UTC to 22:00 UTC
        ("Europe/Berlin", ["2024-03-30T22:59:59", "2024-03-30T23:00", "2024-03-31T21:59:59", "2024-03-31T22:00"], 3),
        # clocks go back on 27 October: the day has 25 hours, from 22:00 UTC to 23:00 UTC
        ("Europe/Berlin", ["2024-10-26T21:59:59", "2024-10-26T22:00", "2024-10-27T22:59:59", "2024-10-27T23:00"], 3),
        # the clocks of Santiago go forward at midnight: 8 September begins at 01:00
        ("America/Santiago", ["2024-09-08T03:59:59", "2024-09-08T04:00", "2024-09-09T02:59:59", "2024-09-09T03:00"], 3),
        ("UTC", ["2024-03-30T23:59:59", "2024-03-31T00:00"], 2),
    ],
)
def test_days_on_which_clocks_change_are_whole_days(zone: str, moments: list[str], purchase_days: int) -> None:
    stamps = [datetime.fromisoformat(moment) for moment in moments]
    aware = pa.table(
        {
            "customer_id": ["a"] * len(stamps),
            "date": pa.array(stamps, pa.timestamp("s", "UTC")),
            "amount": [1] * len(stamps),
        }
    )
    ibis = pytest.importorskip("ibis")
    for table in (aware, ibis.memtable(aware)):
        summary = rg.summarize(table, timezone=zone, time_unit="day")
        assert summary.provenance["purchase_days"] == purchase_days
        assert summary.recency.tolist() == [purchase_days - 1]


def test_timestamps_without_a_zone_are_taken_as_they_are() -> None:
    stamps = [datetime.fromisoformat("2024-01-01T00:30"), datetime.fromisoformat("2024-01-01T23:30")]
    table = pa.table({"customer_id": ["a", "a"], "date": stamps, "amount": [1, 2]})
    assert rg.summarize(table, timezone="Pacific/Auckland").frequency.tolist() == [0]


def test_an_unknown_zone_is_refused_in_words() -> None:
    with pytest.raises(rg.InvalidArgumentError, match="timezone 'Mars/Base' is not known"):
        rg.summarize(orders(("a", "2024-01-01", 1.0)), timezone="Mars/Base")


def test_intervals_are_those_of_the_simulated_orders() -> None:
    rng = np.random.default_rng(4)
    simulated = datasets.simulate_bg_nbd(
        rng, first_day=rng.integers(0, 60, 200), until_day=300, r=0.9, alpha=3.0, a=0.5, b=2.0
    )
    known = simulated.summary(until_day=300, time_unit="week")
    start = date(2024, 1, 1).toordinal()
    table = pa.table(
        {
            "customer_id": simulated.customer,
            "date": [date.fromordinal(start + int(day)) for day in simulated.day],
            "amount_minor": np.ones(len(simulated.day), np.int64),
        }
    )
    end = date.fromordinal(start + 300)
    summary = rg.summarize(table, amount_minor="amount_minor", observed_until=end, log_intervals=True)
    place = np.argsort(summary.customer_ids)
    assert summary.frequency[place] == pytest.approx(known.frequency)
    assert summary.log_intervals[place] == pytest.approx(known.log_intervals, abs=1e-8)
    small = rg.summarize(table, amount_minor="amount_minor", observed_until=end, log_intervals=True, collapse=True)
    assert small.weights @ small.log_intervals == pytest.approx(known.log_intervals.sum(), rel=1e-9)


def test_intervals_of_purchases_on_one_day_are_refused() -> None:
    with pytest.raises(rg.InvalidArgumentError, match="log_intervals needs merge_days"):
        rg.summarize(orders(("a", "2024-01-01", 1.0)), log_intervals=True, merge_days=False)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(ImportError, match=r"pip install 'regulars\[tables\]'"):
        rg.summarize(CDNOW)
