"""The product view by hand, by properties, and against plain queries over the lines of a real shop."""

import itertools
import math
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars import InvalidArgumentError, InvalidDataError, NotEnoughDataError, audit
from regulars.audit import OTHER, UNNAMED, CustomerBase, Products
from regulars.audit.bought_together import lift
from regulars.audit.entry_goods import entry_index

SHARED = Path(os.environ.get("ZABOTA_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data"))

# order, customer, date, category, product, revenue, margin (major units)
LINES = [
    (1, "ann", "2024-01-10", "tea", "green", 60, 30),
    (1, "ann", "2024-01-10", "cups", "cup's", 40, 10),
    (2, "ann", "2024-02-10", "tea", "black", 50, 10),
    (3, "ann", "2024-04-05", "cakes", "pie", 200, 80),
    (4, "bob", "2024-01-20", " tea ", "green", 30, 10),
    (5, "bob", "2024-04-20", "tea", "green", -10, -5),  # a return
    (6, "cyd", "2024-05-01", "cups", "cup's", 60, 20),
    (6, "cyd", "2024-05-01", "tea", "black", 0, 0),  # a gift
    (7, "dan", "2024-02-01", "tea", "black", -7, -7),  # never bought
    (8, None, "2024-06-30", "cakes", "pie", 5, 1),  # nobody known
    (9, "bob", "2024-06-01", None, "post", 3, 3),  # a line of no category
]


def small_base(**options: object) -> CustomerBase:
    order, customer, day, category, product, amount, margin = zip(*LINES, strict=True)
    table = pa.table(
        {
            "order_id": order,
            "customer_id": customer,
            "date": [date.fromisoformat(d) for d in day],
            "category": category,
            "product": product,
            "amount": pa.array(amount, pa.float64()),
            "margin": pa.array(margin, pa.float64()),
        }
    )
    given: dict[str, object] = {
        "margin": "margin",
        "order": "order_id",
        "category": "category",
        "product": "product",
        "observed_from": "2024-01-01",
        **options,
    }
    return CustomerBase.from_orders(table, **given)  # type: ignore[arg-type]


def test_the_five_factors_of_a_category_are_counted_by_hand() -> None:
    answer = audit.products(small_base())
    assert answer.level == "category"
    assert answer.names == ("cakes", "tea", "cups", UNNAMED)  # by all revenue: 205, 123, 100
    assert answer.totals == audit.Totals(customers=3, orders=6, revenue_minor=43300, profit_minor=15800, units=0)
    tea = answer.table("categories").records()[1]
    assert (tea["category"], tea["customers"], tea["orders"]) == ("tea", 3, 4)
    assert (tea["penetration"], tea["orders_per_buyer"]) == (1.0, 4 / 3)
    assert (tea["revenue_minor"], tea["profit_minor"]) == (13000, 4500)
    assert tea["revenue_per_group_order_minor"] == 3250
    assert tea["margin_rate"] == pytest.approx(45 / 130)
    everything = {row["category"]: row for row in answer.table("everything_sold").records()}
    assert everything["tea"]["revenue_of_others_minor"] == -700
    assert everything["cakes"]["revenue_minor"] == 20500
    assert answer.identities_hold


def test_who_buys_widely_and_who_in_one_category_only() -> None:
    answer = audit.products(small_base(), least_both=1)
    wide = answer.table("breadth_by_decile").records()
    assert [(row["categories_per_customer"], row["products_per_customer"]) for row in wide[:3]] == [
        (3, 4),  # ann
        (2, 2),  # cyd: a gift is bought too
        (1, 2),  # bob
    ]
    assert wide[3]["products_per_customer"] is None
    pairs = {(r["category_1"], r["category_2"]): r for r in answer.table("bought_together").records()}
    assert {pair: row["customers"] for pair, row in pairs.items()} == {
        ("cakes", "tea"): 1, ("cakes", "cups"): 1, ("tea", "cups"): 2,
    }  # fmt: skip
    assert pairs["cakes", "cups"]["lift"] == pytest.approx((1 / 3) / (1 / 3 * 2 / 3))
    assert pairs["tea", "cups"]["share_of_1"] == pytest.approx(2 / 3)
    sole = {row["category"]: row["sole"] for row in answer.table("sole_buyers").records()}
    assert sole == {"cakes": 0, "tea": 0, "cups": 0, UNNAMED: 0}  # bob also paid for the post
    quarter = audit.products(small_base(), "2024-Q1").table("sole_buyers").records()
    assert {row["category"]: row["sole"] for row in quarter}["tea"] == 1


