"""Second step: rows become orders and lines; a row that cannot is refused with a reason."""

import duckdb

from zabota.foundation.importing import Problem

from .contracts import Choice, DuplicateNumbers, OrdersFileError, RowsAre
from .rows import rebuild

_REFUSE = "INSERT INTO refusals SELECT row_number, {field}, {value}, {code} FROM rows WHERE {condition}"


def refuse(engine: duckdb.DuckDBPyConnection, *, condition: str, code: str, field: str, value: str = "NULL") -> None:
    """Move the rows that meet an SQL condition out of ``rows`` into ``refusals``."""
    engine.execute(_REFUSE.format(field=f"'{field}'", value=value, code=f"'{code}'", condition=condition))
    engine.execute(f"DELETE FROM rows WHERE {condition}")  # noqa: S608 - our own conditions


def number_orders(engine: duckdb.DuckDBPyConnection, rows_are: RowsAre) -> None:
    """Add ``order_number``: what makes rows one order, and how the order is called, also next time.

    A return under the number of its own sale becomes an order of its own: 100 → 100/return/2026-03-01.
    Without numbers, the lines of one customer and moment are one order, and equal rows are counted apart.
    """
    rebuild(engine, _OWN_NUMBERS)
    basis, counted = _MADE[rows_are]
    rebuild(engine, _MADE_NUMBERS.format(basis=basis, counted=counted))


_OWN_NUMBERS = """
SELECT * EXCLUDE (first_sale_on, returned_number),
    CASE WHEN split THEN number || '/return/' || ordered_on ELSE number END AS order_number,
    CASE WHEN split THEN number ELSE returned_number END AS returned_number
FROM (
    SELECT *, number IS NOT NULL AND first_sale_on IS NOT NULL
            AND (called_return OR (amount < 0 AND ordered_on > first_sale_on)) AS split
    FROM (
        SELECT *, min(ordered_on) FILTER (amount > 0 AND NOT called_return) OVER (PARTITION BY number)
            AS first_sale_on
        FROM rows
    )
)
"""
_MADE_NUMBERS = """
SELECT * EXCLUDE (basis, order_number),
    coalesce(order_number, '~' || substr(md5(basis), 1, 20) || '-' || {counted}) AS order_number
FROM (SELECT *, {basis} AS basis FROM rows)
"""
_COUNTED = "row_number() OVER (PARTITION BY number, basis ORDER BY row_number)"
_MADE = {
    RowsAre.ORDERS: ("concat_ws('|', coalesce(identity, ''), ordered_local, amount)", _COUNTED),
    RowsAre.LINES: (
        "CASE WHEN identity IS NULL THEN concat_ws('|', '', ordered_local, amount, sku) "
        "ELSE concat_ws('|', identity, ordered_local, branch, channel, amount < 0) END",
        f"CASE WHEN identity IS NULL THEN {_COUNTED} ELSE 1 END",
    ),
}


def settle_repeated_numbers(engine: duckdb.DuckDBPyConnection, choice: DuplicateNumbers | None) -> int:
    """In a file of orders a number stands once. Equal rows are one order; unequal ones call for a choice.

    Returns how many equal rows were dropped. Raises OrdersFileError when the choice is still open.
    """
    engine.execute(_REPEATED)
    dropped = engine.execute(
        "SELECT coalesce(sum(row_count - 1), 0)::BIGINT FROM repeated_numbers WHERE equal"
    ).fetchall()[0][0]
    unequal = engine.execute("SELECT count(*), min(order_number) FROM repeated_numbers WHERE NOT equal").fetchall()[0]
    if unequal[0] and choice is None:
        problem = Problem(code="duplicate_numbers", params={"count": unequal[0], "example": unequal[1]})
        raise OrdersFileError(Choice.DUPLICATE_NUMBERS, problem)
    if dropped:
        engine.execute(
            "DELETE FROM rows WHERE order_number IN (SELECT order_number FROM repeated_numbers WHERE equal) "
            "AND row_number NOT IN (SELECT first_row FROM repeated_numbers WHERE equal)"
        )
    if choice is DuplicateNumbers.REJECT:
        condition = "order_number IN (SELECT order_number FROM repeated_numbers WHERE NOT equal)"
        refuse(engine, condition=condition, code="duplicate_number", field="number", value="number")
    return int(dropped)


_REPEATED = """
CREATE TABLE repeated_numbers AS
SELECT order_number, count(*) AS row_count, min(row_number) AS first_row,
    count(DISTINCT hash(ordered_local, identity, amount, cost, currency)) = 1 AS equal
FROM rows WHERE number IS NOT NULL GROUP BY order_number HAVING count(*) > 1
"""


