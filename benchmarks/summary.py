"""Ten million order rows to the customer summary: regulars, lifetimes, plain pandas and DuckDB by hand.

    uv run --group bench python benchmarks/summary.py            # 10,000,000 rows
    uv run --group bench python benchmarks/summary.py --quick    # 500,000 rows

All four read the same Parquet file and must give the same sums. The bare query and regulars take turns, so
that whatever else the machine does meets them alike; seconds are medians, and their ratio is the median of
the rounds' ratios. Targets: 1.3 times the bare query at most, 8 times faster than lifetimes at least.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import regulars as rg

SLOWEST = 1.3
SLOWEST_QUICK = 2.0  # half a million rows take so little that what is fixed weighs
FASTER_THAN_LIFETIMES = 8
ROUNDS = 5
Checksum = tuple[int, int, int]


def write_orders(path: Path, *, rows: int) -> None:
    """Shuffled orders of customers with unlike rates over two years."""
    rng = np.random.default_rng(2024)
    customers = rows // 10
    weight = np.cumsum(rng.gamma(0.6, size=customers))
    who = np.searchsorted(weight, rng.random(rows) * weight[-1])
    days = np.datetime64("2022-01-01") + rng.integers(0, 730, size=rows)
    amounts = np.round(rng.lognormal(3, 0.8, size=rows), 2)
    table = pa.table({"customer_id": who, "date": days.astype("datetime64[D]"), "amount": amounts})
    pq.write_table(table, path)


def by_regulars(path: Path) -> Checksum:
    """Summarize through the library."""
    summary = rg.summarize(path, time_unit="day")
    return len(summary), int(summary.frequency.sum()), int(summary.recency.sum())


def by_duckdb(path: Path) -> Checksum:
    """Run the query a person would write, days merged, result as numpy arrays."""
    query = f"""
        WITH days AS (
          SELECT customer_id, date, sum(amount) AS amount FROM read_parquet('{path}') GROUP BY customer_id, date)
        SELECT customer_id, count(*) - 1 AS frequency, max(date) - min(date) AS recency, min(date) AS first_day,
          sum(amount) - arg_min(amount, date) AS repeat_amount
        FROM days GROUP BY customer_id"""
    with duckdb.connect() as connection:
        answer = connection.sql(query).to_arrow_table()
    columns = {name: answer[name].to_numpy() for name in answer.column_names}
    return len(answer), int(columns["frequency"].sum()), int(columns["recency"].sum())


def by_pandas(path: Path) -> Checksum:
    """Group twice, vectorised."""
    orders = pd.read_parquet(path)
    days = orders.groupby(["customer_id", "date"], as_index=False)["amount"].sum()
    days["date"] = pd.to_datetime(days["date"])
    grouped = days.groupby("customer_id")
    dates = grouped["date"].agg(["min", "max", "count"])
    recency = (dates["max"] - dates["min"]).dt.days
    repeat = grouped["amount"].sum() - grouped["amount"].first()
    return len(repeat), int(dates["count"].sum() - len(dates)), int(recency.sum())


def by_lifetimes(path: Path) -> Checksum:
    """Run the library's own function, with the day as its unit."""
    from lifetimes.utils import summary_data_from_transaction_data

    orders = pd.read_parquet(path)
    summary = summary_data_from_transaction_data(orders, "customer_id", "date", "amount", freq="D")
    return len(summary), int(summary["frequency"].sum()), int(summary["recency"].sum())


def timed(run: Callable[[Path], Checksum], path: Path) -> tuple[float, Checksum]:
    """Seconds of one run, and the sums."""
    started = time.perf_counter()
    checksum = run(path)
    return time.perf_counter() - started, checksum


def main() -> int:
    """Run all four and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500,000 rows instead of 10,000,000")
    quick = parser.parse_args().quick
    rows, slowest = (500_000, SLOWEST_QUICK) if quick else (10_000_000, SLOWEST)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.parquet"
        write_orders(path, rows=rows)
        rounds = [(timed(by_duckdb, path), timed(by_regulars, path)) for _ in range(ROUNDS)]
        by_hand, ours = (list(column) for column in zip(*rounds, strict=True))
        runs = {"duckdb by hand": by_hand, "regulars": ours, "pandas": [timed(by_pandas, path)]}
        runs["lifetimes"] = [timed(by_lifetimes, path)]
    sums = {checksum for column in runs.values() for _, checksum in column}
    seconds = {name: statistics.median(second for second, _ in column) for name, column in runs.items()}
    ratio = statistics.median(own / bare for (bare, _), (own, _) in rounds)
    ratios = {
        name: ratio if name == "regulars" else taken / seconds["duckdb by hand"] for name, taken in seconds.items()
    }
    faster = seconds["lifetimes"] / seconds["regulars"]
    versions = f"Python {platform.python_version()}, duckdb {duckdb.__version__}"
    print(f"{rows:,} rows, {next(iter(sums))[0]:,} customers; {versions}")
    for name, times in ratios.items():
        print(f"{name:16} {seconds[name]:8.2f} s   {times:5.2f} x")
    same = "same sums" if len(sums) == 1 else f"DIFFERENT sums {sums}"
    held = len(sums) == 1 and ratio <= slowest and faster >= FASTER_THAN_LIFETIMES
    print(f"{same}; {ratio:.2f} x of DuckDB by hand (target {slowest}), {faster:.1f} times faster than lifetimes")
    print(f"(target {FASTER_THAN_LIFETIMES}): {'PASS' if held else 'FAIL'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
