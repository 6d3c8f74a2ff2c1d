"""People of another system move in: imported, merged, called, remembered, handed over, written to, and taken back."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys.bitrix_export import Exported, write_bitrix_export
from tests.journeys.product import Product
from zabota.foundation.messaging.queries import SMTP_BACKEND
from zabota.foundation.testing.mail import Mailbox, started

pytestmark = pytest.mark.browser
LONG_MS = 90_000
PEOPLE = 5_000
CARDS = "SELECT count(*) FROM customers_customer"
MEANT = """SELECT c.id FROM customers_customer c JOIN customers_contactpoint p ON p.customer_id = c.id
 WHERE p.kind = 'email' AND c.kind = 'person'
 AND NOT EXISTS (SELECT 1 FROM duplicates_alikepair a WHERE a.first_id = c.id OR a.second_id = c.id)
 AND NOT EXISTS (SELECT 1 FROM customers_customerdate d WHERE d.customer_id = c.id) ORDER BY c.id LIMIT 1"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Product]:
    product = Product(
        tmp_path / "shop", frozen_at="2026-05-06T06:00:00+00:00", told={"ZABOTA_EMAIL_BACKEND": SMTP_BACKEND}
    )
    product.set_up()
    try:
        yield product
    finally:
        product.discard()


class Story:
    """The owner at the pages, in Russian."""

    def __init__(self, shop: Product, visitor) -> None:
        self.shop, self.visitor, self.page = shop, visitor, visitor.page

    def hire(self, name: str) -> None:
        self.page.goto("/settings/staff/add")
        self.page.locator("[name=name]").fill(name)
        self.page.locator("[name=email]").fill("olga@len.example")
        self.page.locator("[name=role]").select_option("agent")
        self.page.locator("main form .z-button-primary").click()
        self.page.wait_for_load_state()

    def import_people(self, path: Path) -> None:
        self.page.goto("/customers/import")
        self.page.locator("input[type=file]").set_input_files(path)
        self.page.get_by_role("button", name="Прочитать файл").click()
        self.page.get_by_text("Это выгрузка из Битрикс24").wait_for(timeout=LONG_MS)
        self.page.get_by_role("button", name="Проверить файл").click()
        self.page.get_by_role("button", name="Загрузить", exact=True).click(timeout=LONG_MS)
        self.page.get_by_role("button", name="Отменить эту загрузку").wait_for(timeout=LONG_MS)

    def merge_duplicates(self, exported: Exported) -> None:
        """All that are certain at once; the others one looks at."""
        self.page.goto("/duplicates")
        self.page.get_by_role("button", name="Сравнить карточки сейчас").click()
        self.page.wait_for_load_state()
        self.shop.finish_work()
        self.page.goto("/duplicates")
        assert self.visitor.accessibility_faults() == {}
        self.page.get_by_role("button", name=re.compile(r"Объединить явные \(\d+\)")).click()
        self.page.wait_for_load_state()
        self.shop.finish_work()
        assert self.shop.one(CARDS) < PEOPLE
        assert self.shop.one(CARDS) >= exported.people

    def answer_a_call(self, phone: str) -> None:
        self.page.goto(f"/call?phone={phone.replace('+7', '8')}")
        self.page.wait_for_url(re.compile(r"/customers/\d+"))
        self.page.locator("#call [name=text]").fill("Спрашивает про льняные шторы")
        self.page.get_by_role("button", name="Записать звонок").last.click()
        self.page.locator(".z-timeline", has_text="Спрашивает про льняные шторы").wait_for()

    def remember(self, customer: int) -> None:
        """A birthday in three days and a rhythm of three days."""
        self.page.goto("/settings/reminders")
        self.page.locator("[name=kind]").select_option("birthday")
        self.page.locator("main form .z-button-primary").click()
        self.page.goto(f"/customers/{customer}/edit")
        row = self.page.locator("[name$='-kind'][name^='dates']").last.get_attribute("name").removesuffix("-kind")
        self.page.locator("[name=owner_id]").select_option(label="Вера Шёлкова")
        self.page.locator(f"[name='{row}-kind']").select_option("birthday")
        self.page.locator(f"[name='{row}-day']").fill("9")
        self.page.locator(f"[name='{row}-month']").select_option("5")
        self.page.get_by_role("button", name="Сохранить карточку").click()
        self.page.wait_for_url(f"**/customers/{customer}")
        self.page.locator("[name=every_days]").fill("3")
        self.page.get_by_role("button", name="Сохранить ритм").click()
        self.page.get_by_text("9 мая").first.wait_for()

    def hand_twenty_over(self, colleague: str) -> None:
        self.page.goto("/customers?sort=-name")
        self.page.wait_for_load_state("networkidle")
        for _row in range(20):
            self.page.keyboard.press("j")
            self.page.keyboard.press("x")
        assert self.page.locator("[data-row-check]:checked").count() == 20
        self.page.locator("#what").select_option("hand_over")
        self.page.get_by_role("button", name="Дальше").click()
        self.page.get_by_label(colleague).check()
        self.page.locator("[name=note]").fill("Все ждут новую коллекцию")
        self.page.locator("main form .z-button-primary").click()
        self.page.locator(".z-toast", has_text="20 клиентов").wait_for()

    def send_an_offer(self, customer: int, port: int) -> None:
        self.page.goto("/settings/mail")
        self.page.locator("[name=from_email]").fill("hello@len.example")
        self.page.locator("[name=host]").fill("127.0.0.1")
        self.page.locator("[name=port]").fill(str(port))
        self.page.locator("[name=security]").select_option("none")
        self.page.locator("main form .z-button-primary").click()
        self.page.wait_for_load_state()
        self.page.goto(f"/customers/{customer}/documents/new")
        self.page.get_by_label("Название").fill("Предложение по шторам")
        self.page.locator("[name=body]").fill("Льняные шторы: 2 полотна по 4 500 ₽, готовы к 20 мая.")
        self.page.get_by_role("button", name="Сохранить документ").click()
        self.page.get_by_role("link", name="Отправить по почте").click()
        self.page.locator("[name=subject]").fill("Шторы изо льна")
        self.page.locator("[name=body]").fill("Здравствуйте! Предложение во вложении.")
        self.page.locator("#preview dd", has_text=".pdf").wait_for()
        self.page.get_by_role("button", name="Отправить", exact=True).click()
        self.page.get_by_text("Письмо уйдёт через десять секунд.").wait_for()
        self.shop.finish_work(seconds=60)

    def take_back(self, what: str) -> None:
        self.page.goto("/history")
        line = self.page.locator("main li, main tr").filter(has_text=what).first
        line.get_by_role("button", name="Отменить").click()
        self.page.wait_for_load_state()


