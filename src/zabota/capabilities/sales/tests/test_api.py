"""A program sends orders and asks for them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.sales import jobs
from zabota.capabilities.sales.models import Order, OrderLine
from zabota.capabilities.sales.tests.importing import revenue_minor, row_counts
from zabota.foundation.identity import services as identity
from zabota.foundation.identity.contracts import SYSTEM, Role
from zabota.foundation.importing.models import ImportRun

pytestmark = pytest.mark.django_db
BATCH: dict[str, Any] = {
    "orders": [
        {
            "number": "A-1",
            "ordered_at": "2026-03-01T12:30:00+03:00",
            "customer": {"key": "7", "name": "Анна", "phones": ["+7 916 123-45-67"]},
            "lines": [
                {"sku": "CUP", "product": "Чашка", "quantity": "2", "amount_minor": 130000, "cost_minor": 48000},
                {"sku": "BOX", "amount_minor": 1999},
            ],
        },
        {"number": "A-2", "ordered_at": "2026-03-01T23:30:00Z", "lines": [{"amount_minor": -500}]},
    ]
}


@pytest.fixture
def caller(company: object) -> Client:
    key = identity.create_key(SYSTEM, name="till", role=Role.MANAGER, scopes=["sales.import", "sales.read"])
    return Client(headers={"Authorization": f"Bearer {key.text}"})


def send(caller: Client, body: dict[str, Any], **headers: str) -> Any:
    return caller.post("/api/v1/orders", body, content_type="application/json", headers=headers)


def test_a_batch_becomes_orders(caller: Client) -> None:
    answer = send(caller, BATCH)
    assert answer.status_code == 200, answer.content
    assert answer.json() | {"import_id": 0} == {
        "import_id": 0, "orders_new": 2, "orders_same": 0, "orders_replaced": 0, "customers_new": 1,
    }  # fmt: skip
    first, back = Order.objects.get(number="A-1"), Order.objects.get(number="A-2")
    assert (first.amount_minor, first.ordered_at.isoformat()) == (131999, "2026-03-01T09:30:00+00:00")
    assert (back.kind, back.customer, back.ordered_on.isoformat()) == ("return", None, "2026-03-02")


def test_a_repeated_call_gets_the_same_answer_and_writes_once(caller: Client) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = send(caller, BATCH, **headers)
    before = row_counts(), ImportRun.objects.count()
    assert send(caller, BATCH, **headers).json() == first.json()
    assert (row_counts(), ImportRun.objects.count()) == before
    assert send(caller, {"orders": BATCH["orders"][:1]}, **headers).status_code == 409


def test_a_changed_order_is_replaced(caller: Client) -> None:
    send(caller, BATCH)
    changed = {"orders": [BATCH["orders"][0] | {"lines": [{"sku": "CUP", "amount_minor": 100}]}]}
    assert send(caller, changed).json()["orders_replaced"] == 1
    assert revenue_minor() == 100 - 500


def test_what_a_till_leaves_between_words_becomes_spaces(caller: Client) -> None:
    line = {"amount_minor": 100, "product": "Чашка\x0bсиняя", "sku": "\x01\x02\x03\x04"}
    order = {"number": "7", "ordered_at": "2026-03-01T12:30:00Z", "lines": [line]}
    answer = send(caller, {"orders": [order]})
    assert answer.status_code == 200, answer.content
    assert OrderLine.objects.get().product.name == "Чашка синяя"


def test_a_wrong_batch_saves_nothing_and_names_the_field(caller: Client) -> None:
    naive = {"orders": [BATCH["orders"][1] | {"ordered_at": "2026-03-01T10:00:00"}]}
    answer = send(caller, naive)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "orders[0].ordered_at")
    shared = {"orders": [BATCH["orders"][0], BATCH["orders"][0] | {"customer": {"key": "8"}}]}
    answer = send(caller, shared)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "number_of_many_customers")
    assert not Order.objects.exists() and not ImportRun.objects.exists()


def test_a_file_is_taken_and_its_import_can_be_watched(caller: Client) -> None:
    upload = SimpleUploadedFile("orders.csv", b"number,date,customer,amount\n1,2026-03-01,7,10\n")
    answer = caller.post("/api/v1/orders/import", {"file": upload})
    assert answer.status_code == 202, answer.content
    import_id = answer.json()["id"]
    assert caller.get(f"/api/v1/imports/{import_id}").json()["status"] == "uploaded"
    jobs.import_whole(run_id=import_id, is_dry_run=False)
    assert caller.get(f"/api/v1/imports/{import_id}").json()["status"] == "applied"
    assert revenue_minor() == 1000


def test_a_dry_run_of_a_file_writes_nothing(caller: Client) -> None:
    upload = SimpleUploadedFile("orders.csv", b"number,date,customer,amount\n1,2026-03-01,7,10\n")
    answer = caller.post("/api/v1/orders/import", {"file": upload, "dry_run": "true"})
    jobs.import_whole(run_id=answer.json()["id"], is_dry_run=True)
    seen = caller.get(f"/api/v1/imports/{answer.json()['id']}").json()
    assert (seen["status"], seen["counts"]["plan"]["new_orders"]) == ("checked", 1)
    assert not Order.objects.exists()


def test_orders_are_listed_page_by_page(caller: Client) -> None:
    send(caller, BATCH)
    page = caller.get("/api/v1/orders?limit=1").json()
    assert [order["number"] for order in page["orders"]] == ["A-2"]
    following = caller.get(f"/api/v1/orders?limit=1&after={page['next']}").json()
    assert ([order["number"] for order in following["orders"]], following["next"]) == (["A-1"], None)
    assert caller.get("/api/v1/orders?since=2026-03-02").json()["orders"][0]["number"] == "A-2"


def test_a_key_without_the_right_is_refused(company: object) -> None:
    key = identity.create_key(SYSTEM, name="reader", role=Role.MANAGER, scopes=["sales.read"])
    reader = Client(headers={"Authorization": f"Bearer {key.text}"})
    assert reader.get("/api/v1/orders").status_code == 200
    assert send(reader, BATCH).status_code == 403
    assert not Customer.objects.exists()