def test_customers_begin_with_what_brought_most_on_their_first_day() -> None:
    answer = audit.products(small_base())
    entry = {row["category"]: row for row in answer.table("entry").records()}
    assert {name: row["customers"] for name, row in entry.items()} == {"cakes": 0, "tea": 2, "cups": 1, UNNAMED: 0}
    assert entry["tea"]["value_to_date_minor"] == 13800
    assert entry["tea"]["value_index"] is None, "two customers are too few for an index"


def test_penetration_grows_with_age_and_is_given_only_where_the_age_is_over() -> None:
    growth = audit.products(small_base(), cohort="2024-Q1").table("penetration_by_age")
    assert growth.column_names == ("category", "age_0", "age_1")
    assert dict(zip(growth["category"], growth["age_1"], strict=True)) == {
        "cakes": 0.5, "tea": 1.0, "cups": 0.5, UNNAMED: 0.5,
    }  # fmt: skip
    later = audit.products(small_base(observed_until="2024-06-29"), cohort="2024-Q2")
    assert later.table("penetration_by_age").column_names == ("category",)


def test_a_period_is_seen_alone_and_agrees_with_lens_one() -> None:
    base = small_base()
    answer, lens = audit.products(base, "2024-Q2"), audit.one_period(base, "2024-Q2")
    assert answer.period == "2024-Q2"
    assert answer.totals == lens.totals
    assert sum(answer.table("categories")["profit_minor"]) == lens.totals.profit_minor


def test_without_a_category_products_take_its_place_and_small_ones_are_one_group() -> None:
    answer = audit.products(small_base(category=None, most_names=2))
    assert answer.level == "product"
    assert answer.names == ("pie", "cup's", OTHER)
    assert answer.table("categories").column_names[0] == "product"
    assert "categories_per_customer" not in answer.table("breadth_by_decile").column_names
    assert answer.identities_hold
    emptied = pa.table({**{n: ["x", "y"] for n in ("customer_id", "product")}, "category": pa.array([None, " "])})
    emptied = emptied.append_column("date", [["2024-01-01", "2024-01-02"]]).append_column("amount", [[1.0, 2.0]])
    assert CustomerBase.from_orders(emptied, product="product", category="category").goods.level == "product"


def test_a_base_that_names_no_goods_is_refused() -> None:
    with pytest.raises(NotEnoughDataError, match="no line names"):
        audit.products(small_base(category=None, product=None))
    with pytest.raises(InvalidDataError, match="no column colour"):
        small_base(product="colour")
    with pytest.raises(InvalidArgumentError, match="most_names"):
        small_base(most_names=0)
    with pytest.raises(InvalidArgumentError, match="least_both"):
        audit.products(small_base(), least_both=0)
    with pytest.raises(NotEnoughDataError, match="nobody bought"):
        audit.products(small_base(), cohort="2023-Q1")


# -- properties -------------------------------------------------------------------------------------

line = st.tuples(
    st.one_of(st.none(), st.integers(1, 8)),  # customer
    st.integers(0, 500),  # day
    st.integers(-900, 3000),  # amount in minor units
    st.integers(-500, 900),  # margin
    st.sampled_from(["a", "b", " b", "c", "d'e", None, " "]),  # category
    st.sampled_from(["p", "q", "r", "s", None]),  # product
    st.one_of(st.none(), st.integers(0, 15)),  # order
)
some_lines = st.lists(line, min_size=1, max_size=60).filter(
    lambda rows: any(r[0] and r[2] > 0 and r[6] is None for r in rows) and any(r[4] and r[4].strip() for r in rows)
)


def as_base(rows: list[tuple], *, with_orders: bool, most_names: int, category: bool = True) -> CustomerBase:
    names = ("customer_id", "day", "amount_minor", "margin_minor", "category", "product", "order_id")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    table = pa.table(
        {
            **{
                n: pa.array(columns[n], pa.int64()) for n in ("customer_id", "amount_minor", "margin_minor", "order_id")
            },
            **{n: pa.array(columns[n], pa.string()) for n in ("category", "product")},
            "date": [date(2022, 1, 1) + timedelta(days=d) for d in columns["day"]],
        }
    )
    return CustomerBase.from_orders(
        table,
        amount_minor="amount_minor",
        margin_minor="margin_minor",
        order="order_id" if with_orders else None,
        category="category" if category else None,
        product="product",
        most_names=most_names,
    )


