"""The five lenses on a base small enough to count by hand, on CDNOW, and on a large simulated one."""

import os
import time
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from regulars import InvalidArgumentError, InvalidDataError, NotEnoughDataError, audit, datasets

CDNOW = Path(datasets.__file__).parent / "data" / "cdnow_sample.csv.gz"
SHARED = Path(os.environ.get("ZABOTA_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data"))

# customer, date, revenue, margin (major units)
ROWS = [
    ("ann", "2024-01-10", 100, 40),
    ("ann", "2024-02-10", 50, 10),
    ("ann", "2024-04-05", 200, 80),
    ("bob", "2024-01-20", 30, 10),
    ("bob", "2024-04-20", -10, -5),  # a return in a quarter without a purchase
    ("cyd", "2024-05-01", 60, 20),
    ("cyd", "2024-05-11", 40, -30),
    ("dan", "2024-02-01", -7, -7),  # never bought: an unmatched return
    (None, "2024-06-30", 5, 1),  # anonymous
]


def small_base(**options: object) -> audit.CustomerBase:
    customer, day, amount, margin = zip(*ROWS, strict=True)
    table = pa.table(
        {
            "customer_id": customer,
            "date": [date.fromisoformat(d) for d in day],
            "amount": pa.array(amount, pa.float64()),
            "margin": pa.array(margin, pa.float64()),
        }
    )
    given = {"margin": "margin", "observed_from": "2024-01-01", **options}
    return audit.CustomerBase.from_orders(table, **given)


def test_lens_one_counts_a_quarter_by_hand() -> None:
    answer = audit.one_period(small_base(), "2024-Q2")
    assert answer.totals == audit.Totals(customers=2, orders=3, revenue_minor=30000, profit_minor=7000, units=0)
    totals = answer.table("totals").records()[0]
    assert totals["orders_per_customer"] == 1.5
    assert totals["revenue_per_order_minor"] == 10000
    assert totals["margin_rate"] == pytest.approx(7 / 30)
    composition = {row["part"]: row["revenue_minor"] for row in answer.table("composition").records()}
    assert composition == {"buyers": 30000, "returns_only": -1000, "anonymous": 500, "unmatched_returns": 0}
    losers = answer.table("loss_makers").records()[0]
    assert (losers["customers"], losers["profit_minor"]) == (1, -1000)
    deciles = answer.table("deciles_by_customers")
    assert deciles["profit_minor"][:3] == (8000, -1000, 0)
    assert deciles["orders_per_customer"][2] is None
    assert answer.identities_hold


def test_lens_two_names_who_was_lost_kept_and_won() -> None:
    answer = audit.two_periods(small_base(), "2024-Q1", "2024-Q2")
    flow = {row["group"]: row for row in answer.table("flow").records()}
    assert {name: row["customers"] for name, row in flow.items()} == {
        "lost": 1, "kept": 1, "returned": 0, "new": 1, "returns_only": 0,
    }  # fmt: skip
    assert flow["lost"]["profit_minor_change"] == -1500
    bridge = {row["step"]: row["profit_minor"] for row in answer.table("bridge").records()}
    assert bridge == {
        "before": 5300, "lost": -1500, "kept_down": 0, "kept_up": 3000, "returned": 0, "new": -1000,
        "returns_only": 0, "anonymous": 100, "unmatched_returns": 700, "after": 6600,
    }  # fmt: skip
    tree = [row for row in answer.table("up_down").records() if row["customers"]]
    assert len(tree) == 1
    directions = ("profit", "orders", "order_value", "margin_rate")
    assert [tree[0][name] for name in directions] == ["up", "not_up", "up", "up"]
    assert answer.identities_hold


def test_the_change_of_profit_is_split_without_remainder() -> None:
    parts = audit.two_periods(small_base(), "2024-Q1", "2024-Q2").table("decomposition").numbers("contribution_minor")
    # buyers of Q1 (6,000) against everything customers with a name brought in Q2 (7,000 − 500)
    assert parts.sum() == pytest.approx(6500 - 6000)


def test_lens_three_follows_the_first_quarter() -> None:
    answer = audit.one_cohort(small_base(), "2024-Q1")
    assert (answer.acquired, answer.ages_observed) == (2, 2)
    ages = answer.table("by_age")
    assert ages["active_share"] == (1.0, 0.5)
    assert ages["revenue_minor"] == (18000, 19000)
    patterns = {row["pattern"]: row["customers"] for row in answer.table("patterns").records()}
    assert patterns == {"YY": 1, "YN": 1}
    depth = answer.table("depth_of_repeat").records()
    assert [(row["reached"], row["went_on"]) for row in depth] == [(2, 1), (1, 1), (1, 0)]
    assert depth[0]["median_days_of_those_who_did"] == 31
    second = answer.table("second_purchase")
    assert second["share"][second["days"].index(28.0)] == 0.0
    assert second["share"][second["days"].index(35.0)] == 0.5
    assert answer.identities_hold


