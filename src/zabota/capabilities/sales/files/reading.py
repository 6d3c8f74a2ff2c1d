"""The whole way from a file to typed orders."""

from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from dataclasses import replace
from pathlib import Path

import duckdb

from zabota.foundation.importing import (
    Converted,
    Limits,
    MappedColumn,
    Mapping,
    Problem,
    Proposal,
    ReadingHints,
    StagedFile,
    convert,
    recognise,
    stage_file,
)
from zabota.foundation.importing.column_values import ColumnReader
from zabota.foundation.importing.currencies import currency_of
from zabota.foundation.importing.engine import connect, identifier, quoted

from . import grouping, problems, returns, rows, summing
from .contracts import (
    CUSTOMER_COLUMNS,
    LINE_COLUMNS,
    ORDER_COLUMNS,
    Choice,
    OrderOptions,
    OrdersFile,
    OrdersFileError,
    RowsAre,
)
from .fields import ORDER_FIELDS

Progress = Callable[[float], None]
GROUP_ROWS = 8_192
"""Whoever reads a batch of orders unpacks the groups it lies in and no more."""


def read_orders(
    path: str | Path,
    *,
    mapping: Mapping | None = None,
    options: OrderOptions | None = None,
    workdir: str | Path,
    hints: ReadingHints | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> OrdersFile:
    """Read a file of orders or of their lines; without a ``mapping`` the recognised columns are taken.

    Raises ImportFileError when the file cannot be read at all, OrdersFileError when a person has to choose
    first (columns, one of several currencies, what repeated numbers mean).
    """
    workdir, options = Path(workdir), options or OrderOptions()
    staged = stage_file(path, workdir=workdir, limits=limits, hints=hints, progress=progress)
    return read_staged_orders(staged, mapping=mapping, options=options, workdir=workdir)


def read_staged_orders(
    staged: StagedFile,
    *,
    proposal: Proposal | None = None,
    mapping: Mapping | None = None,
    options: OrderOptions,
    workdir: Path,
) -> OrdersFile:
    """The same from a file staged before: the wizard reads a file once and converts it at every correction."""
    proposal = proposal or recognise(staged, ORDER_FIELDS)
    mapping = settle_mapping(staged, mapping or mapping_of(proposal), options)
    converted = convert(staged, mapping, ORDER_FIELDS, workdir=workdir)
    return group_orders(converted, proposal=proposal, options=options, workdir=workdir)


def mapping_of(proposal: Proposal) -> Mapping:
    """What was recognised, taken as it is."""
    return Mapping(
        columns={match.field: MappedColumn(key=match.key, format=match.format) for match in proposal.matches}
    )


def settle_mapping(staged: StagedFile, mapping: Mapping, options: OrderOptions) -> Mapping:
    """Check that the needed columns are there and settle the currency."""
    columns = mapping.columns
    if "ordered" not in columns or not ({"amount", "price"} & set(columns)):
        missing = [
            name
            for name in ("ordered", "amount")
            if name not in columns and (name != "amount" or "price" not in columns)
        ]
        raise OrdersFileError(Choice.COLUMNS, Problem(code="columns_missing", params={"fields": ", ".join(missing)}))
    found = find_currencies(staged, mapping)
    if options.currency is None and len(found) > 1:
        problem = Problem(code="several_currencies", params={"currencies": ", ".join(found)})
        raise OrdersFileError(Choice.CURRENCY, problem)
    currency = options.currency or (found[0] if found else options.default_currency)
    return replace(mapping, currency=currency, phone_region=options.phone_region)


def find_currencies(staged: StagedFile, mapping: Mapping) -> tuple[str, ...]:
    """Every currency named in the mapped columns: by a column of its own and by signs beside the sums."""
    found: dict[str, None] = {}
    if "currency" in mapping.columns:
        with ColumnReader(staged) as reader:
            words = reader.distinct(mapping.columns["currency"].key, 50)
        found |= {code: None for word in words if (code := currency_of(word))}
    for name in ("amount", "price"):
        if name in mapping.columns:
            found |= dict.fromkeys(mapping.columns[name].format.currencies)
    return tuple(found)


def group_orders(converted: Converted, *, proposal: Proposal, options: OrderOptions, workdir: Path) -> OrdersFile:
    """Typed rows → orders, lines, customers, with what they amount to."""
    rows_are = options.rows_are or guess_rows(converted.mapping)
    currency = converted.mapping.currency
    with connect(workdir, Limits.for_rows(converted.staged.row_count)) as engine:
        problems.make_room(engine)
        rows.load_rows(engine, converted.path, currency=currency)
        grouping.refuse(engine, condition="amount IS NULL", code="amount_missing", field="amount")
        rows.identify_customers(engine)
        rows.mark_credit_notes(engine)
        grouping.number_orders(engine, rows_are)
        repeated = 0
        if rows_are is RowsAre.ORDERS:
            repeated = grouping.settle_repeated_numbers(engine, options.duplicate_numbers)
        grouping.refuse_shared_numbers(engine)
        grouping.build_customers(engine)
        grouping.build_orders(engine, currency=currency, time_zone=options.time_zone, margin_rate=options.margin_rate)
        returns.match_returns(engine)
        converted = problems.with_refusals(engine, converted, workdir)
        counts = summing.count_all(engine, converted, repeated_rows=repeated)
        first_on, last_on = engine.execute("SELECT min(ordered_on), max(ordered_on) FROM orders").fetchall()[0]
        return OrdersFile(
            converted=converted,
            proposal=proposal,
            options=options,
            orders_path=_write(engine, "orders", ORDER_COLUMNS, workdir, order="order_index"),
            lines_path=_write(engine, "lines", LINE_COLUMNS, workdir, order="order_index, position"),
            customers_path=_write(engine, "customers", CUSTOMER_COLUMNS, workdir, order="customer_index"),
            rows_are=rows_are,
            counts=counts,
            totals=summing.sum_totals(engine),
            first_on=first_on,
            last_on=last_on,
            notices=converted.staged.notices,
        )


def guess_rows(mapping: Mapping) -> RowsAre:
    """Goods on the rows make them lines; bare sums make them orders."""
    named = set(mapping.columns)
    goods = {"sku", "product"} & named or ("price" in named and "number" in named)
    return RowsAre.LINES if goods else RowsAre.ORDERS


def _write(
    engine: duckdb.DuckDBPyConnection, table: str, columns: AbstractMapping[str, str], workdir: Path, *, order: str
) -> Path:
    path = workdir / f"{table}.parquet"
    listed = ", ".join(f"{identifier(name)}::{kind} AS {identifier(name)}" for name, kind in columns.items())
    engine.execute(
        f"COPY (SELECT {listed} FROM {table} ORDER BY {order}) TO {quoted(str(path))} "  # noqa: S608 - our own names
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP_ROWS})"
    )
    return path
