"""What other systems hear of cards: numbers and names of fields, also of cards that are gone or came back."""

import json
from datetime import UTC, datetime

import pytest

from zabota.capabilities.customers import services
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange
from zabota.capabilities.customers.models import Customer
from zabota.foundation.testing.cast import actor_of
from zabota.foundation.undo import services as undo
from zabota.foundation.webhooks.models import Delivery, Endpoint

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def endpoint():
    return Endpoint.objects.create(url="https://example.com/hook", kinds=["*"], created_at=NOW)


def told() -> list[tuple[str, list[int]]]:
    """What waits in the outbox, and empties it."""
    bodies = [json.loads(body) for body in Delivery.objects.order_by("id").values_list("body", flat=True)]
    Delivery.objects.all().delete()
    return [(body["type"], body["data"]["customer_ids"]) for body in bodies]


def anna(actor) -> Customer:
    contacts = [ContactDraft(kind="phone", value="+7 916 123-45-67")]
    change = CustomerChange(fields={"name": "Анна Шёлкова"}, contacts=contacts)
    return services.create_customer(actor, told=change, now=NOW).customer


def test_a_card_opened_changed_deleted_and_put_back_is_told_by_its_number(owner):
    actor = actor_of(owner)
    customer = anna(actor)
    change = CustomerChange(fields={"city": "Тверь"}, contacts=[])
    changed = services.change_customer(actor, customer_id=customer.pk, change=change, now=NOW)
    last = json.loads(Delivery.objects.latest("id").body)["data"]
    assert last["fields"] == ["city", "contacts"] and last["actor"] == {"kind": "staff", "id": owner.pk}
    assert not Delivery.objects.filter(body__contains="916").exists()
    assert not Delivery.objects.filter(body__contains="Анна").exists()
    one = [customer.pk]
    assert told() == [("customers.added", one), ("customers.changed", one)]
    undo.take_back(actor, change_id=changed.change_id, now=NOW)
    assert told() == [("customers.put_back", one)]
    deleted = services.delete_customers(actor, customer_ids=one, now=NOW)
    assert told() == [("customers.deleted", one)]
    undo.take_back(actor, change_id=deleted, now=NOW)
    assert told() == [("customers.put_back", one)]
