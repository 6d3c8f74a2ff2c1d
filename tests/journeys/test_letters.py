"""A letter with an offer: a template from a starter, a document from the card, sent to a real mail server."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys.conftest import copied
from tests.journeys.product import Product
from zabota.foundation.messaging.queries import SMTP_BACKEND
from zabota.foundation.testing.mail import Mailbox, started, text_of

pytestmark = pytest.mark.browser
WITH_MAIL = """SELECT o.customer_id FROM sales_order o JOIN customers_contactpoint p ON p.customer_id = o.customer_id
 WHERE p.kind = 'email' AND o.kind = 'sale' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"""


@pytest.fixture
def company_with_mail(loaded_demo: Product, tmp_path: Path) -> Iterator[Product]:
    """Its environment names no mail server: the owner sets it up on the page."""
    yield from copied(loaded_demo, tmp_path / "demo", told={"ZABOTA_EMAIL_BACKEND": SMTP_BACKEND})


def set_the_server_up(page, port: int) -> None:
    page.goto("/settings/mail")
    page.locator("[name=from_email]").fill("hello@len.example")
    page.locator("[name=host]").fill("127.0.0.1")
    page.locator("[name=port]").fill(str(port))
    page.locator("[name=security]").select_option("none")
    page.locator("main form .z-button-primary").click()
    page.get_by_role("button", name="Отправить пробное письмо").click()
    page.get_by_text("Сервер принял письмо").wait_for()


def keep_a_template(page, starter: str) -> None:
    page.goto("/letters/templates")
    page.get_by_role("link", name=starter).click()
    page.locator("#preview .z-paper").wait_for()
    page.get_by_role("button", name="Сохранить шаблон").click()
    page.get_by_text("Шаблон сохранён.").wait_for()


def test_an_offer_is_made_sent_with_a_letter_and_stands_on_the_timeline(company_with_mail, visit):
    mailbox = Mailbox()
    server = started(mailbox)
    visitor = visit(company_with_mail, role="owner", language="ru")
    page = visitor.page
    try:
        set_the_server_up(page, server.port)
        keep_a_template(page, "Коммерческое предложение")
        keep_a_template(page, "Спасибо за заказ")
        customer = company_with_mail.one(WITH_MAIL)
        page.goto(f"/customers/{customer}/documents/new")
        page.locator("[name=template]").first.select_option(label="Коммерческое предложение")
        page.get_by_label("До какого числа действует").fill("1 апреля")
        page.get_by_role("button", name="Составить текст").click()
        page.locator("#preview td", has_text="Итого").wait_for()
        assert visitor.accessibility_faults() == {}
        page.get_by_role("button", name="Сохранить документ").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="PDF", exact=True).click()
        assert download.value.suggested_filename.startswith("Коммерческое предложение")

        page.get_by_role("link", name="Отправить по почте").click()
        page.locator("[name=template]").first.select_option(label="Спасибо за заказ")
        page.locator("#preview .z-paper", has_text="Спасибо, что выбрали нас").wait_for()
        page.locator("#preview dd", has_text=".pdf").wait_for()
        page.locator("[name=body]").press("Control+End")
        page.locator("[name=body]").press("Enter")
        page.get_by_role("button", name="Жирный").click()
        page.keyboard.type("Предложение во вложении")
        page.locator("#preview strong", has_text="Предложение во вложении").wait_for()
        visitor.resize(390)
        assert visitor.sticks_out() == []
        assert visitor.accessibility_faults() == {}
        visitor.resize(1440)
        page.get_by_role("button", name="Отправить", exact=True).click()
        page.get_by_text("Письмо уйдёт через десять секунд.").wait_for()
        page.get_by_role("button", name="Отменить").click()
        page.get_by_text("Письмо не отправлено, вот его текст.").wait_for()
        assert "Предложение во вложении" in page.locator("[name=body]").input_value()
        page.get_by_role("button", name="Отправить", exact=True).click()
        page.get_by_text("Письмо уйдёт через десять секунд.").wait_for()
        company_with_mail.finish_work(seconds=60)
        page.goto(f"/customers/{customer}")
        page.get_by_text("отправлено").first.wait_for()
        assert page.locator(".z-timeline", has_text="Письмо «Спасибо за заказ").count() == 1
    finally:
        server.stop()
    letter = mailbox.letters[-1]
    assert len(mailbox.letters) == 2
    assert str(letter["Subject"]).strip().startswith("Спасибо за заказ № ")
    assert "Предложение во вложении" in text_of(letter)
    (attached,) = letter.iter_attachments()
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(attached.get_content())).pages)
    assert "Коммерческое предложение" in text
    assert "1 апреля" in text
    assert "Итого" in text
