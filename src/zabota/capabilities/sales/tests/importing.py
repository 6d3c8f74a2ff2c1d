"""What tests of imports share: a file goes the whole way, and the tables are counted."""

from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db.models import Sum

from zabota.capabilities.sales import services
from zabota.capabilities.sales.contracts import Choices
from zabota.capabilities.sales.models import Order
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing.models import ImportRun

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
COUNTED = (
    "customers.Customer", "customers.CustomerKey", "customers.ContactPoint", "sales.Product", "sales.Order",
    "sales.OrderLine", "identity.Branch", "importing.ImportChange",
)  # fmt: skip


def checked(actor: Actor, text: str | bytes, *, name: str = "orders.csv", choices: Choices | None = None) -> ImportRun:
    """Upload, read, check."""
    content = text.encode() if isinstance(text, str) else text
    run = services.upload_orders(actor, file_name=name, chunks=[content], choices=choices)
    run = services.read_import(run_id=run.pk)
    return services.check_import(run_id=run.pk) if run.status == "uploaded" else run


def imported(actor: Actor, text: str | bytes, **options: Any) -> ImportRun:
    run = checked(actor, text, **options)
    assert run.status == "checked", run.problem
    services.start_writing(actor, run=run)
    return services.write_import(run_id=run.pk, now=NOW)


def undone(actor: Actor, run: ImportRun) -> ImportRun:
    services.start_undoing(actor, run=run)
    return services.take_back_import(run_id=run.pk, now=NOW)


def row_counts() -> dict[str, int]:
    return {label: apps.get_model(label).objects.count() for label in COUNTED}


def revenue_minor() -> int:
    return Order.objects.aggregate(total=Sum("amount_minor"))["total"] or 0


__all__ = ["NOW", "checked", "imported", "revenue_minor", "row_counts", "undone"]
