"""Last step: what the file amounts to."""

import duckdb

from zabota.foundation.importing import Converted

from .contracts import FileCounts, Total
from .problems import count_other_currencies


def sum_totals(engine: duckdb.DuckDBPyConnection) -> tuple[Total, ...]:
    rows = engine.execute(
        """
        SELECT currency, count(*), sum(amount_minor)::BIGINT, sum(margin_minor)::BIGINT,
            count(*) FILTER (kind = 'return'), coalesce(sum(amount_minor) FILTER (kind = 'return'), 0)::BIGINT
        FROM orders GROUP BY currency ORDER BY currency
        """
    ).fetchall()
    return tuple(
        Total(
            currency=currency,
            order_count=count,
            revenue_minor=revenue,
            margin_minor=margin,
            return_count=returns,
            returned_minor=returned,
        )
        for currency, count, revenue, margin, returns, returned in rows
    )


def count_all(engine: duckdb.DuckDBPyConnection, converted: Converted, *, repeated_rows: int) -> FileCounts:
    orders, returns, matched, anonymous, no_margin = engine.execute(
        """
        SELECT count(*), count(*) FILTER (kind = 'return'), count(returns_index),
            count(*) FILTER (customer_index IS NULL), count(*) FILTER (margin_minor IS NULL)
        FROM orders
        """
    ).fetchall()[0]
    customers, by_name = engine.execute(
        "SELECT count(*), count(*) FILTER (starts_with(identity, 'name:')) FROM customers"
    ).fetchall()[0]
    products = engine.execute("SELECT count(DISTINCT sku) FROM lines").fetchall()[0][0]
    other_currency, only_other_currency = count_other_currencies(engine, converted)
    return FileCounts(
        rows=converted.staged.row_count,
        good_rows=converted.good_row_count,
        bad_rows=converted.bad_row_count - only_other_currency,
        warnings=converted.warning_count,
        other_currency_rows=other_currency,
        repeated_rows=repeated_rows,
        orders=orders,
        sales=orders - returns,
        returns=returns,
        returns_matched=matched,
        anonymous_orders=anonymous,
        customers=customers,
        customers_by_name=by_name,
        products=products,
        orders_without_margin=no_margin,
    )