def test_lens_four_and_five_show_the_grid_and_the_growth() -> None:
    base = small_base()
    sizes = audit.cohorts(base).table("sizes").records()
    assert [(row["cohort"], row["customers"], row["profit_minor"]) for row in sizes] == [
        ("2024-Q1", 2, 13500),
        ("2024-Q2", 1, -1000),
    ]
    whole = audit.whole_base(base)
    c3 = whole.table("c3_profit_minor")
    assert c3["cohort"] == ("2024-Q1", "2024-Q2", "anonymous", "unmatched_returns")
    assert c3["2024-Q1"] == (6000, 0, 0, -700)
    assert c3["2024-Q2"] == (7500, -1000, 100, 0)
    growth = whole.table("growth").records()[0]
    assert growth == {
        "period": "2024-Q2", "compared_with": "2024-Q1", "profit_before_minor": 5300, "acquisition_minor": -1000,
        "returned_minor": 0, "lost_minor": -1500, "development_minor": 3000, "returns_only_minor": 0,
        "outside_minor": 800, "profit_after_minor": 6600,
    }  # fmt: skip
    assert whole.table("stand_still").records() == []
    assert whole.identities_hold


def test_without_a_margin_profit_is_called_revenue_and_no_margin_is_shown() -> None:
    base = small_base(margin=None)
    answer = audit.one_period(base, "2024-Q2")
    assert answer.profit_basis == "revenue"
    assert answer.totals.profit_minor == answer.totals.revenue_minor
    assert all("margin_rate" not in table.column_names for table in answer.tables)
    rated = small_base(margin=None, margin_rate=0.5)
    assert audit.one_period(rated, "2024-Q2").totals.profit_minor == 15000


def test_a_partly_missing_margin_is_refused_unless_a_rate_fills_it() -> None:
    table = pa.table(
        {"customer_id": [1, 1], "date": ["2024-01-01", "2024-01-02"], "amount": [10.0, 20.0], "margin": [4.0, None]}
    )
    with pytest.raises(InvalidDataError, match="1 rows have no margin"):
        audit.CustomerBase.from_orders(table, margin="margin")
    filled = audit.CustomerBase.from_orders(table, margin="margin", margin_rate=0.25)
    assert filled.grand_totals().profit_minor == 900


def test_lines_of_one_order_are_one_order() -> None:
    table = pa.table(
        {
            "customer_id": [1, 1, 1, 1],
            "date": ["2024-01-01 10:00", "2024-01-01 10:00", "2024-01-01 18:00", "2024-01-02 09:00"],
            "order_id": ["a", "a", "b", "c"],
            "amount": [10.0, -4.0, 5.0, -5.0],
            "pieces": [2, -1, 1, -1],
        }
    )
    base = audit.CustomerBase.from_orders(table, order="order_id", units="pieces", grain="year")
    assert base.grand_totals() == audit.Totals(1, 2, 600, 600, 1)


def test_periods_are_named_checked_and_known_to_be_complete() -> None:
    base = small_base(grain="month", cohort_grain="quarter")
    assert [p.label for p in base.periods] == [f"2024-{m:02d}" for m in range(1, 7)]
    assert base.complete_periods == base.periods
    with pytest.raises(InvalidArgumentError, match="outside the observation"):
        audit.one_period(base, "2023-12")
    with pytest.raises(InvalidArgumentError, match="not a month"):
        audit.one_period(base, "2024-Q1")
    with pytest.raises(NotEnoughDataError):
        audit.one_period(base, "2024-03")
    with pytest.raises(InvalidArgumentError, match="cannot be followed"):
        small_base(grain="quarter", cohort_grain="month")


