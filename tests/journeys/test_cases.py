"""An unhappy customer from the complaint to the closed case: found, promised, made up for over the limit, closed."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.product import Product

pytestmark = pytest.mark.browser
BEST_OF_AGENT = """SELECT customer_id FROM value_customervalue v JOIN customers_customer c ON c.id = v.customer_id
 JOIN identity_staff s ON s.id = c.owner_id WHERE s.role = 'agent' AND v.horizon_months = 12
 ORDER BY exposure_minor DESC LIMIT 1"""


def test_a_complaint_is_made_good_and_the_case_is_closed(demo_copy: Product, visit):
    customer = demo_copy.one(BEST_OF_AGENT)
    owner = visit(demo_copy, role="owner", language="ru")
    owner.page.goto("/cases/causes")
    owner.page.get_by_role("button", name="Взять обычные причины").click()

    agent = visit(demo_copy, role="agent", language="ru")
    agent.expected_statuses = {422}  # closed too early
    page = agent.page
    page.goto(f"/customers/{customer}/case")
    page.get_by_label("Что говорит клиент").fill("Привезли не то и не перезвонили")
    page.get_by_role("button", name="Открыть случай").click()
    page.wait_for_url("**/cases/*")
    case = page.url
    assert agent.accessibility_faults() == {}
    page.goto("/today")
    page.locator(".z-list, main", has_text="Привезли не то").first.wait_for()

    page.goto(case)
    page.get_by_label("Какими словами и с каким итогом").fill("Выслушал, извинился")
    page.get_by_role("button", name="Записать").click()
    page.locator("#steps", has_text="Выслушал, извинился").wait_for()
    page.locator("#cause select").select_option(label="\u2003Привезли не то")
    page.locator("#cause").get_by_role("button", name="Сохранить").click()
    page.get_by_text("Причина сохранена.").wait_for()
    page.get_by_label("Что обещаем").fill("Курьер привезёт верный заказ")
    page.get_by_label("До какого времени").fill(f"{datetime.now() + timedelta(days=2):%Y-%m-%dT12:00}")  # noqa: DTZ005
    page.get_by_role("button", name="Пообещать").click()
    page.locator("#promises", has_text="Курьер привезёт").wait_for()
    page.get_by_label("Во сколько нам обойдётся").fill("1500")
    page.get_by_label("Что даём").fill("Скидка на следующий заказ")
    page.get_by_role("button", name="Назначить").click()
    page.locator("#compensation", has_text="Ждёт согласования").wait_for()
    assert agent.accessibility_faults() == {}

    owner.page.goto(case)
    owner.page.get_by_role("button", name="Согласовать", exact=True).click()
    owner.page.locator("#compensation", has_text="Выдано").wait_for()

    page.goto(case)
    page.get_by_role("button", name="Закрыть случай").click()
    page.get_by_text("Обещание ещё открыто").wait_for()
    page.goto(case)
    page.get_by_role("button", name="Сдержано").click()
    page.get_by_role("button", name="Закрыть случай").click()
    page.get_by_text("Случай закрыт.").wait_for()
    agent.resize(390)
    assert agent.sticks_out() == []
    page.goto(f"/customers/{customer}")
    expect(page.locator("#cases")).to_contain_text("Решено")
