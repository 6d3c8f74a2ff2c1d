"""Two cards of one customer: found, compared, merged with a chosen name, and taken apart again."""

import pytest

pytestmark = pytest.mark.browser


def test_two_cards_of_one_customer_become_one_and_are_taken_apart(demo_company, visit):
    visitor = visit(demo_company, role="owner", language="ru")
    page = visitor.page
    cards = "SELECT count(*) FROM customers_customer"
    count = demo_company.one(cards)
    page.goto("/duplicates")
    page.get_by_role("button", name="Сравнить карточки сейчас").click()
    page.wait_for_load_state()
    demo_company.finish_work()
    page.goto("/duplicates")
    assert visitor.accessibility_faults() == {}
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/duplicates/compare?**")
    assert visitor.accessibility_faults() == {}
    names = page.locator("input[name=f_name]:not(:checked)")
    name = names.first.locator("xpath=..").inner_text().strip()
    with page.expect_response("**/duplicates/compare?**"):
        names.first.check()
    page.locator("#preview h3", has_text=name).wait_for()
    page.locator("main .z-form-foot .z-button-primary").click()
    page.wait_for_url("**/customers/*")
    assert page.locator("h1").inner_text() == name
    assert demo_company.one(cards) == count - 1
    page.locator(".z-toast").get_by_role("button", name="Отменить").click()
    page.wait_for_load_state()
    assert demo_company.one(cards) == count
    assert visitor.complaints == []
