"""Reading orders and imports, with a bounded number of SQL queries."""

import base64
import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.dateparse import parse_datetime

from zabota.capabilities.sales.contracts import EXPORT_ORDERS, FILE_KIND, IMPORT_ORDERS, NAMELESS, READ_ORDERS
from zabota.capabilities.sales.models import Order, OrderKind, OrderLine
from zabota.capabilities.sales.seen import seen_by
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing import StagedFile
from zabota.foundation.importing.folder import folder_of
from zabota.foundation.importing.models import ImportRun, ImportStatus

PAGE_SIZE = 50
SORTS = {"date": "ordered_at", "amount": "amount_minor"}
Cursor = tuple[Any, int]


@dataclass(frozen=True, kw_only=True)
class OrderFilter:
    """What a person is looking for; dates are the company's local days, both included."""

    text: str = ""
    since_on: date | None = None
    until_on: date | None = None
    branch_id: int | None = None
    kind: str = ""
    import_id: int | None = None
    customer_id: int | None = None
    time_zone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    """`older` is where the next page begins, None at the end."""

    orders: tuple[Order, ...]
    older: Cursor | None


@dataclass(frozen=True, kw_only=True)
class ImportProgress:
    """How far the work behind an import is; without a total nobody can tell yet."""

    stage: str
    done: int
    total: int | None
    is_done: bool

    @property
    def percent(self) -> int | None:
        return None if not self.total else min(100, 100 * self.done // self.total)


def filtered(wanted: OrderFilter) -> QuerySet[Order]:
    orders = Order.objects.all()
    zone = ZoneInfo(wanted.time_zone)
    if wanted.since_on:
        orders = orders.filter(ordered_at__gte=datetime.combine(wanted.since_on, time(), zone))
    if wanted.until_on:
        orders = orders.filter(ordered_at__lt=datetime.combine(wanted.until_on + timedelta(days=1), time(), zone))
    if wanted.branch_id:
        orders = orders.filter(branch_id=wanted.branch_id)
    if wanted.kind:
        orders = orders.filter(kind=wanted.kind)
    if wanted.import_id:
        orders = orders.filter(import_run_id=wanted.import_id)
    if wanted.customer_id:
        orders = orders.filter(customer_id=wanted.customer_id)
    if wanted.text:
        orders = orders.filter(Q(number__icontains=wanted.text) | Q(customer__name__icontains=wanted.text))
    return orders


def list_orders(
    actor: Actor, *, wanted: OrderFilter, sort: str = "-date", after: Cursor | None = None, limit: int = PAGE_SIZE
) -> OrderPage:
    """One page by key, so that the thousandth is as quick as the first: one query."""
    actor.require(READ_ORDERS)
    descending, column = sort.startswith("-"), SORTS.get(sort.removeprefix("-"), "ordered_at")
    orders = seen_by(actor, filtered(wanted)).select_related("customer", "branch")
    if after is not None:
        value, last_id = after
        beyond = "lt" if descending else "gt"
        orders = orders.filter(**{f"{column}__{beyond}e": value}).filter(
            Q(**{f"{column}__{beyond}": value}) | Q(**{f"id__{beyond}": last_id})
        )
    sign = "-" if descending else ""
    found = list(orders.order_by(f"{sign}{column}", f"{sign}id")[: limit + 1])
    page = tuple(found[:limit])
    older = (getattr(page[-1], column), page[-1].pk) if len(found) > limit else None
    return OrderPage(orders=page, older=older)


def export_orders(actor: Actor, *, wanted: OrderFilter) -> Iterator[Order]:
    """Every order of the filter, newest first, without holding them all in memory."""
    actor.require(EXPORT_ORDERS)
    orders = seen_by(actor, filtered(wanted)).select_related("customer", "branch").order_by("-ordered_at", "-id")
    return orders.iterator(chunk_size=2000)


def write_cursor(cursor: Cursor) -> str:
    value, last_id = cursor
    text = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([text, last_id]).encode()).decode()


def read_cursor(text: str | None) -> Cursor | None:
    """None for the first page, and for an address somebody mangled."""
    if not text:
        return None
    try:
        value, last_id = json.loads(base64.urlsafe_b64decode(text.encode()))
        moment = parse_datetime(value) if isinstance(value, str) else None
        return (moment or int(value), int(last_id))
    except (ValueError, TypeError):
        return None


def get_order(actor: Actor, *, order_id: int) -> Order:
    """One order with everything its page shows: three queries."""
    actor.require(READ_ORDERS)
    orders = seen_by(actor, Order.objects.all()).select_related("customer", "branch", "returns_order", "import_run")
    return orders.prefetch_related("lines__product", "returned_by").get(pk=order_id)


def list_imports(actor: Actor, *, before_id: int | None = None, limit: int = PAGE_SIZE) -> list[ImportRun]:
    """Newest first; `before_id` is the last id of the previous page."""
    actor.require(IMPORT_ORDERS)
    runs = ImportRun.objects.filter(kind=FILE_KIND)
    if before_id is not None:
        runs = runs.filter(pk__lt=before_id)
    return list(runs.order_by("-id")[:limit])


