"""All that is held of one person as a ZIP: a JSON and a CSV a table, files as they are, and a page that explains."""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.customers.rows import declared_rows
from zabota.capabilities.customers.traces import Person, declared_traces
from zabota.capabilities.sales.models import Order, OrderLine
from zabota.foundation.audit.models import AuditEntry
from zabota.foundation.importing.tabular_out import csv_chunks

Row = dict[str, Any]


def write_archive(customer: Customer, person: Person, *, now: datetime) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        contents: list[str] = []
        for name, label, rows in _tables(customer):
            archive.writestr(f"{name}.json", json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
            archive.writestr(f"{name}.csv", _csv(rows))
            contents.append(f"{name}: {label}, {len(rows)}")
        for trace in declared_traces():
            for name, data in trace.attach(person) if trace.attach else ():
                archive.writestr(f"files/{name}", data)
                contents.append(f"files/{name}")
        archive.writestr("README.txt", _readme(customer, contents, now))
    return content.getvalue()


def _tables(customer: Customer) -> Iterator[tuple[str, str, list[Row]]]:
    """The card, every declared table that holds rows of it, lines of its orders, and who did what with it."""
    yield "customer", _("The card"), _rows(Customer.objects.filter(pk=customer.pk))
    for declared in declared_rows():
        model = declared.model
        if rows := _rows(model._default_manager.filter(customer_id=customer.pk)):
            yield model._meta.label_lower.replace(".", "_"), str(declared.label), rows
    lines = OrderLine.objects.filter(order__in=Order.objects.filter(customer=customer))
    if rows := [
        {**row, "product": line.product.name, "sku": line.product.sku}
        for line in lines.select_related("product")
        for row in [_plain(line)]
    ]:
        yield "sales_orderline", _("Lines of orders"), rows
    entries = AuditEntry.objects.filter(object_kind="customer", object_id=str(customer.pk))
    if rows := _rows(entries.order_by("id")):
        yield "audit", _("Who did what with the card"), rows


def _rows(rows: QuerySet[Any, Any]) -> list[Row]:
    return [_plain(row) for row in rows.order_by("pk")]


def _plain(row: Model) -> Row:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _csv(rows: Sequence[Row]) -> str:
    header = list(rows[0]) if rows else []
    cells = ([_cell(row[name]) for name in header] for row in rows)
    return "".join(csv_chunks(header, cells, language="ru" if get_language() == "ru" else "en"))


def _cell(value: Any) -> Any:  # noqa: ANN401 - a column holds anything
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(value, dict | list) else value


def _readme(customer: Customer, contents: Sequence[str], now: datetime) -> str:
    words = (
        _("Everything held of %(name)s, card %(number)s.") % {"name": customer.name or "—", "number": customer.pk},
        _("Written on %(day)s. Each table is here twice: as CSV for a spreadsheet and as JSON for a program.")
        % {"day": f"{now:%Y-%m-%d}"},
        _("Money is in the smallest unit of its currency; times are UTC."),
        "",
        *contents,
    )
    return "\n".join(words) + "\n"
