"""What stands on the card before one speaks to a customer, from what he bought and brought back."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse
from django.utils.translation import override

from zabota.capabilities.customers import services
from zabota.capabilities.customers.contracts import CustomerChange
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.customers.panels import CardRequest
from zabota.capabilities.sales.models import Order, OrderKind, OrderLine, Product
from zabota.capabilities.sales.web.customer_part import orders_part
from zabota.foundation.testing.cast import actor_of, client_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def anna(owner) -> Customer:
    told = CustomerChange(fields={"name": "Анна"})
    return services.create_customer(actor_of(owner), told=told, now=NOW).customer


def ordered(customer: Customer, day: date, *names: str, kind: str = OrderKind.SALE) -> None:
    sign = 1 if kind == OrderKind.SALE else -1
    order = Order.objects.create(
        source="till", number=f"{kind} {day}", ordered_at=datetime.combine(day, time(9), UTC), ordered_on=day,
        kind=kind, amount_minor=sign * 450_000, currency="RUB", customer=customer,
    )  # fmt: skip
    for position, name in enumerate(names):
        product, _made = Product.objects.get_or_create(sku=name, defaults={"name": name})
        OrderLine.objects.create(order=order, product=product, position=position, quantity_milli=1000, amount_minor=1)


def said(owner, customer: Customer, language: str = "ru") -> list[str]:
    with override(language):
        return list(orders_part(CardRequest(actor=actor_of(owner), customer=customer, given={}, now=NOW)).brief)


def test_the_brief_tells_the_last_purchase_what_is_taken_again_and_what_came_back(owner, anna):
    for month in (11, 12):
        ordered(anna, date(2025, month, 3), "Чай")
    ordered(anna, date(2026, 2, 3), "Чай", "Чашка")
    ordered(anna, date(2025, 12, 20), "Чашка", kind=OrderKind.RETURN)
    ordered(anna, date(2026, 2, 28), "Чайник", kind=OrderKind.RETURN)
    assert said(owner, anna) == [
        "Последняя покупка: 3 февраля, 4\u00a0500\u00a0₽: Чай, Чашка.",
        "Возвращается за: Чай.",
        "За год 2 возврата, последний: вчера, Чайник.",
    ]
    assert said(owner, anna, "en")[2] == "2 returns within a year, the last: yesterday, Чайник."


def test_what_is_older_than_a_year_is_not_held_against_anybody(owner, anna):
    ordered(anna, date(2024, 5, 3), "Чай", kind=OrderKind.RETURN)
    ordered(anna, date(2024, 5, 2), "Чай")
    assert len(said(owner, anna)) == 1


def test_who_never_ordered_has_nothing_said_of_orders(owner, anna):
    assert said(owner, anna) == []


def test_the_card_shows_the_brief(owner, anna):
    ordered(anna, date(2026, 2, 3), "Чай")
    page = client_of(owner).get(reverse("customers:customer", args=[anna.pk])).content.decode()
    assert "Последняя покупка" in page or "Last purchase" in page