def progress_of(run: ImportRun) -> ImportProgress:
    if run.status == ImportStatus.APPLYING:
        file = run.counts["file"]
        return ImportProgress(stage="writing", done=run.cursor, total=file["customers"] + file["orders"], is_done=False)
    if run.status == ImportStatus.UNDOING:
        total = run.counts.get("written", {}).get("orders_new", 0)
        left = Order.objects.filter(import_run=run).count()
        return ImportProgress(stage="undoing", done=max(total - left, 0), total=total, is_done=False)
    if run.status == ImportStatus.UPLOADED and not folder_of(run).has(StagedFile):
        return ImportProgress(stage="reading", done=0, total=None, is_done=False)
    if run.counts.get("waiting"):
        return ImportProgress(stage="checking", done=0, total=None, is_done=False)
    return ImportProgress(stage="", done=1, total=1, is_done=True)


@dataclass(frozen=True, kw_only=True)
class LastPurchase:
    """The last sale of a customer; `products` are the names of its lines, in their order."""

    order_id: int
    ordered_on: date
    amount_minor: int
    currency: str
    products: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One order of a customer's history: what it brought. `margin_minor` None: the order's own is not known."""

    ordered_on: date
    kind: str
    amount_minor: int
    margin_minor: int | None


def last_purchases(customer_ids: Collection[int]) -> dict[int, LastPurchase]:
    """What each of these customers bought last: two queries."""
    latest = Window(RowNumber(), partition_by=F("customer_id"), order_by=[F("ordered_at").desc(), F("id").desc()])
    sales = Order.objects.filter(customer_id__in=customer_ids, kind=OrderKind.SALE).annotate(place=latest)
    orders = list(sales.filter(place=1).order_by())
    names: dict[int, list[str]] = defaultdict(list)
    lines = OrderLine.objects.filter(order_id__in=[order.pk for order in orders]).select_related("product")
    for line in lines.order_by("order_id", "position"):
        names[line.order_id].append(str(line.product))
    return {
        order.customer_id: LastPurchase(
            order_id=order.pk, ordered_on=order.ordered_on, amount_minor=order.amount_minor,
            currency=order.currency, products=tuple(names[order.pk]),
        )
        for order in orders if order.customer_id is not None
    }  # fmt: skip


def orders_of_customer(actor: Actor, *, customer_id: int, skip: int = 0, limit: int = 10) -> list[Order]:
    """A customer's orders, newest first, with lines and products: three queries."""
    actor.require(READ_ORDERS)
    orders = Order.objects.filter(customer_id=customer_id).select_related("branch").prefetch_related("lines__product")
    return list(orders.order_by("-ordered_at", "-id")[skip : skip + limit])


def find_sale(actor: Actor, *, customer_id: int, order_id: int | None = None) -> Order | None:
    """This sale of the customer, or his last one, with its lines: three queries."""
    actor.require(READ_ORDERS)
    sales = Order.objects.filter(customer_id=customer_id, kind=OrderKind.SALE).prefetch_related("lines__product")
    if order_id is not None:
        sales = sales.filter(pk=order_id)
    return sales.order_by("-ordered_at", "-id").first()


def returns_of_customer(actor: Actor, *, customer_id: int, since_on: date, limit: int) -> list[Order]:
    """What came back since that day, newest first, with lines and products: three queries."""
    actor.require(READ_ORDERS)
    returned = Order.objects.filter(customer_id=customer_id, kind=OrderKind.RETURN, ordered_on__gte=since_on)
    return list(returned.prefetch_related("lines__product").order_by("-ordered_at", "-id")[:limit])


def favourites_of_customer(actor: Actor, *, customer_id: int, since_on: date, at_least: int, limit: int) -> list[str]:
    """Goods bought on at least so many different days since then, the most frequent first: one query."""
    actor.require(READ_ORDERS)
    sold = OrderLine.objects.filter(
        order__customer_id=customer_id, order__kind=OrderKind.SALE, order__ordered_on__gte=since_on
    )
    counted = sold.values("product_id", "product__name", "product__sku").order_by()
    often = counted.annotate(days=Count("order__ordered_on", distinct=True)).filter(days__gte=at_least)
    named = often.order_by("-days", "product_id").values_list("product__name", "product__sku")[:limit]
    return [name or sku for name, sku in named]


def recent_sales(actor: Actor, *, customer_id: int, limit: int) -> list[Order]:
    """The customer's last sales without their lines, newest first: one query."""
    actor.require(READ_ORDERS)
    return list(Order.objects.filter(customer_id=customer_id, kind=OrderKind.SALE)[:limit])


def sales_between(*, since: date, until: date) -> list[tuple[int, int]]:
    """Customer and order of every sale of these days, both included, in their order: one query."""
    rows = Order.objects.filter(kind=OrderKind.SALE, customer__isnull=False, ordered_on__range=(since, until))
    found = rows.order_by("ordered_at", "id").values_list("customer_id", "id")
    return [(customer, order) for customer, order in found if customer is not None]


def latest_buyers(*, limit: int) -> list[int]:
    """The customers of the latest sales: one query by the index of moments."""
    named = Order.objects.filter(kind=OrderKind.SALE, customer__isnull=False)
    return list(dict.fromkeys(named.values_list("customer_id", flat=True)[:limit]))


def number_shown(order: Order) -> str:
    """The number a person knows; "" for one we made ourselves."""
    return "" if order.number.startswith(NAMELESS) else order.number


def movements_of_customer(customer_id: int, *, currency: str) -> list[Movement]:
    """Everything a customer bought and brought back in one currency, oldest first: one query."""
    orders = Order.objects.filter(customer_id=customer_id, currency=currency).order_by("ordered_at", "id")
    rows = orders.values_list("ordered_on", "kind", "amount_minor", "margin_minor")
    return [Movement(ordered_on=on, kind=kind, amount_minor=sum_, margin_minor=own) for on, kind, sum_, own in rows]
