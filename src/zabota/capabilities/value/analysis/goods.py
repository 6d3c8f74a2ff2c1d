"""The product view: lines of orders beside the view of orders, brought to the same totals."""

from typing import Any, cast

import regulars as rg
from regulars import audit

from zabota.capabilities.value.analysis.worth import margin_sql

GOODS_VIEW = "goods"
"""`goods(order_id, product, category, amount_minor, cost_minor)`: made by whoever opens the connection."""

_LINES = """
    WITH chosen AS (
        SELECT id, customer_id, ordered_on, amount_minor, {margin} AS margin_minor
        FROM orders WHERE ordered_on <= DATE '{until}' AND (kind = 'sale' OR amount_minor <> 0)
    ), sums AS (
        SELECT order_id, sum(amount_minor) AS amount_minor, sum(cost_minor) AS cost_minor,
            count(*) = count(cost_minor) AS is_costed
        FROM goods GROUP BY order_id
    ), joined AS (
        SELECT chosen.*, sums.order_id IS NULL AS has_no_lines, sums.is_costed,
            chosen.amount_minor = 0 AS is_given,
            chosen.amount_minor - coalesce(sums.amount_minor, 0) AS rest_minor,
            chosen.margin_minor - (sums.amount_minor - sums.cost_minor) AS rest_margin_minor,
            coalesce(chosen.margin_minor / nullif(chosen.amount_minor, 0), 0) AS rate
        FROM chosen LEFT JOIN sums ON sums.order_id = chosen.id
    )
    SELECT joined.id, customer_id, ordered_on, product, category,
        CASE WHEN is_given THEN 0 ELSE goods.amount_minor END AS amount_minor,
        CASE WHEN is_costed AND is_given THEN -goods.cost_minor
            WHEN is_costed THEN goods.amount_minor - goods.cost_minor
            ELSE round(goods.amount_minor * rate)::BIGINT END AS margin_minor
    FROM goods JOIN joined ON joined.id = goods.order_id
    UNION ALL
    SELECT id, customer_id, ordered_on, NULL, NULL, rest_minor::BIGINT,
        CASE WHEN has_no_lines THEN margin_minor WHEN is_costed THEN rest_margin_minor::BIGINT
            ELSE round(rest_minor * rate)::BIGINT END
    FROM joined WHERE has_no_lines OR (rest_minor <> 0 AND NOT is_given)
"""


def look_at_products(
    connection: Any,  # noqa: ANN401 - duckdb ships no types
    base: audit.CustomerBase,
    *,
    cohort: str,
    margin_rate: float | None,
) -> audit.Products:
    """The product view over the same orders, periods and cohorts as `base`.

    What the lines of an order leave of its sum (a discount on the whole, delivery) and orders without lines are
    lines without a name, so revenue adds up to that of the other chapters; lines of an order given away bring
    nothing. A line whose cost is not known has the
    margin rate of its order.

    Raises
    ------
    regulars.NotEnoughDataError
        If no line names a product.
    """
    if not _has_names(connection):
        raise rg.NotEnoughDataError("no line names a product", missing={"named_lines": 0})
    _basis, margin = margin_sql(connection, margin_rate)
    lines = audit.CustomerBase.from_orders(
        connection.sql(_LINES.format(margin=margin, until=base.observed_until.isoformat())),
        customer="customer_id",
        date="ordered_on",
        amount_minor="amount_minor",
        margin_minor="margin_minor" if base.profit_basis == "margin" else None,
        margin_rate=margin_rate if base.profit_basis == "rate" else None,
        order="id",
        product="product",
        category="category",
        grain=base.grain,
        cohort_grain=base.cohort_grain,
        observed_from=base.observed_from,
        observed_until=base.observed_until,
    )
    return audit.products(lines, cohort=cohort or None)


def _has_names(connection: Any) -> bool:  # noqa: ANN401
    known = connection.execute("SELECT count(*) FROM duckdb_views() WHERE view_name = $1", [GOODS_VIEW]).fetchall()
    if not known[0][0]:
        return False
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM goods JOIN orders ON orders.id = goods.order_id "
        "WHERE coalesce(product, '') <> '' OR coalesce(category, '') <> '')"
    ).fetchall()
    return cast("bool", found[0][0])
