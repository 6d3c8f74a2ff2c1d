"""The problems found while grouping join those found while reading, in one list by row."""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb

from zabota.foundation.importing import Converted
from zabota.foundation.importing.engine import quoted

OTHER_CURRENCY = "other_currency"


def make_room(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute("CREATE TABLE refusals (row_number BIGINT, field VARCHAR, value VARCHAR, code VARCHAR)")


def with_refusals(engine: duckdb.DuckDBPyConnection, converted: Converted, workdir: Path) -> Converted:
    """The same conversion, its problems completed with the rows refused while grouping."""
    path = workdir / "all_problems.parquet"
    engine.execute("CREATE TEMP TABLE headers (field VARCHAR, header VARCHAR)")
    for field, column in converted.mapping.columns.items():
        header = converted.staged.column(column.key).header or column.key
        engine.execute("INSERT INTO headers VALUES (?, ?)", [field, header])
    if not engine.execute("SELECT count(*) FROM refusals").fetchall()[0][0]:
        shutil.copyfile(converted.problems_path, path)
    else:
        engine.execute(
            f"""
            COPY (
                SELECT * FROM read_parquet({quoted(str(converted.problems_path))})
                UNION ALL
                SELECT row_number, header AS "column", left(value, 80), code, '{{}}', 'error'
                FROM refusals LEFT JOIN headers USING (field)
                ORDER BY row_number
            ) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)
            """  # noqa: S608 - quoted paths
        )
    return _recount(engine, replace(converted, problems_path=path))


def _recount(engine: duckdb.DuckDBPyConnection, converted: Converted) -> Converted:
    problems = f"read_parquet({quoted(str(converted.problems_path))})"
    by_code = engine.execute(f"SELECT code, count(*) FROM {problems} GROUP BY code ORDER BY 2 DESC, 1").fetchall()  # noqa: S608
    refused = engine.execute("SELECT count(DISTINCT row_number) FROM refusals").fetchall()[0][0]
    return replace(
        converted,
        problem_counts=dict(by_code),
        good_row_count=converted.good_row_count - refused,
        bad_row_count=converted.bad_row_count + refused,
    )


def count_other_currencies(engine: duckdb.DuckDBPyConnection, converted: Converted) -> tuple[int, int]:
    """Rows in another currency, and how many of them have no other error (they are skipped, not bad)."""
    problems = f"read_parquet({quoted(str(converted.problems_path))})"
    found = engine.execute(
        "SELECT count(*) FILTER (other), count(*) FILTER (other AND NOT more) FROM ("  # noqa: S608 - quoted path
        f"SELECT bool_or(code = '{OTHER_CURRENCY}') AS other, bool_or(code <> '{OTHER_CURRENCY}') AS more "
        f"FROM {problems} WHERE severity = 'error' GROUP BY row_number)"
    ).fetchall()[0]
    return int(found[0]), int(found[1])
