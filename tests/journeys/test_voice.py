"""A survey from its first words to its first answer: begun, opened, put on a poster, answered on a phone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.product import Product
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def test_a_survey_is_begun_printed_answered_on_a_phone_and_read(demo_copy: Product, visit, browser: Browser):
    staff: Visitor = visit(demo_copy, role="owner", language="ru")
    page = staff.page
    page.goto("/voice/new")
    page.get_by_role("button", name="NPS").click()
    page.get_by_label("Название для коллег").fill("Лояльность у кассы")
    page.get_by_text("Добавить вопрос").click()
    page.get_by_label("Вопрос (Русский)").last.fill("Что купили сегодня?")
    page.locator("[name$=-kind]").last.select_option("text")
    assert staff.accessibility_faults() == {}
    page.get_by_role("button", name="Сохранить", exact=True).click()
    page.get_by_role("button", name="Открыть опрос").click()
    page.get_by_label("Где он").fill("Касса на Покровке")
    page.get_by_role("button", name="Добавить", exact=True).click()
    address = page.locator("#ways a[href*='/f/']").get_attribute("href")
    assert staff.accessibility_faults() == {}

    phone = Visitor(browser, demo_copy, width=390)
    try:
        answer_on_the_phone(phone, address)
    finally:
        phone.close()

    page.goto("/voice/answers?group=low")
    row = page.locator("tbody tr", has_text="Грубо ответили на кассе")
    expect(row).to_contain_text("3 из 10")
    expect(row).to_contain_text("+7 916 123-45-67")
    expect(row).to_contain_text("QR-код")


def answer_on_the_phone(phone: Visitor, address: str) -> None:
    """With the keyboard alone, every step whole for the accessibility checker, and no cookie at the end."""
    page = phone.page
    page.goto(address)
    page.wait_for_timeout(500)  # nobody reads the question in less, and the product knows it
    assert phone.accessibility_faults() == {}
    assert phone.sticks_out() == []
    page.get_by_role("button", name="3", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Что пошло не так? Расскажите, пожалуйста.")).to_be_visible()
    assert phone.accessibility_faults() == {}
    page.keyboard.press("Tab")
    page.locator("textarea").fill("Грубо ответили на кассе")
    page.get_by_role("button", name="Дальше").press("Enter")
    expect(page.get_by_role("heading", name="Что купили сегодня?")).to_be_visible()
    page.get_by_role("button", name="Пропустить").press("Enter")
    expect(page.get_by_role("heading", name=re.compile("оставьте телефон"))).to_be_visible()
    page.locator("[name=answer]").first.fill("+7 916 123-45-67")
    page.get_by_role("button", name="Дальше").press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Спасибо, что сказали"))).to_be_visible()
    assert phone.accessibility_faults() == {}
    assert page.context.cookies() == []
