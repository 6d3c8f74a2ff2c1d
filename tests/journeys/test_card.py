"""The card: a field of one's own, a consent, a relation found by typing, a file, the timeline of one kind, undo."""

import pytest

pytestmark = pytest.mark.browser


def make_a_field(page) -> None:
    page.goto("/settings/fields/add")
    page.locator("[name=name]").fill("Мерка")
    page.locator("[name=kind]").select_option("several")
    page.locator("[name=new_options]").fill("S\nM")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_text("Поле сохранено.").wait_for()


def test_a_card_is_filled_in_related_and_taken_back(demo_copy, visit):
    visitor = visit(demo_copy, role="owner", language="ru")
    page = visitor.page
    make_a_field(page)
    customer = demo_copy.one("SELECT customer_id FROM customers_customernote ORDER BY id LIMIT 1")
    page.goto(f"/customers/{customer}")
    page.locator("body").press("e")
    page.get_by_role("checkbox", name="M", exact=True).check()
    page.get_by_role("button", name="Сохранить карточку").click()
    page.get_by_text("Мерка").wait_for()

    page.goto(f"/customers/{customer}/consents")
    page.locator("[name=purpose]").select_option("marketing")
    page.get_by_label("отказ").check()
    assert visitor.accessibility_faults() == {}
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Записано.").wait_for()

    page.goto(f"/customers/{customer}/relations")
    page.get_by_role("searchbox", name="Другой клиент").press_sequentially("анна")
    page.locator("#found [type=radio]").first.wait_for()
    page.locator("[name=kind]").select_option("family")
    assert visitor.accessibility_faults() == {}
    page.get_by_role("button", name="Связать").click()
    page.get_by_text("Теперь это видно на обеих карточках.").wait_for()
    page.locator("#relations", has_text="Семья").wait_for()
    page.get_by_role("button", name="Отменить").click()
    page.locator("#relations", has_text="Пока никого").wait_for()

    page.locator("#card-files").set_input_files(
        {"name": "Договор.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}
    )
    page.get_by_role("button", name="Добавить на карточку").click()
    with page.expect_download() as download:
        page.locator("#files").get_by_role("link", name="Договор.pdf").click()
    assert download.value.suggested_filename == "Договор.pdf"
    page.locator("#what-happened a.z-tag", has_text="Добавлен файл").click()
    page.locator("#moments", has_text="Договор.pdf").wait_for()
    assert page.locator("#moments li").count() == 1
    assert visitor.accessibility_faults() == {}
    visitor.resize(390)
    assert visitor.sticks_out() == []
