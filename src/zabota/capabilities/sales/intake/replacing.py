"""An order that changed at its source takes the place of the old one; the old one is remembered for undo."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from zabota.capabilities.sales import search_index
from zabota.capabilities.sales.contracts import ORDERS_TABLE
from zabota.capabilities.sales.intake.batches import IncomingLine
from zabota.capabilities.sales.models import Order, OrderLine
from zabota.foundation.importing.models import ImportChange

KEPT = {"id", "source", "number", "returns_order_id", "import_run_id"}
"""What a replacement never touches: the order still belongs to the import that brought it."""
LINE_NAMES = ("product_id", "position", "quantity_milli", "amount_minor", "cost_minor")


def replace_order(
    row: Mapping[str, Any], lines: Iterable[IncomingLine], product_ids: Mapping[str, int], run_id: int
) -> None:
    order = Order.objects.get(pk=row["id"])
    fields = [name for name in row if name not in KEPT]
    before = {name: getattr(order, name) for name in fields}
    before |= {"ordered_at": order.ordered_at.isoformat(), "ordered_on": order.ordered_on.isoformat()}
    before["lines"] = list(OrderLine.objects.filter(order=order).values(*LINE_NAMES))
    ImportChange.objects.get_or_create(
        import_run_id=run_id, table=ORDERS_TABLE, row_id=order.pk, defaults={"before": before}
    )
    Order.objects.filter(pk=order.pk).update(**{name: row[name] for name in fields})
    new_lines = [
        {
            "product_id": product_ids[line.sku],
            "position": line.position,
            "quantity_milli": line.quantity_milli,
            "amount_minor": line.amount_minor,
            "cost_minor": line.cost_minor,
        }
        for line in lines
    ]
    _set_lines(order.pk, new_lines)


def restore_orders(run_id: int, *, limit: int) -> int:
    """Put back a batch of the orders an import replaced; returns how many."""
    changes = list(ImportChange.objects.filter(import_run_id=run_id, table=ORDERS_TABLE).order_by("id")[:limit])
    for change in changes:
        before = dict(change.before)
        lines = before.pop("lines")
        before["ordered_at"] = datetime.fromisoformat(before["ordered_at"])
        if Order.objects.filter(pk=change.row_id).update(**before):
            _set_lines(change.row_id, lines)
    search_index.index([change.row_id for change in changes])
    ImportChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return len(changes)


def _set_lines(order_id: int, lines: Iterable[Mapping[str, Any]]) -> None:
    OrderLine.objects.filter(order_id=order_id).delete()
    OrderLine.objects.bulk_create(OrderLine(order_id=order_id, **line) for line in lines)
