"""Small tables of awkward orders, and what it means that two summaries are the same."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
import regulars as rg

ZONE = "America/New_York"
CHANGES = (datetime(2024, 3, 10, tzinfo=ZoneInfo(ZONE)), datetime(2024, 11, 3, tzinfo=ZoneInfo(ZONE)))
KEYS = ["ann", " ann", "ann\t", "bob", "Bob", "боб", "", "  ", None, *(f"c{i}" for i in range(25))]
AMOUNTS = [0.0, 1.0, 19.99, 1.005, 2.675, -1.005, -19.99, 0.005, 1e9 + 0.01, None, -0.0]


def awkward_orders(seed: int, rows: int = 300) -> pa.Table:
    """Blank and missing keys, returns, repeated rows, days of one purchase, moments around changes of the clocks."""
    draw = random.Random(seed)

    def moment() -> datetime | None:
        if draw.random() < 0.03:
            return None
        day = draw.choice(CHANGES) + timedelta(days=draw.choice([-40, -2, -1, 0, 0, 1, 2, 30]))
        seconds = draw.choice([0, 1, 4 * 3600 - 1, 5 * 3600 - 1, 18 * 3600 + 1799, draw.randrange(86_400), 86_399])
        parts = timedelta(seconds=seconds, microseconds=draw.choice([0, 500_000, 999_000]))
        return day.astimezone(UTC).replace(hour=0) + parts

    entries = [(draw.choice(KEYS), moment(), draw.choice(AMOUNTS)) for _ in range(rows)]
    entries += entries[: rows // 10]
    entries += [("only returns", moment(), -5.0) for _ in range(3)]
    keys, moments, amounts = zip(*entries, strict=True)
    local = [m and m.replace(tzinfo=None) for m in moments]
    return pa.table(
        {
            "customer_id": pa.array(keys, pa.string()),
            "number": pa.array([None if k is None else hash_of(k) for k in keys], pa.int64()),
            "moment": pa.array(moments, pa.timestamp("us", "UTC")),
            "stamp": pa.array(local, pa.timestamp("us")),
            "date": pa.array([m and m.date() for m in local], pa.date32()),
            "text": pa.array([m and m.isoformat(" ", "seconds") for m in local], pa.string()),
            "amount": pa.array(amounts, pa.float64()),
            "exact": pa.array([None if a is None else Decimal(repr(a)) for a in amounts], pa.decimal128(18, 3)),
            "minor": pa.array([None if a is None else round(a * 100) for a in amounts], pa.int64()),
        }
    )


def hash_of(key: str) -> int:
    """A number for a key, the same in every run."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(key)) % 40


def as_records(summary: rg.CustomerSummary) -> list[tuple[Any, ...]]:
    """Every number of a summary, to the last digit, in an order of its own."""
    n = len(summary)
    ids = [None] * n if summary.customer_ids is None else [str(i) for i in summary.customer_ids]
    money = np.full(n, np.nan) if summary.monetary_value is None else summary.monetary_value
    weights = np.ones(n) if summary.weights is None else summary.weights
    logs = np.zeros(n) if summary.log_intervals is None else summary.log_intervals
    columns = (ids, summary.frequency, summary.recency, summary.age, money, weights, logs)
    return sorted(tuple(map(str, row)) for row in zip(*columns, strict=True))


CASES: dict[str, dict[str, Any]] = {
    "dates": {},
    "collapsed": {"collapse": True},
    "numbered customers": {"customer": "number", "collapse": True},
    "timestamps as they are": {"date": "stamp"},
    "text": {"date": "text"},
    "moments in New York": {"date": "moment", "timezone": ZONE, "observed_until": None},
    "moments in Kolkata": {"date": "moment", "timezone": "Asia/Kolkata", "observed_from": "2024-03-11"},
    "moments, collapsed": {"date": "moment", "timezone": ZONE, "collapse": True, "time_unit": "month"},
    "money in whole minor units": {"amount_minor": "minor"},
    "exact decimals": {"amount": "exact"},
    "no money": {"amount": None, "collapse": True},
    "every row a purchase": {"merge_days": False},
    "every row a purchase, collapsed": {"merge_days": False, "collapse": True, "amount_minor": "minor"},
    "intervals": {"log_intervals": True, "collapse": True},
    "intervals between moments": {"log_intervals": True, "date": "moment", "timezone": ZONE, "time_unit": "week"},
    "a window": {"observed_from": date(2024, 2, 10), "observed_until": date(2024, 11, 3)},
}


THE_REST = {
    "collapsed",
    "numbered customers",
    "timestamps as they are",
    "moments in Kolkata",
    "money in whole minor units",
    "no money",
    "every row a purchase",
    "intervals between moments",
}


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.slow) if name in THE_REST else name for name in CASES])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One way to call `summarize`."""
    return {"observed_until": "2024-12-31", "time_unit": "day", **CASES[request.param]}


@pytest.fixture(scope="session")
def awkward() -> pa.Table:
    """The orders every engine is given."""
    return awkward_orders(7)


@pytest.fixture(scope="session")
def cases() -> dict[str, dict[str, Any]]:
    """Every way to call `summarize`, for engines that are dear to start."""
    return {name: {"observed_until": "2024-12-31", "time_unit": "day", **options} for name, options in CASES.items()}


Same = Callable[[rg.CustomerSummary, rg.CustomerSummary], None]


@pytest.fixture(scope="session")
def assert_same() -> Same:
    """Fail unless two summaries agree in every number and every count of rows."""

    def check(one: rg.CustomerSummary, other: rg.CustomerSummary) -> None:
        assert dict(one.provenance) == dict(other.provenance)
        assert as_records(one) == as_records(other)

    return check
