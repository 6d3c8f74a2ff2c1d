"""Orders into the database, batch by batch. Each batch runs in the caller's transaction and may be repeated."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.sales.intake.batches import IncomingLine, IncomingOrder, OrderMark
from zabota.capabilities.sales.intake.replacing import replace_order
from zabota.capabilities.sales.intake.returns_here import find_sales_here
from zabota.capabilities.sales.models import Order, OrderKind, OrderLine, Product
from zabota.foundation.database.bulk import any_of, insert_rows, reserve_ids
from zabota.foundation.events import services as events
from zabota.foundation.events.contracts import NewEvent
from zabota.foundation.identity.contracts import Actor

ORDER_FIELDS = (
    "id", "source", "number", "customer_id", "ordered_at", "ordered_on", "kind", "returns_order_id", "amount_minor",
    "cost_minor", "margin_minor", "currency", "units_milli", "channel", "branch_id", "content_hash", "import_run_id",
)  # fmt: skip
LINE_FIELDS = ("id", "order_id", "product_id", "position", "quantity_milli", "amount_minor", "cost_minor")
CHUNK = 5_000


Incoming = TypeVar("Incoming", IncomingOrder, OrderMark)


class KnownOrder(NamedTuple):
    id: int
    content_hash: str
    kind: str
    amount_minor: int


class Target(NamedTuple):
    """Where a batch goes."""

    run_id: int
    source: str
    origin: str
    branch_ids: Mapping[str, int]
    replaces_changed: bool
    actor: Actor


def find_orders(source: str, numbers: Sequence[str]) -> dict[str, KnownOrder]:
    found: dict[str, KnownOrder] = {}
    for start in range(0, len(numbers), CHUNK):
        rows = Order.objects.filter(source=source, number__in=any_of(numbers[start : start + CHUNK]))
        for row in rows.values_list("number", "id", "content_hash", "kind", "amount_minor"):
            found[row[0]] = KnownOrder._make(row[1:])
    return found


def settle_numbers(
    source: str, orders: Sequence[Incoming], known: dict[str, KnownOrder]
) -> Iterator[tuple[Incoming, KnownOrder | None]]:
    """Pair each incoming order with the one here, if any.

    A return that came under the number of a sale written by an earlier file gets a number of its own, as it
    would have within one file.
    """
    renamed = {
        order.number: f"{order.number}/return/{order.ordered_on}"
        for order in orders
        if order.kind == OrderKind.RETURN and order.number in known and known[order.number].kind == OrderKind.SALE
    }
    known_returns = find_orders(source, list(renamed.values())) if renamed else {}
    for order in orders:
        if order.number in renamed:
            number = renamed[order.number]
            yield order._replace(number=number, returns_number=order.number), known_returns.get(number)
        else:
            yield order, known.get(order.number)


def write_batch(
    orders: Sequence[IncomingOrder], lines: Mapping[int, list[IncomingLine]], target: Target
) -> Counter[str]:
    """Write what is new, leave what is the same, replace what changed if that was chosen; returns counts."""
    known = find_orders(target.source, [order.number for order in orders])
    pairs = list(settle_numbers(target.source, orders, known))
    new = [order for order, here in pairs if here is None]
    changed = [(order, here) for order, here in pairs if here and here.content_hash != order.content_hash]
    counts = Counter(
        orders_new=len(new),
        orders_same=len(pairs) - len(new) - len(changed),
        orders_kept=0 if target.replaces_changed else len(changed),
        orders_replaced=len(changed) if target.replaces_changed else 0,
    )
    written = new + ([order for order, _here in changed] if target.replaces_changed else [])
    customer_ids = customers.find_ids_by_keys(
        source=target.source, keys={order.identity for order in written if order.identity}
    )
    product_ids, products_new = _products(written, lines, target.run_id)
    counts["products_new"] = products_new
    counts += _insert_new(new, lines, target, customer_ids, product_ids)
    if target.replaces_changed:
        for order, here in changed:
            row = _order_row(order, here.id, target, customer_ids, None)
            replace_order(
                dict(zip(ORDER_FIELDS, row, strict=True)), lines.get(order.order_index, ()), product_ids, target.run_id
            )
    return counts


def _insert_new(
    new: Sequence[IncomingOrder], lines: Mapping[int, list[IncomingLine]], target: Target,
    customer_ids: Mapping[str, int], product_ids: Mapping[str, int],
) -> Counter[str]:  # fmt: skip
    if not new:
        return Counter()
    ids = dict(zip((order.number for order in new), reserve_ids(Order, len(new)), strict=True))
    sales = _sales_of_returns(new, lines, target, ids, customer_ids)
    insert_rows(
        Order,
        ORDER_FIELDS,
        (_order_row(order, ids[order.number], target, customer_ids, sales.get(order.number)) for order in new),
    )
    new_lines = [(ids[order.number], line) for order in new for line in lines.get(order.order_index, ())]
    line_ids = reserve_ids(OrderLine, len(new_lines)) if new_lines else ()
    insert_rows(
        OrderLine,
        LINE_FIELDS,
        (
            (
                row_id, order_id, product_ids[line.sku], line.position, line.quantity_milli, line.amount_minor,
                line.cost_minor,
            )
            for row_id, (order_id, line) in zip(line_ids, new_lines, strict=True)
        ),
    )  # fmt: skip
    _tell_timeline(new, target, ids, customer_ids)
    return Counter(
        lines_new=len(new_lines),
        returns_matched=len(sales),
        orders_anonymous=sum(1 for order in new if order.identity is None),
    )


def _order_row(
    order: IncomingOrder, order_id: int, target: Target, customer_ids: Mapping[str, int], sale_id: int | None
) -> tuple[object, ...]:
    return (
        order_id, target.source, order.number[:100], customer_ids[order.identity] if order.identity else None,
        order.ordered_at, order.ordered_on, order.kind, sale_id, order.amount_minor, order.cost_minor,
        order.margin_minor, order.currency, order.units_milli, order.channel[:60],
        target.branch_ids.get(order.branch), order.content_hash, target.run_id,
    )  # fmt: skip


def _sales_of_returns(
    new: Sequence[IncomingOrder], lines: Mapping[int, list[IncomingLine]], target: Target, ids: Mapping[str, int],
    customer_ids: Mapping[str, int],
) -> dict[str, int]:  # fmt: skip
    """Order ids of the sales, by the number of the return: of this batch, of this file, of files before it."""
    returns = [order for order in new if order.kind == OrderKind.RETURN]
    earlier = [order.sale_number for order in returns if order.sale_number and order.sale_number not in ids]
    here = find_orders(target.source, earlier) if earlier else {}
    found: dict[str, int] = {}
    stray: list[IncomingOrder] = []
    for order in returns:
        if order.sale_number and order.sale_number in ids:
            found[order.number] = ids[order.sale_number]
        elif order.sale_number and order.sale_number in here:
            found[order.number] = here[order.sale_number].id
        else:
            stray.append(order)
    if stray:
        found |= find_sales_here(stray, lines, customer_ids, source=target.source, run_id=target.run_id)
    return found


def _products(
    orders: Iterable[IncomingOrder], lines: Mapping[int, list[IncomingLine]], run_id: int
) -> tuple[dict[str, int], int]:
    """Product ids by article; new ones are written."""
    wanted = {line.sku: line for order in orders for line in lines.get(order.order_index, ())}
    skus = list(wanted)
    ids: dict[str, int] = {}
    for start in range(0, len(skus), CHUNK):
        ids.update(Product.objects.filter(sku__in=any_of(skus[start : start + CHUNK])).values_list("sku", "id"))
    missing = [sku for sku in skus if sku not in ids]
    if missing:
        new_ids = reserve_ids(Product, len(missing))
        rows = [
            (row_id, sku, wanted[sku].product or sku, wanted[sku].category, run_id)
            for row_id, sku in zip(new_ids, missing, strict=True)
        ]
        insert_rows(Product, ("id", "sku", "name", "category", "import_run_id"), rows)
        ids.update(zip(missing, new_ids, strict=True))
    return ids, len(missing)


def _tell_timeline(
    new: Sequence[IncomingOrder], target: Target, ids: Mapping[str, int], customer_ids: Mapping[str, int]
) -> None:
    for kind, code in ((OrderKind.SALE, "sales.order_placed"), (OrderKind.RETURN, "sales.order_returned")):
        news = [
            NewEvent(
                customer_id=customer_ids[order.identity],
                occurred_at=order.ordered_at,
                subject=f"order:{ids[order.number]}",
                data={"number": order.number, "amount_minor": order.amount_minor, "currency": order.currency},
            )
            for order in new
            if order.identity and order.kind == kind
        ]
        if news:
            events.publish_many(kind=code, actor=target.actor, events=news, origin=target.origin)
