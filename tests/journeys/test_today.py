"""The day of a manager, by mouse and keyboard: the page one lands on, done, put off, taken back, handed over."""

from datetime import date, timedelta

import pytest

pytestmark = pytest.mark.browser


def test_a_day_is_worked_through(demo_copy, visit):
    visitor = visit(demo_copy, role="manager", language="ru")
    page = visitor.page
    page.goto("/")
    page.wait_for_url("**/today")
    rows = page.locator("[data-rows] > li")
    page.locator(".z-today-head", has_text="Просрочено").wait_for()
    count = rows.count()

    page.keyboard.press("j")
    first = page.locator(".z-cursor .z-today-who a").last.inner_text()
    page.keyboard.press("d")
    page.locator(".z-toast", has_text="Сделано.").wait_for()
    page.locator(".z-today-foot", has_text="Сегодня сделано 1 дело").wait_for()
    assert rows.count() == count - 1
    assert page.locator(".z-cursor").count() == 1
    page.locator(".z-toast").get_by_role("button", name="Отменить").click()
    page.locator(".z-toast", has_text="Отменено").wait_for()
    assert page.locator(".z-today-who a", has_text=first).count() >= 1

    page.keyboard.press("j")
    page.keyboard.press("s")
    page.locator(".z-cursor").get_by_role("button", name="Завтра").click()
    page.locator(".z-toast", has_text="Отложено, вернётся: завтра, 09:00.").wait_for()
    page.locator(".z-today-foot", has_text="1 отложено").wait_for()
    row = page.locator("[data-rows] > li").first
    row.locator("summary").click()
    row.locator("[name=on]").fill((date.today() + timedelta(days=3)).isoformat())  # noqa: DTZ011 - the browser's day
    row.locator("[name=on]").press("Enter")
    page.locator(".z-today-foot", has_text="2 отложено").wait_for()

    slipping = page.locator("[data-rows] > li", has_text="Уходит").first
    name = slipping.locator(".z-today-who a").first.inner_text()
    slipping.locator("summary").click()
    slipping.get_by_role("link", name="Передать коллеге").click()
    page.locator("[name=to]").select_option(label="Алёна Ситцева")
    page.get_by_role("button", name="Передать").click()
    page.locator(".z-toast", has_text="Передано: Алёна Ситцева.").wait_for()
    page.locator("#of").select_option("all")
    page.wait_for_url("**of=all**")
    page.locator(".z-today", has_text=f"Узнать, как дела: {name}").wait_for()

    page.get_by_role("link", name="У кого сколько").click()
    page.locator("tr", has_text="Алёна Ситцева").wait_for()
    visitor.resize(390)
    page.goto("/today")
    assert visitor.sticks_out() == []
    small = page.evaluate(
        """() => [...document.querySelectorAll('.z-today-acts .z-button')]
          .filter((one) => one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().width < 44).length"""
    )
    assert small == 0
    assert visitor.accessibility_faults() == {}

    visitor.context.clear_cookies(name="zabota_session")
    page.locator("[data-row-key=d]").first.click()
    page.wait_for_url("**/account/login/**")
