"""From a file to everything the report says, in one temporary folder."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import regulars as rg

from zabota.capabilities.sales.files import ORDER_FIELDS, OrderOptions, OrdersFile
from zabota.capabilities.sales.files.reading import mapping_of, read_staged_orders
from zabota.capabilities.value import analysis
from zabota.capabilities.value.report.contracts import NothingToAuditError, Report, ReportWish, WrongColumnError
from zabota.foundation.importing import (
    MappedColumn,
    Mapping,
    Proposal,
    StagedFile,
    find_format,
    read_problems,
    recognise,
    stage_file,
)

Told = Callable[[str], None]
SHOWN_PROBLEMS = 8
HORIZON_MONTHS = 12
MEMORY_LIMIT = "512MB"
_ORDERS = """
    CREATE VIEW all_orders AS
    SELECT order_index AS id, customer_index AS customer_id, ordered_on, kind, amount_minor, margin_minor, currency,
        returns_index, order_index
    FROM read_parquet('{path}')
"""
_GOODS = """
    CREATE VIEW goods AS
    WITH lines AS (
        SELECT *, coalesce(nullif(product, ''), sku) AS told FROM read_parquet('{path}') WHERE sku IS NOT NULL
    ), like_it AS (SELECT told, count(DISTINCT sku) AS skus FROM lines GROUP BY told)
    SELECT order_index AS order_id, category, amount_minor, cost_minor,
        CASE WHEN skus > 1 AND told <> sku THEN told || ' · ' || sku ELSE told END AS product
    FROM lines JOIN like_it USING (told)
"""
_TOTALS = """
    SELECT count(*) AS rows, count(*) FILTER (kind = 'sale') AS sales, count(*) FILTER (kind = 'return') AS returns,
        sum(amount_minor)::BIGINT AS revenue_minor,
        coalesce(sum(amount_minor) FILTER (kind = 'return'), 0)::BIGINT AS returned_minor,
        count(*) FILTER (customer_id IS NULL AND kind = 'sale') AS anonymous_sales,
        coalesce(sum(amount_minor) FILTER (customer_id IS NULL), 0)::BIGINT AS anonymous_minor,
        count(DISTINCT customer_id) AS customers
    FROM orders
"""


def make_report(wish: ReportWish, *, workdir: Path, tell: Told = lambda _step: None) -> Report:
    """Read the file and look at it through the five lenses and the models.

    Raises ImportFileError (the file is no table), OrdersFileError (a choice is needed), WrongColumnError and
    NothingToAuditError.
    """
    tell("reading")
    file = _read(wish, workdir)
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY_LIMIT}) as connection:
        currency, sales_until = _open(connection, file, wish)
        totals = _record(connection, _TOTALS)
        until = wish.until or file.last_on or sales_until
        try:
            tell("lenses")
            audit = analysis.audit_of(connection, wish.choice, until=until, margin_rate=wish.margin_rate)
            tell("models")
            options = analysis.WorthOptions(
                observed_until=sales_until, margin_rate=wish.margin_rate, horizons_months=(HORIZON_MONTHS,)
            )
            worth = analysis.worth_of(connection, options)
        except rg.NotEnoughDataError as error:
            raise NothingToAuditError from error
        names = _names(connection, file)
    return Report(
        wish=wish, file=file, currency=currency, sales_until=sales_until, totals=totals, audit=audit, worth=worth,
        names=names, problems=read_problems(file.converted.problems_path, limit=SHOWN_PROBLEMS),
    )  # fmt: skip


def _read(wish: ReportWish, workdir: Path) -> OrdersFile:
    staged = stage_file(wish.path, workdir=workdir)
    proposal = recognise(staged, ORDER_FIELDS)
    options = OrderOptions(
        currency=wish.currency, duplicate_numbers=wish.duplicates, default_currency=wish.currency or "RUB"
    )
    mapping = _mapping(staged, proposal, wish)
    return read_staged_orders(staged, proposal=proposal, mapping=mapping, options=options, workdir=workdir)


def _mapping(staged: StagedFile, proposal: Proposal, wish: ReportWish) -> Mapping:
    """What was recognised, with the columns the person named put over it."""
    mapping = mapping_of(proposal)
    if not wish.columns:
        return mapping
    keys = {column.header: column.key for column in staged.columns} | {c.key: c.key for c in staged.columns}
    kinds = {field.name: field.kind for field in ORDER_FIELDS}
    columns = dict(mapping.columns)
    for header, name in wish.columns.items():
        if header not in keys:
            raise WrongColumnError(header, [column.header or column.key for column in staged.columns])
        if name not in kinds:
            raise WrongColumnError(name, sorted(kinds))
        key = keys[header]
        columns = {field: column for field, column in columns.items() if column.key != key}
        columns[name] = MappedColumn(key=key, format=find_format(staged, key, kinds[name]))
    return replace(mapping, columns=columns)


def _open(connection: Any, file: OrdersFile, wish: ReportWish) -> tuple[str, date]:  # noqa: ANN401
    """The view `orders` over the grouped file, in its currency and up to the wished day."""
    connection.execute(_ORDERS.format(path=str(file.orders_path).replace("'", "''")))
    connection.execute(_GOODS.format(path=str(file.lines_path).replace("'", "''")))
    limit = f" WHERE ordered_on <= DATE '{wish.until.isoformat()}'" if wish.until else ""
    connection.execute(f"CREATE VIEW orders AS SELECT * FROM all_orders{limit}")  # noqa: S608 - a date of ours
    try:
        main = analysis.take_main_currency(connection)
    except rg.NotEnoughDataError as error:
        raise NothingToAuditError from error
    return main.currency, main.last_ordered_on


def _record(connection: Any, query: str) -> dict[str, int]:  # noqa: ANN401
    answer = connection.execute(query)
    names = [column[0] for column in answer.description]
    return dict(zip(names, answer.fetchall()[0], strict=True))


def _names(connection: Any, file: OrdersFile) -> dict[int, str]:  # noqa: ANN401
    path = str(file.customers_path).replace("'", "''")
    rows = connection.execute(
        "SELECT customer_index, coalesce(nullif(name, ''), regexp_replace(identity, '^(phone|email|name):', '')) "  # noqa: S608
        f"FROM read_parquet('{path}')"
    ).fetchall()
    return {int(index): str(name) for index, name in rows}
