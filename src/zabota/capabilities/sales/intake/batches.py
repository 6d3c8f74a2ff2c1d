"""Typed orders read back from the check, batch by batch, as plain tuples."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from zabota.capabilities.customers.contracts import IncomingCustomer
from zabota.capabilities.sales.files import OrdersFile
from zabota.foundation.importing.engine import connect, quoted


class IncomingLine(NamedTuple):
    order_index: int
    position: int
    sku: str
    product: str
    category: str
    quantity_milli: int
    amount_minor: int
    cost_minor: int | None


class IncomingOrder(NamedTuple):
    order_index: int
    number: str
    identity: str | None
    ordered_at: datetime
    ordered_on: date
    kind: str
    sale_number: str | None  # the sale of this file which it returns
    returns_number: str | None  # what the file says it returns
    amount_minor: int
    cost_minor: int | None
    margin_minor: int | None
    currency: str
    units_milli: int
    channel: str
    branch: str
    content_hash: str


class OrderMark(NamedTuple):
    """As much of an order as it takes to tell whether it is here already, and unchanged."""

    number: str
    ordered_on: date
    kind: str
    returns_number: str | None
    amount_minor: int
    content_hash: str


class Batches:
    """Reads one checked file; use as a context manager."""

    def __init__(self, file: OrdersFile) -> None:
        self._file = file

    def __enter__(self) -> "Batches":
        self._engine = connect(self._file.orders_path.parent)
        for name, path in (
            ("orders", self._file.orders_path),
            ("lines", self._file.lines_path),
            ("customers", self._file.customers_path),
        ):
            self._engine.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quoted(str(path))})")  # noqa: S608
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._engine.close()

    def branches(self) -> list[str]:
        rows = self._engine.execute("SELECT DISTINCT branch FROM orders WHERE branch <> '' ORDER BY branch").fetchall()
        return [row[0] for row in rows]

    def customers(self, start: int, count: int, branch_ids: Mapping[str, int]) -> list[IncomingCustomer]:
        rows = self._engine.execute(
            """
            SELECT identity, kind, name, phones, emails, acquired_on, acquisition_source, acquisition_cost_minor, branch
            FROM customers WHERE customer_index >= ? AND customer_index < ? ORDER BY customer_index
            """,
            [start, start + count],
        ).fetchall()
        return [
            IncomingCustomer(
                identity=row[0][:200],
                kind=row[1],
                name=row[2],
                phones=tuple(row[3]),
                emails=tuple(row[4]),
                acquired_on=row[5],
                acquisition_source=row[6],
                acquisition_cost_minor=row[7],
                branch_id=branch_ids.get(row[8]),
            )
            for row in rows
        ]

    def orders(self, start: int, count: int) -> list[IncomingOrder]:
        rows = self._engine.execute(
            """
            SELECT orders.order_index, orders.number, left(customers.identity, 200), orders.ordered_at,
                orders.ordered_on, orders.kind, orders.returns_index, orders.returns_number, orders.amount_minor,
                orders.cost_minor, orders.margin_minor, orders.currency, orders.units_milli, orders.channel,
                orders.branch, orders.content_hash
            FROM orders
                LEFT JOIN customers USING (customer_index)
            WHERE orders.order_index >= ? AND orders.order_index < ? ORDER BY orders.order_index
            """,
            [start, start + count],
        ).fetchall()
        sales = self._numbers({row[6] for row in rows if row[6] is not None})
        return [
            IncomingOrder._make((*row[:3], row[3].replace(tzinfo=UTC), *row[4:6], sales.get(row[6]), *row[7:]))
            for row in rows
        ]

    def _numbers(self, indexes: set[int]) -> dict[int, str]:
        if not indexes:
            return {}
        query = "SELECT order_index, number FROM orders WHERE order_index IN (SELECT unnest(?))"
        return dict(self._engine.execute(query, [sorted(indexes)]).fetchall())

    def marks(self, start: int, count: int) -> list[OrderMark]:
        rows = self._engine.execute(
            """
            SELECT number, ordered_on, kind, returns_number, amount_minor, content_hash
            FROM orders WHERE order_index >= ? AND order_index < ? ORDER BY order_index
            """,
            [start, start + count],
        ).fetchall()
        return [OrderMark._make(row) for row in rows]

    def lines(self, start: int, count: int) -> dict[int, list[IncomingLine]]:
        """Lines that name a product, by order."""
        rows = self._engine.execute(
            """
            SELECT order_index, position, left(sku, 100), left(product, 300), left(category, 200), quantity_milli,
                amount_minor, cost_minor
            FROM lines WHERE order_index >= ? AND order_index < ? AND sku IS NOT NULL ORDER BY order_index, position
            """,
            [start, start + count],
        ).fetchall()
        found: dict[int, list[IncomingLine]] = defaultdict(list)
        for row in rows:
            found[row[0]].append(IncomingLine(*row))
        return found
