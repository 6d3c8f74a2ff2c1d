"""100,000 rows through the whole import, against bare batched inserts of the very same rows.

    uv run python benchmarks/import_orders.py            # SQLite in a temporary folder
    DATABASE_URL=postgresql://… uv run python benchmarks/import_orders.py

The import reads the CSV, recognises and converts it, groups, compares with the database and writes customers,
keys, orders and the timeline. The bare side does nothing but `executemany` (SQLite) or COPY (PostgreSQL) of the rows
that are then in the four tables, in batches of as many rows, into the same tables with the same indexes.
"""

import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROWS, CUSTOMERS = 100_000, 20_000
os.environ.setdefault("ZABOTA_DATA_DIR", tempfile.mkdtemp(prefix="zabota-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from zabota.capabilities.customers.models import Customer, CustomerKey
from zabota.capabilities.sales import services
from zabota.capabilities.sales.models import Order
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import SYSTEM

TABLES = (Customer, CustomerKey, Order, TimelineEvent)


def make_file(path: Path) -> None:
    dice = random.Random(1)
    with path.open("w") as file:
        file.write("number,date,customer_id,amount\n")
        for number in range(ROWS):
            day = f"2025-{1 + dice.randrange(12):02}-{1 + dice.randrange(28):02}"
            file.write(f"{number},{day},{dice.randrange(CUSTOMERS)},{dice.randrange(100, 99999) / 100}\n")


def run_import(path: Path) -> float:
    started = time.perf_counter()
    with path.open("rb") as file:
        run = services.upload_orders(SYSTEM, file_name=path.name, chunks=iter(lambda: file.read(2**20), b""))
    services.import_whole(run_id=run.pk, is_dry_run=False, now=timezone.now())
    return time.perf_counter() - started


def take_out() -> list[tuple[str, list[str], list[tuple[object, ...]]]]:
    """The rows as they lie in the tables, then empty tables."""
    found = []
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            columns = [field.column for field in model._meta.concrete_fields]
            cursor.execute(f'SELECT {", ".join(columns)} FROM "{table}" ORDER BY id')
            rows = cursor.fetchall()
            if connection.vendor == "postgresql":
                rows = [tuple(json.dumps(cell) if isinstance(cell, dict) else cell for cell in row) for row in rows]
            found.append((table, columns, rows))
        for model in reversed(TABLES):
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
    return found


def insert_bare(tables: list[tuple[str, list[str], list[tuple[object, ...]]]]) -> float:
    started = time.perf_counter()
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
    return time.perf_counter() - started


def main() -> int:
    call_command("migrate", verbosity=0)
    path = Path(os.environ["ZABOTA_DATA_DIR"]) / "orders.csv"
    make_file(path)
    import_seconds = run_import(path)
    assert Order.objects.count() == ROWS
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tables = take_out()
    bare_seconds = min(insert_bare(tables), insert_again(tables))
    ratio = import_seconds / bare_seconds
    print(f"{connection.vendor}: {ROWS:,} rows imported in {import_seconds:.2f} s, peak {memory_mb:.0f} MB")
    print(f"{connection.vendor}: bare inserts of the same {sum(len(t[2]) for t in tables):,} rows {bare_seconds:.2f} s")
    print(f"{connection.vendor}: ratio {ratio:.2f} (limit 4)")
    return 0 if ratio <= 4 else 1


def insert_again(tables: list[tuple[str, list[str], list[tuple[object, ...]]]]) -> float:
    take_out()
    return insert_bare(tables)


if __name__ == "__main__":
    sys.exit(main())
