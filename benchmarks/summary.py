"""Ten million order rows to the customer summary: regulars, plain pandas and DuckDB by hand.

    uv run --group bench python benchmarks/summary.py            # 10,000,000 rows
    uv run --group bench python benchmarks/summary.py --quick    # 500,000 rows

All three read the same Parquet file and must give the same sums. Prints the median of three runs,
seconds and ratios; the target is 1.5 times the bare query at most.
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

TARGET = 1.5
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


def timed(run: Callable[[Path], Checksum], path: Path, *, repeats: int) -> tuple[float, Checksum]:
    """Median seconds of some runs, and the sums."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        checksum = run(path)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), checksum


def main() -> int:
    """Run all three and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500,000 rows instead of 10,000,000")
    rows = 500_000 if parser.parse_args().quick else 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.parquet"
        write_orders(path, rows=rows)
        runs = {"duckdb by hand": by_duckdb, "regulars": by_regulars, "pandas": by_pandas}
        results = {name: timed(run, path, repeats=1 if name == "pandas" else 3) for name, run in runs.items()}
    sums = {checksum for _, checksum in results.values()}
    bare = results["duckdb by hand"][0]
    versions = f"Python {platform.python_version()}, duckdb {duckdb.__version__}"
    print(f"{rows:,} rows, {next(iter(sums))[0]:,} customers; {versions}")
    for name, (seconds, _) in results.items():
        print(f"{name:16} {seconds:8.2f} s   {seconds / bare:5.2f} x")
    same = "same sums" if len(sums) == 1 else f"DIFFERENT sums {sums}"
    held = len(sums) == 1 and results["regulars"][0] <= TARGET * bare
    print(f"{same}; target {TARGET} x of DuckDB by hand: {'PASS' if held else 'FAIL'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
