"""Orders in the search, by their numbers; and everything an import brought, put into the index after it."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from zabota.capabilities.customers import services as customers
from zabota.capabilities.sales.contracts import NAMELESS, ORDER_KIND, ORDERS_TABLE, READ_ORDERS
from zabota.capabilities.sales.models import Order
from zabota.foundation.importing.models import ImportChange, ImportRun, ImportStatus
from zabota.foundation.jobs import progress
from zabota.foundation.search import registry
from zabota.foundation.search import services as search
from zabota.foundation.search.contracts import IndexEntry

BATCH = 2_000
Row = tuple[int, str, datetime, int | None]


def everything() -> Iterator[IndexEntry]:
    return _entries(_rows(Order.objects.order_by("pk")).iterator(chunk_size=BATCH))


def index(order_ids: Collection[int]) -> int:
    return search.index_many(_entries(_rows(Order.objects.filter(pk__in=order_ids))))


def forget(order_ids: Collection[int]) -> None:
    search.remove(ORDER_KIND, order_ids)


def index_import(*, run_id: int, now: datetime) -> None:
    """Make what an import brought findable, batch by batch. Safe to repeat; ends where the import is being undone."""
    for step in (_index_customers, _index_orders):
        last_id: int | None = 0
        while last_id is not None:
            with transaction.atomic():
                run = ImportRun.objects.select_for_update().filter(pk=run_id, status=ImportStatus.APPLIED).first()
                if run is None:
                    return
                last_id = step(run_id, last_id, now)
                progress(0)


def _index_customers(run_id: int, after_id: int, now: datetime) -> int | None:
    return customers.index_next_of_import(run_id=run_id, after_id=after_id, now=now)


def _index_orders(run_id: int, after_id: int, _now: datetime) -> int | None:
    replaced = ImportChange.objects.filter(import_run_id=run_id, table=ORDERS_TABLE).values("row_id")
    touched = Order.objects.filter(Q(import_run_id=run_id) | Q(pk__in=replaced), pk__gt=after_id)
    ids = list(touched.order_by("pk").values_list("pk", flat=True)[:BATCH])
    index(ids)
    return ids[-1] if ids else None


def _rows(orders: QuerySet[Order]) -> "QuerySet[Order, Row]":
    """Orders that have a number of their own: one we made up finds nobody anything."""
    return orders.exclude(number__startswith=NAMELESS).values_list("pk", "number", "ordered_at", "branch_id")


def _entries(rows: Iterable[Row]) -> Iterator[IndexEntry]:
    kind = registry.find_kind(ORDER_KIND)
    if kind is None:
        return
    for order_id, number, ordered_at, branch_id in rows:
        yield IndexEntry(
            kind=ORDER_KIND,
            object_id=order_id,
            title=number,
            subtitle=f"{ordered_at:%Y-%m-%d}",
            url=kind.url(order_id),
            permission=READ_ORDERS,
            updated_at=ordered_at,
            branch_id=branch_id,
        )
