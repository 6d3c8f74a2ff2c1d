"""Customers are filtered, the filter is kept, many get a tag at once, and it is taken back."""

from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.browser
SETTLED_MS = 100


@contextmanager
def drawn_anew(page):
    """A condition comes from the server and settles before the next touch, as under a human hand."""
    with page.expect_response("**/customers/condition**"):
        yield
    page.wait_for_timeout(SETTLED_MS)


def test_customers_are_filtered_kept_as_a_segment_and_tagged_together(demo_company, visit):
    visitor = visit(demo_company, role="owner", language="ru")
    page = visitor.page
    page.goto("/customers")
    page.get_by_text("Отобрать по любому полю").click()
    with drawn_anew(page):
        page.get_by_role("button", name="Добавить условие").click()
    condition = page.locator(".z-condition:not(.htmx-added)")
    for label, value in (("Поле", "city"), ("Как сравнить", "is")):
        condition.wait_for()
        with drawn_anew(page):
            condition.get_by_label(label).select_option(value)
    condition.get_by_label("Что искать").fill("Казань")
    page.locator("#filter-count", has_text="Подход").wait_for()
    page.locator("#filter").get_by_role("button", name="Показать").click()
    page.wait_for_url("**filter=**")
    assert visitor.accessibility_faults() == {}

    page.get_by_role("link", name="Сохранить как сегмент").click()
    page.get_by_label("Название сегмента").fill("Казанские")
    page.get_by_role("button", name="Сохранить").click()
    page.wait_for_url("**/segments/*")
    page.get_by_role("link", name="Показать клиентов").click()

    page.wait_for_url("**filter=**")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("[data-row-check]:checked").count() == 2
    page.locator("#what").select_option("tag")
    page.get_by_role("button", name="Дальше").click()
    page.get_by_label("Метки").fill("из путешествия")
    page.locator("main form .z-button-primary").click()
    page.locator(".z-toast", has_text="Готово: изменено 2 клиента").wait_for()
    tagged = "SELECT count(*) FROM customers_customertag JOIN customers_tag ON customers_tag.id = tag_id WHERE name = "
    assert demo_company.one(tagged + "'из путешествия'") == 2
    page.locator(".z-toast").get_by_role("button", name="Отменить").click()
    page.wait_for_load_state()
    assert demo_company.one(tagged + "'из путешествия'") == 0
    assert visitor.complaints == []
