"""An import goes out as it came in: batch by batch, each a transaction, until nothing of it is left."""

from datetime import datetime

from django.db import transaction

from zabota.capabilities.customers import services as customers
from zabota.capabilities.sales import search_index
from zabota.capabilities.sales.contracts import IMPORT_TURN
from zabota.capabilities.sales.intake.replacing import restore_orders
from zabota.capabilities.sales.models import Order, OrderLine, Product
from zabota.foundation.database.turns import wait_turn
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.jobs import progress

BATCH = 2_000


def take_back_orders(run: ImportRun, *, origin: str, now: datetime) -> int:
    """Remove everything the import wrote and put back what it replaced. Safe to repeat; returns orders removed."""
    total = Order.objects.filter(import_run=run).count()
    removed = 0
    while True:
        with transaction.atomic():
            wait_turn(IMPORT_TURN)
            batch = list(Order.objects.filter(import_run=run).order_by("id").values_list("pk", flat=True)[:BATCH])
            if not batch:
                break
            OrderLine.objects.filter(order_id__in=batch).delete()
            Order.objects.filter(returns_order_id__in=batch).update(returns_order=None)
            search_index.forget(batch)
            Order.objects.filter(pk__in=batch).delete()
            removed += len(batch)
            progress(removed, total)
    while True:
        with transaction.atomic():
            wait_turn(IMPORT_TURN)
            if not restore_orders(run.pk, limit=BATCH):
                break
    with transaction.atomic():
        wait_turn(IMPORT_TURN)
        events.retract(origin=origin)
        in_use = Order.objects.filter(customer__isnull=False).values("customer_id")
        customers.take_back_customers(SYSTEM, run_id=run.pk, in_use=in_use, now=now)
        Product.objects.filter(import_run=run, lines__isnull=True).delete()
        _take_back_branches(run)
    return removed


def _take_back_branches(run: ImportRun) -> None:
    """Stores that came with the file go unless somebody works there or sells there by now."""
    own = Branch.objects.filter(pk__in=run.counts.get("branch_ids", []))
    used = Order.objects.filter(branch__isnull=False).values("branch_id")
    own.exclude(pk__in=used).exclude(pk__in=Staff.objects.filter(branch__isnull=False).values("branch_id")).delete()
