"""What the pages of letters and documents both ask of an address: the customer, a number, a language, a sale."""

from django.http import Http404

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.letters.models import Template
from zabota.capabilities.sales import queries as sales
from zabota.capabilities.sales.contracts import READ_ORDERS
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.queries import get_company

SALES_OFFERED = 10
LONGEST_NUMBER = 15


def customer_asked(actor: Actor, customer_id: int) -> Customer:
    try:
        return customers.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error


def number_of(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def language_for(customer: Customer) -> str:
    """The customer's own, else the company's."""
    return customer.language or get_company().language


def sale_choices(actor: Actor, customer: Customer, template: Template | None, chosen: str) -> list[dict[str, object]]:
    """The customer's last sales, where the template speaks of one: the first is taken by default."""
    if template is None or "order." not in template.body + template.subject or not actor.may(READ_ORDERS):
        return []
    orders = sales.recent_sales(actor, customer_id=customer.pk, limit=SALES_OFFERED)
    return [
        {
            "id": order.pk, "is_chosen": str(order.pk) == chosen,
            "number": sales.number_shown(order), "on": order.ordered_on,
            "sum": formats.money(order.amount_minor, order.currency),
        }
        for order in orders
    ]  # fmt: skip