def test_weeks_follow_iso_8601_across_a_year() -> None:
    week = audit.Period(int((date(2020, 12, 31) - date(1970, 1, 1)).days + 3) // 7, "week")
    assert (week.label, week.start_on, week.end_on) == ("2020-W53", date(2020, 12, 28), date(2021, 1, 4))


def test_the_overview_names_the_factor_that_changed_most_and_refuses_to_judge_few_customers() -> None:
    answer = audit.overview(small_base(), "2024-Q2")
    assert answer.figure("active").value == 2
    assert answer.figure("active").verdict == "not_enough_data"
    assert answer.figure("anonymous_revenue").verdict == "counted"
    (changed,) = (f for f in answer.findings if f.code == "changed_most")
    assert changed.numbers["factor"] == "revenue_per_order"
    assert set(changed.numbers) == set(audit.FINDING_NUMBERS["changed_most"])


def simulated_base(customers: int, orders: int, *, seed: int, second_year: float = 1.0) -> audit.CustomerBase:
    """Customers with unlike rates over two years; `second_year` scales the spend of the second."""
    rng = np.random.default_rng(seed)
    weight = rng.gamma(0.6, size=customers)
    who = rng.choice(customers, size=orders, p=weight / weight.sum())
    day = rng.integers(0, 731, size=orders)
    amount = rng.lognormal(8, 0.8, size=orders) * np.where(day < 366, 1.0, second_year)
    table = pa.table(
        {
            "customer_id": who,
            "date": (np.datetime64("2022-12-31") + day + 1).astype("datetime64[D]"),
            "amount_minor": np.round(amount).astype(np.int64),
        }
    )
    return audit.CustomerBase.from_orders(table, amount_minor="amount_minor", margin_rate=0.4, grain="year")


def test_the_overview_cries_wolf_at_its_stated_rate() -> None:
    """Two like years: revenue called changed in about 5 % of worlds; a rise by half is seen."""
    alarms = 0
    for seed in range(60):
        figure = audit.overview(simulated_base(150, 900, seed=seed), "2024").figure("revenue")
        alarms += figure.verdict in ("up", "down")
    assert alarms <= 8  # P(more | 5 %) < 0.4 %
    assert audit.overview(simulated_base(400, 3000, seed=7, second_year=1.5), "2024").figure("revenue").verdict == "up"


def test_cdnow_through_the_lenses() -> None:
    base = audit.CustomerBase.from_orders(CDNOW, grain="quarter")
    assert base.n_customers == 2357
    assert [c.label for c in base.cohorts] == ["1997-Q1"]
    cohort = audit.one_cohort(base, "1997-Q1")
    totals = f"SELECT count(*), sum(CAST(round(amount * 100) AS BIGINT)) FROM read_csv('{CDNOW}')"
    rows = duckdb.sql(totals).fetchall()[0]
    assert (cohort.table("value_to_date")["orders"][0], cohort.table("value_to_date")["revenue_minor"][0]) == rows
    once = next(f for f in cohort.findings if f.code == "bought_on_one_day_only")
    days = f"SELECT customer_id FROM read_csv('{CDNOW}') GROUP BY 1 HAVING count(DISTINCT date) = 1"
    assert once.numbers["customers"] == duckdb.sql(f"SELECT count(*) FROM ({days})").fetchall()[0][0]
    assert cohort.identities_hold
    with pytest.raises(NotEnoughDataError):
        audit.cohorts(base)


def test_online_retail_totals_equal_an_independent_query() -> None:
    file = SHARED / "online_retail_lines.csv.gz"
    if not file.exists():
        pytest.skip(f"needs {file.name} in the folder named by ZABOTA_SHARED_DATA")
    connection = duckdb.connect()
    lines = connection.sql(f"SELECT *, Quantity * UnitPrice AS amount FROM read_csv('{file}')")
    base = audit.CustomerBase.from_orders(
        lines, customer="CustomerID", date="InvoiceDate", order="InvoiceNo", units="Quantity", grain="month"
    )
    connection.register("lines", lines)
    independent = connection.sql(
        """SELECT strftime(CAST(InvoiceDate AS DATE), '%Y-%m') AS month,
             CAST(sum(round(Quantity * UnitPrice * 100)) AS BIGINT), CAST(sum(Quantity) AS BIGINT)
           FROM lines GROUP BY month ORDER BY month"""
    ).fetchall()
    started = time.perf_counter()
    answers = [audit.one_period(base, period) for period in base.periods]
    whole = audit.whole_base(base)
    answers += [audit.cohorts(base), whole, audit.one_cohort(base, base.cohorts[1])]
    answers.append(audit.two_periods(base, "2011-09", "2011-10"))
    assert time.perf_counter() - started < 10
    assert [(p.label, base.grand_totals(p).revenue_minor, base.grand_totals(p).units) for p in base.periods] == [
        tuple(row) for row in independent
    ]
    assert all(answer.identities_hold for answer in answers)
    assert base.n_customers == 4339


def test_a_table_becomes_arrow_with_its_units() -> None:
    table = audit.one_period(small_base(), "2024-Q2").table("deciles_by_customers")
    arrow = table.to_arrow()
    assert arrow.num_rows == len(table) == 10
    assert arrow.schema.field("profit_minor").metadata == {b"unit": b"money_minor"}
    assert arrow["orders_per_customer"].null_count == 8
