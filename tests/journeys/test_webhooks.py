"""An owner connects the warehouse: an address, its secret, a test; a new customer is told; what failed goes again."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.product import Product
from zabota.foundation.testing.receiver import Received, Receiver, started

pytestmark = pytest.mark.browser


@pytest.fixture
def warehouse() -> Iterator[Receiver]:
    one = Receiver(text='{"ok": true}', status=200)
    server = started(one)
    yield one
    server.shutdown()


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Product]:
    product = Product(tmp_path / "company", told={"ZABOTA_WEBHOOKS_ALLOW_PRIVATE": "127.0.0.1/32"})
    product.set_up()
    yield product.start()
    product.discard()
    assert product.faults_in_the_log() == []


def is_signed(message: Received, secret: str) -> bool:
    told = {name.lower(): value for name, value in message.headers.items()}
    signed = f"{told['webhook-id']}.{told['webhook-timestamp']}.{message.body}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in told["webhook-signature"].split(" ")


def is_whole(visitor) -> None:
    for width in (390, 1440):
        visitor.resize(width)
        assert visitor.sticks_out() == []
        assert visitor.accessibility_faults() == {}


def test_the_warehouse_hears_of_a_new_customer_and_what_it_missed_is_sent_again(company, visit, warehouse):
    visitor = visit(company, role="owner", language="ru")
    page = visitor.page
    page.goto("/settings/webhooks")
    page.get_by_role("link", name="Добавить адрес").click()
    visitor.expected_statuses = {422}
    page.get_by_label("Адрес", exact=True).fill("https://192.168.0.10/hook")
    page.get_by_label("Все события, и те, что появятся позже").check()
    page.get_by_role("button", name="Добавить адрес").click()
    page.get_by_text("Этот узел не в открытом интернете.").wait_for()
    is_whole(visitor)
    page.get_by_label("Адрес", exact=True).fill(warehouse.url)
    page.get_by_label("Название для себя").fill("Склад")
    page.get_by_role("button", name="Добавить адрес").click()
    secret = page.get_by_label("Секрет").input_value()
    is_whole(visitor)
    page.get_by_role("button", name="Отправить пробное сообщение").click()
    page.locator("#log .z-badge-good").wait_for()
    here = page.url
    assert is_signed(warehouse.received[0], secret)

    warehouse.status, warehouse.text = 500, "сломалось"
    page.goto("/customers/new")
    page.locator("[name=name]").fill("Анна Шёлкова")
    page.locator("main form .z-button-primary").first.click()
    page.wait_for_url("**/customers/*")
    page.goto(here)
    page.locator("#log tr", has_text="customers.added").get_by_text("следующая попытка").wait_for()
    page.locator("#log tr", has_text="customers.added").get_by_role("link").click()
    page.locator("summary", has_text="Что ответили").first.click()
    page.get_by_text("сломалось").first.wait_for()
    is_whole(visitor)
    told = json.loads(warehouse.received[1].body)
    assert told["type"] == "customers.added" and "Анна" not in warehouse.received[1].body

    page.goto(here)
    page.locator("main details[data-menu] summary").click()
    page.get_by_role("button", name="Выключить").click()
    page.get_by_text("Выключено кем-то из коллег.").wait_for()
    is_whole(visitor)
    page.get_by_role("button", name="Включить").click()
    warehouse.status = 200
    page.get_by_role("button", name="Отправить снова всё недоставленное").click()
    page.locator("#log tr", has_text="customers.added").get_by_text("Доставлено").wait_for()
    assert len({one.headers["webhook-id"] for one in warehouse.received[1:]}) == 1
    page.locator("main details[data-menu] summary").click()
    page.get_by_role("button", name="Удалить…").click()
    is_whole(visitor)
    page.get_by_role("dialog").get_by_role("button", name="Удалить").click()
    page.get_by_text("Пока никому не сообщаем").wait_for()
