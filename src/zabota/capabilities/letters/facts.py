"""What is known of a customer, the company and the writer, in the language of the text: values of placeholders."""

from collections.abc import Mapping
from datetime import date, datetime

from babel.dates import format_date
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import ContactKind, Customer
from zabota.capabilities.letters import markup
from zabota.capabilities.letters.models import Letterhead
from zabota.capabilities.letters.placeholders import LINES
from zabota.capabilities.sales import queries as sales
from zabota.capabilities.sales.contracts import READ_ORDERS
from zabota.capabilities.sales.models import Order
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.identity.queries import get_company

Values = Mapping[str, str]


def values_for(actor: Actor, *, customer: Customer, language: str, order_id: int | None, now: datetime) -> Values:
    """Every placeholder with its value, "" where nothing is known or it is hidden from the writer: seven queries.

    `order_id` None: the last sale.
    """
    customers.hide_from(actor, [customer])
    order = sales.find_sale(actor, customer_id=customer.pk, order_id=order_id) if actor.may(READ_ORDERS) else None
    writer = Staff.objects.filter(pk=actor.staff_id).first() if actor.staff_id else None
    with translation.override(language):
        return {
            **_of_customer(customer), **_of_company(now), **_of_staff("responsible", customer.owner),
            **_of_staff("sender", writer), **_of_order(order),
        }  # fmt: skip


def _of_customer(customer: Customer) -> Values:
    points = list(customer.contacts.all())
    first = {kind: next((point.value for point in points if point.kind == kind), "") for kind in ContactKind.values}
    return {
        "customer.salutation": customer.salutation, "customer.name": customer.name, "customer.city": customer.city,
        "customer.address": customer.address, "customer.phone": first[ContactKind.PHONE],
        "customer.email": first[ContactKind.EMAIL],
    }  # fmt: skip


def _of_company(now: datetime) -> Values:
    head = Letterhead.objects.filter(pk=1).values_list("requisites", flat=True).first()
    return {
        "company.name": get_company().name,
        "company.requisites": ", ".join(line.strip() for line in (head or "").splitlines() if line.strip()),
        "today": _date(timezone.localtime(now).date()),
    }


def _of_staff(who: str, person: Staff | None) -> Values:
    told = ("name", "phone", "email")
    return {f"{who}.{name}": str(getattr(person, name)) if person else "" for name in told}


def _of_order(order: Order | None) -> Values:
    if order is None:
        return {}
    return {
        "order.number": sales.number_shown(order),
        "order.date": _date(order.ordered_on),
        "order.sum": formats.money(order.amount_minor, order.currency),
        LINES: _lines(order),
    }


def _date(day: date) -> str:
    """ "1 марта 2026 г."; the narrow space, which few fonts have, becomes a plain one."""
    return str(format_date(day, format="long", locale=formats.current_locale())).replace("\u202f", formats.NBSP)


def _lines(order: Order) -> str:
    """The lines as a table of the text itself, so that the writer can change a row before it leaves."""
    head = (_("Product"), _("Quantity"), _("Price"), _("Amount"))
    rows = []
    for line in order.lines.all():
        price = round(line.amount_minor * 1000 / line.quantity_milli) if line.quantity_milli else None
        rows.append(
            (
                markup.cell(str(line.product)), formats.number(line.quantity.normalize()),
                formats.money(price, order.currency), formats.money(line.amount_minor, order.currency),
            )
        )  # fmt: skip
    if not rows:
        return ""
    total = ("**" + _("Total") + "**", "", "", f"**{formats.money(order.amount_minor, order.currency)}**")
    return markup.table_of(head, [*rows, total], right=(False, True, True, True))
