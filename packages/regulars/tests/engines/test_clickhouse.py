"""The same summary in the dialect of ClickHouse, run by the engine itself inside this process (chDB)."""

from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import regulars as rg

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def session(awkward: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A session of chDB with the awkward orders in a table of its own."""
    pytest.importorskip("chdb", reason="needs the dependency group engines: uv sync --group engines")
    from chdb.session import Session

    folder = tmp_path_factory.mktemp("clickhouse")
    file = folder / "orders.parquet"
    pq.write_table(awkward, file)
    session = Session(str(folder / "data"))
    session.query("CREATE DATABASE shop ENGINE = Atomic")
    session.query(f"CREATE TABLE shop.orders ENGINE = Memory AS SELECT * FROM file('{file}', Parquet)")
    yield session
    session.close()


def test_clickhouse_gives_the_same_summary(
    session: Any, awkward: pa.Table, case: dict[str, Any], assert_same, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(expression: Any) -> pa.Table:
        answer = session.query(str(ibis.to_sql(expression, dialect="clickhouse")), "Arrow")
        return pa.ipc.open_file(pa.py_buffer(answer.bytes())).read_all()

    expected = rg.summarize(awkward, **case)
    monkeypatch.setattr("regulars.tables._in_ibis.run", run)
    table = ibis.table(ibis.schema(awkward.schema), name="orders", database="shop")
    assert_same(rg.summarize(table, **case), expected)
