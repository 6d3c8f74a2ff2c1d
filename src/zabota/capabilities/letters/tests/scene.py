"""A customer with an order, and the templates the letters of these tests are made of."""

from datetime import UTC, datetime

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.letters import services
from zabota.capabilities.letters.contracts import TemplateDraft
from zabota.capabilities.letters.models import Template
from zabota.capabilities.letters.starters import find_starter
from zabota.capabilities.sales.models import Order, OrderLine, Product
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import actor_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EMAIL = "anna@example.com"


def anna(owner: Staff, **facts: object) -> Customer:
    told = CustomerChange(
        fields={
            "name": "Анна Соколова",
            "salutation": "Анна Сергеевна",
            "city": "Тверь",
            "owner_id": owner.pk,
            **facts,
        },
        contacts=[ContactDraft(kind="email", value=EMAIL), ContactDraft(kind="phone", value="+79161234567")],
    )
    return customers.create_customer(actor_of(owner), told=told, now=NOW).customer


def order_of(customer: Customer, *, lines: int = 2) -> Order:
    order = Order.objects.create(
        source="till", number="Т-7", customer=customer, ordered_at=NOW, ordered_on=NOW.date(), currency="RUB",
        amount_minor=lines * 123_450,
    )  # fmt: skip
    for number in range(lines):
        product = Product.objects.create(sku=f"Л{number}", name=f"Льняная ткань | {number + 1}")
        OrderLine.objects.create(
            order=order, product=product, position=number, quantity_milli=1500, amount_minor=123_450
        )
    return order


def template_of(owner: Staff, code: str) -> Template:
    starter = find_starter(code)
    assert starter is not None
    names = ("kind", "name", "language", "subject", "body", "purpose")
    told = TemplateDraft(**{name: getattr(starter, name) for name in names}, is_shared=True)
    return services.save_template(actor_of(owner), template_id=None, told=told, now=NOW)[0]
