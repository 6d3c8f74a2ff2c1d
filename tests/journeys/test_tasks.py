"""A birthday and a rhythm on a card become tasks on their day, and the bell tells of a task in its hour."""

import pytest

from tests.journeys.product import Product

pytestmark = pytest.mark.browser
NO_LETTERS = {"ZABOTA_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


def test_a_birthday_and_a_rhythm_remind_on_their_day(tmp_path, visit):
    product = Product(tmp_path / "shop", frozen_at="2026-05-06T06:00:00+00:00", told=NO_LETTERS)
    try:
        product.set_up()
        page = visit(product.start(), role="owner", language="en").page
        page.goto("/settings/reminders")
        page.locator("[name=kind]").select_option("birthday")
        page.locator("main form .z-button-primary").click()
        page.goto("/customers/new")
        page.locator("[name=name]").fill("Анна Соколова")
        page.locator("[name=owner_id]").select_option(label="Вера Шёлкова")
        page.locator("[name=dates-0-kind]").select_option("birthday")
        page.locator("[name=dates-0-day]").fill("9")
        page.locator("[name=dates-0-month]").select_option("5")
        page.locator("main .z-form-foot .z-button-primary").click()
        page.wait_for_url("**/customers/1")
        page.locator("[name=every_days]").fill("3")
        page.get_by_role("button", name="Keep the rhythm").click()
        page.get_by_text("next time: May 9").wait_for()
        page.locator("#task-line").fill("отправить образцы 9 мая в 10")
        page.locator("#task-understood", has_text="10:00").wait_for()
        page.locator("#task-line").press("Enter")
        page.locator("#tasks", has_text="отправить образцы").wait_for()
        product.finish_work()
        product.stop()

        product.frozen_at = "2026-05-09T07:01:00+00:00"  # one past ten in Moscow, three days later
        page = visit(product.start(), role="owner", language="en").page
        product.finish_work()
        page.goto("/tasks")
        for title in ("Congratulate Анна Соколова", "Be in touch: Анна Соколова", "отправить образцы"):
            page.locator(".z-list", has_text=title).wait_for()
        page.locator("#bell .z-bell-count").wait_for()
        page.locator("#bell").click()
        page.get_by_role("button", name="It is time: отправить образцы").click()
        page.wait_for_url("**/tasks/*")
        page.goto("/tasks")
        page.get_by_role("button", name="Done: Congratulate Анна Соколова").click()
        page.locator(".z-toast", has_text="1 task is off the list").wait_for()
        page.locator(".z-toast").get_by_role("button", name="Undo").click()
        page.locator(".z-list", has_text="Congratulate Анна Соколова").wait_for()
    finally:
        product.discard()
    assert product.faults_in_the_log() == []
