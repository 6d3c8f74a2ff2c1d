"""A hundred million order rows to the customer summary, in a bounded memory that is measured.

    uv run --group bench python benchmarks/large_summary.py            # 100,000,000 rows
    uv run --group bench python benchmarks/large_summary.py --quick    # 5,000,000 rows

DuckDB draws the orders into a temporary Parquet file, which is not part of the figures. Each way is run once
in a process of its own, whose peak of resident memory is the operating system's. Targets: 40 s and 4 GB.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import resource
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb

TARGET_SECONDS = 40.0
TARGET_GB = 4.0
MEMORY_LIMIT = "3500MB"
WAYS: dict[str, dict[str, Any]] = {"a row a customer": {}, "collapsed": {"collapse": True}}
# hashes instead of a generator: the same orders whatever the number of threads
_ORDERS = """
COPY (
  SELECT CAST({customers} * pow(hash(i) / 18446744073709551616.0, 1.5) AS BIGINT) AS customer_id,
    DATE '2022-01-01' + CAST(hash(i + 1000000007) % 730 AS INTEGER) AS date,
    round(2 + 60 * pow(hash(i + 2000000011) / 18446744073709551616.0, 2), 2) AS amount
  FROM range({rows}) AS orders(i)
) TO '{path}' (FORMAT parquet)"""


def summarized(path: Path, options: dict[str, Any]) -> dict[str, float]:
    """Run one way in a fresh process and report on it."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_summarize, args=(str(path), options, sending))
    process.start()
    report: dict[str, float] = json.loads(receiving.recv())
    process.join()
    return report


def _summarize(path: str, options: dict[str, Any], sending: Connection) -> None:
    import regulars as rg

    started = time.perf_counter()
    summary = rg.summarize(path, observed_until="2023-12-31", memory_limit=MEMORY_LIMIT, **options)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    facts = summary.provenance
    sending.send(
        json.dumps({
            "seconds": seconds, "peak_gb": peak, "rows": len(summary), "customers": facts["customers"],
            "purchase_days": facts["purchase_days"],
        })
    )  # fmt: skip


def main() -> int:
    """Draw the orders, run both ways, print the table; 1 where a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="5,000,000 rows instead of 100,000,000")
    rows = 5_000_000 if parser.parse_args().quick else 100_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.parquet"
        with duckdb.connect() as connection:
            connection.execute("SET enable_progress_bar = false")
            connection.execute(_ORDERS.format(rows=rows, customers=rows // 10, path=path))
        reports = {name: summarized(path, options) for name, options in WAYS.items()}
    print(
        f"{rows:,} rows; memory_limit {MEMORY_LIMIT}; Python {platform.python_version()}, duckdb {duckdb.__version__}"
    )
    for name, report in reports.items():
        print(
            f"{name:18} {report['seconds']:7.1f} s   peak {report['peak_gb']:5.2f} GB   {report['customers']:>12,} "
            f"customers in {report['rows']:>12,} rows, {report['purchase_days']:>12,} purchase days"
        )
    same = len({(report["customers"], report["purchase_days"]) for report in reports.values()}) == 1
    held = same and all(r["seconds"] < TARGET_SECONDS and r["peak_gb"] < TARGET_GB for r in reports.values())
    print(f"targets {TARGET_SECONDS:.0f} s and {TARGET_GB:.0f} GB, the same customers: {'PASS' if held else 'FAIL'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
