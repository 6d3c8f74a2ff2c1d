"""Returns whose sale is not in their file may belong to a sale imported before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from zabota.capabilities.sales.intake.batches import IncomingLine, IncomingOrder
from zabota.capabilities.sales.models import Order, OrderKind, OrderLine


def find_sales_here(
    returns: Sequence[IncomingOrder], lines: Mapping[int, list[IncomingLine]], customer_ids: Mapping[str, int],
    *, source: str, run_id: int,
) -> dict[str, int]:  # fmt: skip
    """Order ids by the number of the return: by the number it names, else by customer and goods."""
    found = _by_number(returns, customer_ids, source)
    rest = [order for order in returns if order.number not in found and order.identity]
    return found | _by_goods(rest, lines, customer_ids, run_id)


def _by_number(returns: Sequence[IncomingOrder], customer_ids: Mapping[str, int], source: str) -> dict[str, int]:
    wanted = {order.returns_number for order in returns if order.returns_number}
    if not wanted:
        return {}
    rows = Order.objects.filter(source=source, number__in=wanted, kind=OrderKind.SALE)
    here = {sale.number: sale for sale in rows.only("number", "customer_id", "ordered_at")}
    found: dict[str, int] = {}
    for order in returns:
        sale = here.get(order.returns_number or "")
        expected = customer_ids[order.identity] if order.identity else None
        if sale and sale.customer_id == expected and sale.ordered_at <= order.ordered_at:
            found[order.number] = sale.pk
    return found


def _by_goods(
    returns: Sequence[IncomingOrder], lines: Mapping[int, list[IncomingLine]], customer_ids: Mapping[str, int],
    run_id: int,
) -> dict[str, int]:  # fmt: skip
    """The latest earlier sale to the same customer with the same product in no smaller quantity."""
    skus = {line.sku for order in returns for line in lines.get(order.order_index, ())}
    buyers = {customer_ids[order.identity] for order in returns if order.identity}
    if not skus or not buyers:
        return {}
    rows = (
        OrderLine.objects.filter(order__customer_id__in=buyers, order__kind=OrderKind.SALE, product__sku__in=skus)
        .exclude(order__import_run_id=run_id)
        .order_by("-order__ordered_at", "-order_id")
        .values_list("order__customer_id", "product__sku", "quantity_milli", "order__ordered_at", "order_id")
    )
    bought: dict[tuple[int | None, str], list[tuple[int, datetime, int]]] = defaultdict(list)
    for customer_id, sku, quantity, ordered_at, sale_id in rows:
        bought[customer_id, sku].append((quantity, ordered_at, sale_id))
    found: dict[str, int] = {}
    for order in returns:
        for line in sorted(lines.get(order.order_index, ()), key=lambda one: one.amount_minor):
            candidates = bought.get((customer_ids[order.identity or ""], line.sku), [])
            fitting = [
                sale_id
                for quantity, ordered_at, sale_id in candidates
                if quantity >= -line.quantity_milli and ordered_at <= order.ordered_at
            ]
            if fitting:
                found[order.number] = fitting[0]
                break
    return found
