"""A batch of orders sent by a program, written as a file of ours so that it goes the same way as any file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from zabota.foundation.importing import ColumnFormat, DateOrder, FieldKind, MappedColumn, Mapping
from zabota.foundation.importing.currencies import minor_digits

_CONTROLS = dict.fromkeys({*range(32)} - {9, 10, 13}, " ")
"""What tills and spreadsheets leave between words; many of them make a text look like no text."""

COLUMNS: dict[str, FieldKind] = {
    "number": FieldKind.TEXT, "ordered": FieldKind.MOMENT, "customer_key": FieldKind.TEXT,
    "customer_name": FieldKind.TEXT, "company": FieldKind.TEXT, "phones": FieldKind.PHONES,
    "emails": FieldKind.EMAILS, "channel": FieldKind.TEXT, "branch": FieldKind.TEXT,
    "returned_number": FieldKind.TEXT, "sku": FieldKind.TEXT, "product": FieldKind.TEXT,
    "category": FieldKind.TEXT, "quantity": FieldKind.QUANTITY, "amount": FieldKind.MONEY, "cost": FieldKind.MONEY,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SentLine:
    amount_minor: int
    sku: str = ""
    product: str = ""
    category: str = ""
    quantity: Decimal = Decimal(1)
    cost_minor: int | None = None


@dataclass(frozen=True, kw_only=True)
class SentOrder:
    number: str
    ordered_at: datetime
    lines: Sequence[SentLine]
    customer_key: str = ""
    customer_name: str = ""
    company: str = ""
    phones: Sequence[str] = field(default_factory=tuple)
    emails: Sequence[str] = field(default_factory=tuple)
    channel: str = ""
    branch: str = ""
    returns_number: str = ""


def as_file(orders: Sequence[SentOrder], *, currency: str, time_zone: str) -> bytes:
    """The batch as CSV, one row a line, moments by the company's clock."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for order in orders:
        writer.writerows(_rows(order, currency, ZoneInfo(time_zone)))
    return text.getvalue().translate(_CONTROLS).encode()


def batch_mapping() -> Mapping:
    """The columns of `as_file`: nothing is left to guess."""
    columns = {}
    for place, (name, kind) in enumerate(COLUMNS.items(), start=1):
        form = ColumnFormat()
        if kind is FieldKind.MOMENT:
            form = ColumnFormat(date_order=DateOrder.YMD, date_patterns=("%Y-%m-%d %H:%M:%S",))
        columns[name] = MappedColumn(key=f"c{place}", format=form)
    return Mapping(columns=columns)


def _rows(order: SentOrder, currency: str, zone: ZoneInfo) -> Iterator[list[str]]:
    moment = order.ordered_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    for line in order.lines:
        yield [
            order.number, moment, order.customer_key, order.customer_name, order.company, "; ".join(order.phones),
            "; ".join(order.emails), order.channel, order.branch, order.returns_number, line.sku, line.product,
            line.category, f"{line.quantity:f}", _major(line.amount_minor, currency),
            "" if line.cost_minor is None else _major(line.cost_minor, currency),
        ]  # fmt: skip


def _major(amount_minor: int, currency: str) -> str:
    return f"{Decimal(amount_minor).scaleb(-minor_digits(currency)):f}"
