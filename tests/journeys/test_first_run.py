"""The first evening of a shop owner: set up in Russian, look around in the demo company, send it away."""

import re

import pytest

from tests.journeys.traces import row_counts

pytestmark = pytest.mark.browser


def test_the_owner_sets_up_in_russian_looks_at_the_demo_company_and_removes_it(running_product, visit):
    product = running_product("sqlite", is_set_up=False)
    visitor = visit(product, language="ru")
    page = visitor.page
    page.goto("/")
    page.wait_for_url("**/setup")
    assert page.locator("html").get_attribute("lang") == "ru"
    assert visitor.accessibility_faults() == {}
    page.locator("[name=company_name]").fill("Пуговица")
    page.locator("[name=owner_name]").fill("Анна Пуговкина")
    page.locator("[name=email]").fill("anna@example.com")
    page.locator("[name=password]").fill("иголка нитка напёрсток")
    page.get_by_role("button", name="Начать").click()
    page.wait_for_url("**/welcome")
    before = row_counts(product)

    page.get_by_role("button", name="Показать демо-компанию").click()
    page.wait_for_url("**/demo/progress")
    page.wait_for_url(re.compile(r"^(?!.*/demo/progress)"), timeout=120_000)
    assert page.locator(".z-demo").is_visible()
    assert product.one("SELECT count(*) FROM sales_order") > 15_000

    page.locator(".z-demo button").click()
    page.locator(".z-demo").wait_for(state="detached")
    product.finish_work()
    assert product.one("SELECT count(*) FROM sales_order") == 0
    assert row_counts(product) == before
