"""The expressions can be said in the languages of engines that no test can start; the words are parsed, not run."""

from typing import Any

import ibis
import pyarrow as pa
import pytest
import regulars as rg
import sqlglot

DIALECTS = ("trino", *(pytest.param(name, marks=pytest.mark.slow) for name in ("bigquery", "snowflake", "databricks")))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_expressions_compile(
    dialect: str, awkward: pa.Table, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = ibis.duckdb.connect()
    connection.con.register("orders", awkward)
    said: list[str] = []

    def run(expression: Any) -> pa.Table:
        said.append(str(ibis.to_sql(expression, dialect=dialect)))
        return connection.to_pyarrow(expression)  # so that the next question is asked

    monkeypatch.setattr("regulars.tables._in_ibis.run", run)
    rg.summarize(ibis.table(ibis.schema(awkward.schema), name="orders"), **case)
    assert len(said) == (3 if case.get("date") == "moment" else 2)
    for sql in said:
        (statement,) = sqlglot.parse(sql, dialect=dialect)
        assert isinstance(statement, sqlglot.exp.Select)
