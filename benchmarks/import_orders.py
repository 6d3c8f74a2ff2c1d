"""100,000 orders through the whole import, against bare batched inserts of the very same rows.

    uv run --group bench python benchmarks/import_orders.py            # SQLite in a temporary folder
    uv run --group bench python benchmarks/import_orders.py --quick    # 50,000 orders
    DATABASE_URL=postgresql://… uv run --group bench python benchmarks/import_orders.py    # an empty database

The import stores the CSV, recognises and converts it, groups, compares with the database and writes customers,
keys, orders and the timeline. The bare side does nothing but `executemany` (SQLite) or COPY (PostgreSQL) of the rows
that are then in the four tables, in batches of as many rows, into the same tables with the same indexes and triggers,
read and made ready beforehand. Both sides take turns, each time into tables emptied before; the medians count.
Seconds of the clock and of the processor are told: on a busy machine the second are the steadier ones, so they decide.
On PostgreSQL those of the server's process for our connection are added, where it runs on the same machine; where it
does not, the clock decides.
"""

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROUNDS, CUSTOMERS_SHARE = 3, 5
LIMITS = {"sqlite": 4.0, "postgresql": 4.0}
os.environ.setdefault("ZABOTA_DATA_DIR", tempfile.mkdtemp(prefix="zabota-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")

import django
import psutil

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from zabota.capabilities.customers.models import Customer, CustomerKey
from zabota.capabilities.sales import services
from zabota.capabilities.sales.models import Order
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import SYSTEM

TABLES = (Customer, CustomerKey, Order, TimelineEvent)
Rows = list[tuple[object, ...]]


class Spent(NamedTuple):
    clock: float
    processor: float


def make_file(path: Path, orders: int) -> None:
    """Orders of five a customer, in no order of time."""
    dice, customers = random.Random(1), orders // CUSTOMERS_SHARE
    with path.open("w") as file:
        file.write("number,date,customer_id,amount\n")
        for number in range(orders):
            day = f"2025-{1 + dice.randrange(12):02}-{1 + dice.randrange(28):02}"
            file.write(f"{number},{day},{dice.randrange(customers)},{dice.randrange(100, 99999) / 100}\n")


def measure(work: Callable[[], None]) -> Spent:
    """Time of the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time() + server_seconds()
    work()
    return Spent(time.perf_counter() - clock, time.process_time() + server_seconds() - processor)


def server_is_here() -> bool:
    """Whether the processor time of the database can be read."""
    host = connection.settings_dict["HOST"]
    return connection.vendor == "sqlite" or host.startswith("/") or host in {"localhost", "127.0.0.1"}


def server_seconds() -> float:
    """Processor time of the server's process that serves us; SQLite works in ours."""
    if connection.vendor == "sqlite" or not server_is_here():
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        spent = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return spent.user + spent.system


def run_import(path: Path) -> None:
    """From the file to the last row, as a program would."""
    with path.open("rb") as file:
        run = services.upload_orders(SYSTEM, file_name=path.name, chunks=iter(lambda: file.read(2**20), b""))
    services.import_whole(run_id=run.pk, is_dry_run=False, now=timezone.now())


def read_back(models: Sequence[type[Model]] = TABLES) -> list[tuple[str, list[str], Rows]]:
    """The rows as they lie in the tables."""
    found = []
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            columns = [field.column for field in model._meta.concrete_fields]
            cursor.execute(f'SELECT {", ".join(columns)} FROM "{table}" ORDER BY id')
            rows = cursor.fetchall()
            if connection.vendor == "postgresql":
                rows = [tuple(json.dumps(cell) if isinstance(cell, dict) else cell for cell in row) for row in rows]
            found.append((table, columns, rows))
    return found


def empty(models: Sequence[type[Model]] = TABLES) -> None:
    """Leave no row of the tables, nor what deleting them left behind."""
    with connection.cursor() as cursor:
        for model in reversed(models):
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
        if connection.vendor == "postgresql":
            for model in models:
                cursor.execute(f'VACUUM "{model._meta.db_table}"')


def insert_bare(tables: list[tuple[str, list[str], Rows]]) -> None:
    """Nothing but the inserts."""
    for table, columns, rows in tables:
        listed = ", ".join(columns)
        for start in range(0, len(rows), services.BATCH):
            batch = rows[start : start + services.BATCH]
            with transaction.atomic(), connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    with cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as copy:
                        for row in batch:
                            copy.write_row(row)
                else:
                    marks = ", ".join(["%s"] * len(columns))
                    cursor.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', batch)


def compare(path: Path, orders: int, rounds: int) -> tuple[list[Spent], list[Spent]]:
    """Import and bare inserts by turns; a small import before them loads the modules of both."""
    warm = path.with_name("warm.csv")
    make_file(warm, 50)
    run_import(warm)
    empty()
    imports, bare = [], []
    for _round in range(rounds):
        imports.append(measure(lambda: run_import(path)))
        assert Order.objects.count() == orders
        tables = read_back()
        empty()
        bare.append(measure(partial(insert_bare, tables)))
        assert Order.objects.count() == orders
        del tables
        empty()
    return imports, bare


def main() -> int:
    """Print the medians; 1 where the import takes too many times the bare inserts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="less data: figures to compare, not to quote")
    orders = 50_000 if parser.parse_args().quick else 100_000
    call_command("migrate", verbosity=0)
    path = Path(os.environ["ZABOTA_DATA_DIR"]) / "orders.csv"
    make_file(path, orders)
    imports, bare = compare(path, orders, ROUNDS)
    vendor, decides = connection.vendor, "processor" if server_is_here() else "clock"
    print(f"{vendor}: {orders:,} orders, {ROUNDS} rounds, medians")
    for name in Spent._fields:
        whole, least = (statistics.median(getattr(one, name) for one in side) for side in (imports, bare))
        print(f"  {name:<9} import {whole:6.2f} s, bare inserts {least:6.2f} s, ratio {whole / least:.2f}")
    ratio = statistics.median(
        getattr(one, decides) / getattr(two, decides) for one, two in zip(imports, bare, strict=True)
    )
    print(f"  {decides} decides: median ratio of the rounds {ratio:.2f}, limit {LIMITS[vendor]}")
    print(f"  peak of this process, both sides: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    return 0 if ratio <= LIMITS[vendor] else 1


if __name__ == "__main__":
    sys.exit(main())
