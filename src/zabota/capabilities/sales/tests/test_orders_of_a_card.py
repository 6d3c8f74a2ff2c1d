"""Orders outlive the card of whoever made them, and find the way back to it."""

from datetime import UTC, datetime

import pytest

from zabota.capabilities.customers import services
from zabota.capabilities.customers.contracts import CustomerChange
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.sales.models import Order
from zabota.capabilities.sales.tests.importing import imported, undone
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import actor_of
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import LaterChangeError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def card_with_an_order(owner: Staff) -> tuple[services.Saved, Order]:
    saved = services.create_customer(actor_of(owner), told=CustomerChange(fields={"name": "Анна"}), now=NOW)
    order = Order.objects.create(
        source="till", number="1", ordered_at=NOW, ordered_on=NOW.date(), amount_minor=100, currency="RUB",
        customer=saved.customer,
    )  # fmt: skip
    return saved, order


def test_a_card_with_an_order_since_is_not_taken_back(owner):
    saved, order = card_with_an_order(owner)
    with pytest.raises(LaterChangeError):
        undo.take_back(actor_of(owner), change_id=saved.change_id, now=NOW)
    order.refresh_from_db()
    assert order.customer_id == saved.customer.pk


def test_orders_of_a_deleted_customer_are_anonymous_until_he_is_back(owner):
    saved, order = card_with_an_order(owner)
    change_id = services.delete_customers(actor_of(owner), customer_ids=[saved.customer.pk], now=NOW)
    order.refresh_from_db()
    assert (order.customer_id, order.amount_minor) == (None, 100)
    undo.take_back(actor_of(owner), change_id=change_id, now=NOW)
    order.refresh_from_db()
    assert order.customer_id == saved.customer.pk


def test_a_card_somebody_worked_on_outlives_the_import_that_brought_it(owner):
    run = imported(
        actor_of(owner), "Заказ;Дата;Сумма;Клиент\n1;01.02.2026;100;Анна Соколова\n2;02.02.2026;200;Пётр Ильин\n"
    )
    anna = Customer.objects.get(name="Анна Соколова")
    services.change_customer(
        actor_of(owner), customer_id=anna.pk, change=CustomerChange(fields={"city": "Тверь"}), now=NOW
    )
    undone(actor_of(owner), run)
    assert list(Customer.objects.values_list("name", "city")) == [("Анна Соколова", "Тверь")]
