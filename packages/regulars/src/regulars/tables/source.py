"""One shape for every kind of order table: a DuckDB relation with known column names.

The rest of the package writes plain group-by queries over the view `lines`
(customer, day, amount_minor, margin_minor, units, order_key; product and category where they are named)
and never sees where rows came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from regulars.errors import InvalidArgumentError
from regulars.tables.columns import OrderColumns, lines_of, quoted, require

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_VIEW = "regulars_orders"


@dataclass(frozen=True, slots=True)
class OrderSource:
    """A relation of orders and the way its columns become the view `lines`."""

    relation: duckdb.DuckDBPyRelation
    lines: str

    def without_money(self) -> OrderSource:
        """Count every row as a purchase of unknown value."""
        lines = f"SELECT * REPLACE (CAST(0 AS BIGINT) AS amount_minor) FROM ({self.lines})"  # noqa: S608 -- own text
        return OrderSource(self.relation, lines)

    def query(self, sql: str) -> pa.Table:
        """Run a query that reads the view `lines`; `sql` continues the WITH list after a comma or selects."""
        joiner = "," if sql.lstrip().startswith("WITH ") else " "
        body = sql.lstrip().removeprefix("WITH ")
        answer: Any = self.relation.query(_VIEW, f"WITH lines AS ({self.lines}){joiner}{body}")
        return answer.to_arrow_table()


@contextmanager
def open_orders(
    orders: object,
    columns: OrderColumns,
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
) -> Iterator[OrderSource]:
    """Open any kind of order table and close what was opened.

    Parameters
    ----------
    orders : path, Arrow/pandas/polars table, DuckDB relation or Ibis table
        Paths end in .csv, .csv.gz, .tsv, .txt or .parquet; a pattern such as ``"orders/*.parquet"`` or a folder
        of Parquet files is read as one table. An Arrow reader and a lazy polars frame are read batch by batch.
    columns : OrderColumns
        Which column is what.
    memory_limit : str, optional
        DuckDB's limit such as ``"2GB"``; beyond it, work spills to a temporary folder.
        A relation keeps the limit of its own connection.
    threads : int, optional
        Threads to use; all by default.

    Raises
    ------
    InvalidDataError
        If a named column is missing.
    InvalidArgumentError
        If the kind of table is not known or a path does not exist.
    ImportError
        If the extra `tables` is not installed.
    """
    try:
        import duckdb
        import pyarrow  # noqa: F401 -- DuckDB hands its answers over in it
    except ImportError as error:
        raise ImportError("orders are read by DuckDB: pip install 'regulars[tables]'") from error

    with TemporaryDirectory(prefix="regulars-", ignore_cleanup_errors=True) as spill:
        config: dict[str, Any] = {"temp_directory": spill}
        if memory_limit is not None:
            config["memory_limit"] = memory_limit
        if threads is not None:
            config["threads"] = threads
        with duckdb.connect(":memory:", config=config) as connection:
            connection.execute("SET enable_progress_bar = false")
            relation = _relation(connection, orders, columns)
            require(relation.columns, columns)
            yield OrderSource(relation, lines_of(_VIEW, relation, columns))


def _relation(connection: Any, orders: object, columns: OrderColumns) -> Any:  # noqa: ANN401 -- duckdb is untyped
    import duckdb

    if isinstance(orders, duckdb.DuckDBPyRelation):
        return orders
    if isinstance(orders, (str, Path)):
        return _from_path(connection, str(orders), columns)
    if hasattr(orders, "collect_batches"):
        return _from_lazy(connection, orders, columns)
    if hasattr(orders, "to_pyarrow"):
        return connection.from_arrow(orders.to_pyarrow())
    if hasattr(orders, "__arrow_c_stream__") or hasattr(orders, "scanner"):
        return _from_arrow(connection, orders, columns)
    if hasattr(orders, "iloc"):
        return connection.from_df(orders)
    raise InvalidArgumentError(
        f"orders of type {type(orders).__name__} are not known: give a path, an Arrow, pandas or polars table, "
        "a DuckDB relation or an Ibis table"
    )


def _from_lazy(connection: Any, orders: Any, columns: OrderColumns) -> Any:  # noqa: ANN401 -- polars is optional
    """Let polars compute the named columns batch by batch, so that the whole frame is never held."""
    import pyarrow as pa

    schema = orders.collect_schema()
    require(schema.names(), columns)
    wanted = orders.select(*dict.fromkeys(columns.named()))
    empty = pa.table(wanted.head(0).collect())
    batches = (batch for frame in wanted.collect_batches() for batch in pa.table(frame).cast(empty.schema).to_batches())
    return _kept(connection, connection.from_arrow(pa.RecordBatchReader.from_batches(empty.schema, batches)), columns)


def _from_arrow(connection: Any, orders: Any, columns: OrderColumns) -> Any:  # noqa: ANN401 -- duckdb is untyped
    """A table or data set can be read again; a stream only once, so its named columns are kept by DuckDB."""
    import pyarrow as pa

    if isinstance(orders, pa.Table) or hasattr(orders, "scanner"):
        return connection.from_arrow(orders)
    if hasattr(orders, "columns"):
        return connection.from_arrow(pa.table(orders))
    reader = orders if isinstance(orders, pa.RecordBatchReader) else pa.RecordBatchReader.from_stream(orders)
    return _kept(connection, connection.from_arrow(reader), columns)


def _kept(connection: Any, rows: Any, columns: OrderColumns) -> Any:  # noqa: ANN401 -- duckdb is untyped
    """Copy the named columns of a stream into a table of DuckDB's, which goes to disk beyond the memory limit."""
    require(rows.columns, columns)
    rows.select(*(f'"{quoted(name)}"' for name in dict.fromkeys(columns.named()))).create("rows_kept")
    return connection.table("rows_kept")


def _from_path(connection: Any, path: str, columns: OrderColumns) -> Any:  # noqa: ANN401 -- duckdb is untyped
    lower = path.lower().removesuffix(".gz")
    text = lower.endswith((".csv", ".tsv", ".txt"))
    if not any(sign in path for sign in ("*", "?", "[", "://")) and not Path(path).exists():
        raise InvalidArgumentError(f"there is no file {path}")
    if text:
        return _kept(connection, connection.read_csv(path), columns)
    return connection.read_parquet(f"{path}/**/*.parquet" if Path(path).is_dir() else path)
