"""The owner reads the score, marks what happened, and looks at who said it."""

import pytest

pytestmark = pytest.mark.browser


def test_the_owner_sees_that_the_score_fell_and_marks_why(demo_company, visit):
    visitor = visit(demo_company, role="owner", language="ru")
    page = visitor.page
    page.goto("/scores")
    page.get_by_text("достоверно изменилась").wait_for()
    page.get_by_text("Среди промолчавших").wait_for()
    page.get_by_text("Довольны ли вы доставкой?").wait_for()
    assert visitor.accessibility_faults() == {}

    page.get_by_label("Разделить по").select_option("tenth")
    page.get_by_role("rowheader", name="1-я десятая", exact=True).wait_for()
    page.get_by_text("Отметить событие").click()
    page.get_by_label("День", exact=True).fill(demo_company.one("SELECT date(max(answered_at)) FROM surveys_response"))
    page.get_by_label("Что произошло в этот день").fill("Сменили курьера")
    page.get_by_role("button", name="Отметить", exact=True).click()
    page.locator(".z-toast", has_text="Отмечено на графике").wait_for()
    page.get_by_text("Рассылки и события на графике").click()
    page.locator(".z-plain").get_by_text("Сменили курьера").wait_for()

    page.get_by_role("link", name="Критики").click()
    page.locator(".s-said a").first.click()
    page.wait_for_url("**/customers/*")
    assert visitor.complaints == []