def answers(base: CustomerBase) -> list[Products]:
    if base.goods is None:
        return []
    busy = [p for p in base.periods if base.slice(p).active.any()]
    return [audit.products(base, p, least_both=1) for p in (None, *busy)]


@given(some_lines, st.booleans(), st.integers(1, 5), st.booleans())
def test_every_identity_holds_to_the_last_unit(rows, with_orders, most_names, category) -> None:
    base = as_base(rows, with_orders=with_orders, most_names=most_names, category=category)
    for answer in answers(base):
        assert [identity for identity in answer.identities if not identity.holds] == []


@given(some_lines, st.booleans(), st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(rows, with_orders, most_names, random) -> None:
    shuffled = random.sample(rows, len(rows))
    one, other = (answers(as_base(table, with_orders=with_orders, most_names=most_names)) for table in (rows, shuffled))
    for a, b in zip(one, other, strict=True):
        assert [(t.name, t.data) for t in a.tables] == [(t.name, t.data) for t in b.tables]
        assert a.findings == b.findings


@given(some_lines, st.integers(1, 5))
def test_numbers_are_finite_shares_lie_in_their_intervals_and_findings_are_documented(rows, most_names) -> None:
    for answer in answers(as_base(rows, with_orders=True, most_names=most_names)):
        for finding in answer.findings:
            assert set(finding.numbers) == set(audit.FINDING_NUMBERS[finding.code]), finding.code
        for table in answer.tables:
            for column in table.column_names:
                assert all(v is None or isinstance(v, str) or math.isfinite(v) for v in table[column])
                if f"{column}_low" in table.column_names:
                    value, low, high = (table.numbers(c) for c in (column, f"{column}_low", f"{column}_high"))
                    known = np.isfinite(value) & np.isfinite(low)
                    assert (low[known] <= value[known] + 1e-12).all()
                    assert (value[known] <= high[known] + 1e-12).all()


@given(some_lines)
def test_every_active_customer_bought_some_group_and_penetration_never_falls(rows) -> None:
    base = as_base(rows, with_orders=True, most_names=3)
    for answer in answers(base):
        customers = answer.table("categories").numbers("customers")
        assert customers.sum() >= answer.totals.customers
        assert (customers <= answer.totals.customers).all()
        growth = answer.table("penetration_by_age")
        ages = [growth.numbers(name) for name in growth.column_names[1:]]
        assert all((later >= earlier).all() for earlier, later in itertools.pairwise(ages))


# -- intervals ----------------------------------------------------------------------------------------


def beginners(rng: np.random.Generator, customers: int, times: float) -> CustomerBase:
    """Each buys a or b first, then some more; those who begin with a are worth `times` as much."""
    began = rng.integers(0, 2, customers)
    worth = rng.gamma(1.2, 4000, customers) * np.where(began == 0, times, 1.0)
    return CustomerBase.from_orders(
        pa.table(
            {
                "customer_id": np.arange(customers),
                "date": np.datetime64("2024-01-01") + rng.integers(0, 366, customers),
                "amount_minor": np.round(worth).astype(np.int64),
                "category": np.array(["a", "b"])[began],
            }
        ),
        amount_minor="amount_minor",
        category="category",
    )


def test_a_better_beginning_is_found_and_chance_is_not_called_one() -> None:
    rng = np.random.default_rng(3)
    codes = {finding.code for finding in audit.products(beginners(rng, 2000, 2.0)).findings}
    assert {"better_beginning", "worse_beginning"} <= codes
    codes = {finding.code for finding in audit.products(beginners(rng, 2000, 1.0)).findings}
    assert "beginnings_alike" in codes


@pytest.mark.slow
def test_the_interval_of_the_value_index_covers() -> None:
    rng, runs, customers = np.random.default_rng(11), 4000, 300
    shop = beginners(rng, customers, 2.0)
    assert shop.goods is not None
    hits = {"a": 0, "b": 0}
    for _ in range(runs):
        began = rng.integers(0, 2, customers)
        worth = rng.gamma(1.2, 4000, customers) * np.where(began == 0, 2.0, 1.0)
        cohort = rng.integers(0, 4, customers)
        base = replace(
            shop,
            cell_customer=np.arange(customers),
            cell_profit_minor=np.round(worth).astype(np.int64),
            cohort=cohort,
        )
        expected = np.where(began == 0, 2.0, 1.0)  # of each customer, in units of those who begin with b
        of_cohort = (np.bincount(cohort, expected) / np.bincount(cohort))[cohort]
        found = entry_index(base, replace(shop.goods, names=("a", "b"), entry=began))
        for place, name in enumerate(("a", "b")):
            truth = expected[began == place].sum() / of_cohort[began == place].sum()
            hits[name] += found.low[place] <= truth <= found.high[place]
    assert all(0.935 <= hit / runs <= 0.965 for hit in hits.values()), hits


@pytest.mark.slow
def test_the_interval_of_a_lift_covers() -> None:
    rng = np.random.default_rng(5)
    p11, p10, p01, n = 0.12, 0.18, 0.08, 400
    cells = rng.multinomial(n, [p11, p10, p01, 1 - p11 - p10 - p01], 20_000)
    found = lift(cells[:, 0], cells[:, 0] + cells[:, 1], cells[:, 0] + cells[:, 2], n)
    truth = p11 / ((p11 + p10) * (p11 + p01))
    assert np.mean((found.low <= truth) & (truth <= found.high)) == pytest.approx(0.95, abs=0.01)


# -- a real shop --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def retail() -> duckdb.DuckDBPyConnection:
    path = SHARED / "online_retail_lines.csv.gz"
    if not path.exists():
        pytest.skip(f"no {path.name} in {SHARED}; set ZABOTA_SHARED_DATA")
    connection = duckdb.connect()
    connection.execute(
        f"""
        CREATE TABLE lines AS SELECT *, round(Quantity * UnitPrice * 100)::BIGINT AS minor FROM read_csv(
            '{path}', types = {{'InvoiceNo': 'VARCHAR', 'StockCode': 'VARCHAR', 'UnitPrice': 'DECIMAL(18,3)'}})
        """
    )
    return connection


@pytest.fixture(scope="module")
def seen(retail) -> Products:
    base = CustomerBase.from_orders(
        retail.table("lines"), customer="CustomerID", date="InvoiceDate", amount_minor="minor", order="InvoiceNo",
        units="Quantity", product="StockCode",
    )  # fmt: skip
    return audit.products(base)


def test_totals_of_a_real_shop_equal_a_query_over_its_lines(retail, seen) -> None:
    top = retail.execute(
        "SELECT StockCode, sum(minor)::BIGINT, sum(Quantity)::BIGINT FROM lines GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12"
    ).fetchall()
    everything = seen.table("everything_sold")
    rows = list(zip(everything["product"], everything["revenue_minor"], everything["units"], strict=True))
    assert rows[:12] == top
    assert rows[12][0] == OTHER
    whole = retail.execute("SELECT sum(minor)::BIGINT, sum(Quantity)::BIGINT FROM lines").fetchall()[0]
    assert (sum(r[1] for r in rows), sum(r[2] for r in rows)) == whole
    assert seen.identities_hold


def test_buyers_orders_and_pairs_of_a_real_shop_equal_queries_over_its_lines(retail, seen) -> None:
    rows = {row["product"]: row for row in seen.table("categories").records()}
    for name in seen.names[:12]:
        counted = retail.execute(
            """
            SELECT count(DISTINCT customer), count(*) FROM (
                SELECT CustomerID AS customer, InvoiceNo FROM lines WHERE CustomerID IS NOT NULL
                GROUP BY ALL HAVING count(*) FILTER (StockCode = $name) > 0
                    AND min(minor) >= 0 AND min(minor) FILTER (StockCode = $name) >= 0)
            """,
            {"name": name},
        ).fetchall()[0]
        assert (rows[name]["customers"], rows[name]["orders"]) == counted
    pairs = {(r["product_1"], r["product_2"]): r["customers"] for r in seen.table("bought_together").records()}
    (one, other), both = max(pairs.items(), key=lambda item: item[1])
    query = """
        SELECT count(*) FROM (SELECT CustomerID FROM lines WHERE minor >= 0 AND CustomerID IS NOT NULL
        GROUP BY 1 HAVING bool_or(StockCode = $one) AND bool_or(StockCode = $other))
    """
    assert retail.execute(query, {"one": one, "other": other}).fetchall()[0][0] == both


def test_the_breadth_of_a_real_shop_equals_a_query_over_its_lines(retail, seen) -> None:
    wide = seen.table("breadth_by_decile")
    told = sum(n * k for n, k in zip(wide["customers"], wide["products_per_customer"], strict=True))
    counted = retail.execute(
        "SELECT count(DISTINCT (CustomerID, StockCode)) FROM lines WHERE minor >= 0 AND CustomerID IS NOT NULL"
    ).fetchall()[0][0]
    assert told == pytest.approx(counted, abs=1e-6)
