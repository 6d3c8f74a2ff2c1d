"""Third step: each return finds the sale it belongs to, where the file lets it.

1. by number: the column of the returned order, or the number inside the number of the credit note;
2. by goods: the latest earlier sale to the same customer with the same product in no smaller quantity;
3. by sum, where the file has no goods: the latest earlier sale to the same customer of exactly that sum.
A sale never takes back more than it brought: what exceeds it stands as negative on its own.
"""

import duckdb

_BY_NUMBER = """
SELECT back.order_index, sale.order_index AS sale_index, 1 AS rank
FROM orders AS back JOIN orders AS sale ON lower(sale.number) = lower(back.returns_number)
WHERE back.kind = 'return' AND sale.kind = 'sale' AND sale.ordered_at <= back.ordered_at
    AND sale.customer_index IS NOT DISTINCT FROM back.customer_index
"""
_BY_GOODS = """
SELECT order_index, sale_index, 2 AS rank FROM (
    SELECT order_index, sale_index,
        row_number() OVER (PARTITION BY order_index ORDER BY sum(returned) DESC, sale_index DESC) AS place
    FROM (
        SELECT back.order_index, back_line.position, -back_line.amount_minor AS returned,
            max(sale.order_index) AS sale_index
        FROM orders AS back
            JOIN lines AS back_line ON back_line.order_index = back.order_index
            JOIN orders AS sale ON sale.customer_index = back.customer_index
            JOIN lines AS sale_line ON sale_line.order_index = sale.order_index AND sale_line.sku = back_line.sku
        WHERE back.kind = 'return' AND sale.kind = 'sale' AND sale.ordered_at <= back.ordered_at
            AND sale_line.quantity_milli >= -back_line.quantity_milli AND sale_line.amount_minor > 0
        GROUP BY ALL
    ) GROUP BY order_index, sale_index
) WHERE place = 1
"""
_BY_SUM = """
SELECT back.order_index, max(sale.order_index) AS sale_index, 3 AS rank
FROM orders AS back JOIN orders AS sale
    ON sale.customer_index = back.customer_index AND sale.amount_minor = -back.amount_minor
WHERE back.kind = 'return' AND sale.kind = 'sale' AND sale.ordered_at <= back.ordered_at
    AND back.order_index NOT IN (SELECT order_index FROM lines WHERE sku IS NOT NULL)
GROUP BY back.order_index
"""
_MATCHES = """
CREATE TABLE returned AS
WITH candidates AS ({by_number} UNION ALL {by_goods} UNION ALL {by_sum}),
best AS (
    SELECT order_index, sale_index FROM candidates
    QUALIFY row_number() OVER (PARTITION BY order_index ORDER BY rank, sale_index DESC) = 1
)
SELECT best.order_index, best.sale_index
FROM best JOIN orders AS back ON back.order_index = best.order_index
    JOIN orders AS sale ON sale.order_index = best.sale_index
QUALIFY sale.amount_minor + sum(back.amount_minor) OVER (PARTITION BY best.sale_index ORDER BY best.order_index) >= 0
"""


def match_returns(engine: duckdb.DuckDBPyConnection) -> None:
    """Add ``returns_index`` to ``orders``: the sale each return belongs to, NULL where none is found."""
    engine.execute(_MATCHES.format(by_number=_BY_NUMBER, by_goods=_BY_GOODS, by_sum=_BY_SUM))
    engine.execute(
        "CREATE TABLE orders_next AS SELECT orders.*, returned.sale_index AS returns_index "
        "FROM orders LEFT JOIN returned USING (order_index)"
    )
    engine.execute("DROP TABLE orders")
    engine.execute("ALTER TABLE orders_next RENAME TO orders")