def test_people_of_another_system_move_in_and_are_cared_for_and_taken_back(shop, visit, tmp_path):
    exported = write_bitrix_export(tmp_path / "contacts.xlsx", rows=PEOPLE)
    mailbox = Mailbox()
    server = started(mailbox)
    visitor = visit(shop.start(), role="owner", language="ru")
    visitor.speak("ru")
    story = Story(shop, visitor)
    try:
        story.hire("Ольга Нитка")
        story.import_people(tmp_path / "contacts.xlsx")
        assert shop.one(CARDS) == PEOPLE
        story.merge_duplicates(exported)
        merged = shop.one(CARDS)
        customer = shop.one(MEANT)
        phone = shop.one(f"SELECT value FROM customers_contactpoint WHERE kind = 'phone' AND customer_id = {customer}")
        story.answer_a_call(phone)
        story.remember(customer)
        story.hand_twenty_over("Ольга Нитка")
        assert shop.one("SELECT count(*) FROM handovers_brief") == 20
        story.send_an_offer(customer, server.port)
        (attached,) = mailbox.letters[-1].iter_attachments()
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(attached.get_content())).pages)
        assert "Льняные шторы" in text
        shop.stop()

        shop.frozen_at = "2026-05-09T06:01:00+00:00"
        visitor = visit(shop.start(), role="owner", language="ru")
        story = Story(shop, visitor)
        shop.finish_work()
        visitor.page.goto("/tasks")
        name = shop.one(f"SELECT name FROM customers_customer WHERE id = {customer}")
        for title in (f"Be in touch: {name}", f"Поздравить: {name}"):
            visitor.page.locator("main li", has_text=title).first.wait_for()

        story.take_back("Объединены явные дубли")
        assert shop.one(CARDS) == PEOPLE > merged
        visitor.page.goto("/customers/imports")
        visitor.page.locator("main table a").first.click()
        visitor.page.get_by_role("button", name="Отменить эту загрузку").click()
        visitor.page.get_by_text("агрузка отменена").first.wait_for(timeout=LONG_MS)
        left = shop.one(CARDS)
        assert left == 21, "the one who was called and written to, and the twenty who were handed over"
        assert visitor.complaints == []
    finally:
        server.stop()