def refuse_shared_numbers(engine: duckdb.DuckDBPyConnection) -> None:
    """One number on rows of different customers: nobody's sum may land on somebody else."""
    condition = (
        "order_number IN (SELECT order_number FROM rows GROUP BY order_number HAVING min(identity) <> max(identity))"
    )
    refuse(engine, condition=condition, code="number_of_many_customers", field="number", value="number")


def build_customers(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute(_CUSTOMERS)


_CUSTOMERS = """
CREATE TABLE customers AS
SELECT row_number() OVER (ORDER BY min(row_number)) - 1 AS customer_index, identity,
    CASE WHEN bool_or(is_company) THEN 'company' ELSE 'person' END AS kind,
    coalesce(arg_max(customer_name, row_number), '') AS name,
    coalesce(list_sort(list_distinct(flatten(list(phones) FILTER (phones IS NOT NULL)))), []) AS phones,
    coalesce(list_sort(list_distinct(flatten(list(emails) FILTER (emails IS NOT NULL)))), []) AS emails,
    min(acquired) AS acquired_on, coalesce(arg_min(acquisition_source, row_number), '') AS acquisition_source,
    max(acquisition_cost_minor) AS acquisition_cost_minor,
    coalesce(arg_min(branch, row_number) FILTER (branch <> ''), '') AS branch
FROM rows WHERE identity IS NOT NULL GROUP BY identity
"""


def build_orders(
    engine: duckdb.DuckDBPyConnection, *, currency: str, time_zone: str, margin_rate: float | None
) -> None:
    """Make tables ``orders`` and ``lines``."""
    engine.execute(_ORDERS.format(line_cost=_LINE_COST), {"currency": currency, "zone": time_zone, "rate": margin_rate})
    engine.execute(_LINES.format(line_cost=_LINE_COST), {"rate": margin_rate})
    engine.execute("DROP TABLE rows")


_LINE_COST = "coalesce(cost, amount - CAST(round(amount * $rate::DOUBLE) AS BIGINT))"
_ORDERS = """
CREATE TABLE orders AS
WITH grouped AS (
    SELECT order_number, min(ordered_local) AS ordered_local, max(identity) AS identity,
        sum(amount)::BIGINT AS net, sum(quantity * 1000)::BIGINT AS milli,
        bool_or(credit_base IS NOT NULL OR called_return) AS says_return,
        coalesce(arg_min(returned_number, row_number), arg_min(credit_base, row_number)) AS returns_number,
        CASE WHEN count(cost) = count(*) THEN sum(cost)::BIGINT END AS given_cost,
        CASE WHEN count({line_cost}) = count(*)
             THEN sum({line_cost})::BIGINT END AS full_cost,
        count(*) AS line_count, coalesce(max(channel), '') AS channel, coalesce(max(branch), '') AS branch,
        string_agg(concat_ws(':', sku, quantity, amount), ',' ORDER BY sku, quantity, amount) AS content,
        min(row_number) AS first_row
    FROM rows GROUP BY order_number
), turned AS (
    SELECT *, CASE WHEN says_return AND net > 0 THEN -1 ELSE 1 END AS sign FROM grouped
)
SELECT row_number() OVER (ORDER BY ordered_local, first_row) - 1 AS order_index, order_number AS number,
    customers.customer_index, timezone('UTC', timezone($zone, ordered_local)) AS ordered_at, ordered_local,
    ordered_local::DATE AS ordered_on,
    CASE WHEN says_return OR net < 0 OR (net = 0 AND milli < 0) THEN 'return' ELSE 'sale' END AS kind,
    returns_number, sign * net AS amount_minor, sign * full_cost AS cost_minor,
    sign * (net - full_cost) AS margin_minor,
    $currency AS currency, sign * milli AS units_milli, line_count, channel, turned.branch,
    md5(concat_ws('|', ordered_local, identity, sign * net, coalesce(sign * given_cost, 0), $currency, content))
        AS content_hash,
    first_row, sign
FROM turned LEFT JOIN customers USING (identity)
"""
_LINES = """
CREATE TABLE lines AS
SELECT orders.order_index,
    row_number() OVER (PARTITION BY orders.order_index ORDER BY rows.row_number) AS position, rows.row_number,
    sku, product, category, sign * (quantity * 1000)::BIGINT AS quantity_milli, sign * amount AS amount_minor,
    sign * {line_cost} AS cost_minor
FROM rows JOIN orders ON orders.number = rows.order_number
"""
