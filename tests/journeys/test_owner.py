"""An owner at work with the demo company: who matters, who slips away, whom to call, where is Ivanova."""

import csv
import io
import math
import re
from pathlib import Path

import pytest

from tests.journeys.rounds import plan_a_round

pytestmark = pytest.mark.browser


def texts(page, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def test_who_matters_is_filtered_sorted_kept_as_a_view_and_taken_away_as_a_file(demo_copy, visit):
    page = visit(demo_copy, role="owner", language="ru").page
    page.goto("/value/customers")
    everybody = page.locator("#customers tbody tr").count()
    assert everybody >= 25
    page.locator("select[name=decile]").select_option("1")
    page.wait_for_url("**decile=1**")
    page.locator("#customers thead a", has_text="Клиент").first.click()
    page.wait_for_url("**sort=**")
    names = texts(page, "#customers tbody tr td:first-child a")
    assert names == sorted(names, key=str.casefold) or names == sorted(names, key=str.casefold, reverse=True)

    page.locator("[data-dialog-open=save-view]").evaluate("(button) => button.click()")
    page.locator("#view-name").fill("Лучшая десятая")
    page.locator("#save-view .z-button-primary").click()
    page.wait_for_load_state()
    page.goto("/value/customers")
    page.locator("a", has_text="Лучшая десятая").evaluate("(link) => link.click()")
    page.wait_for_url("**decile=1**")

    address = page.url + "&format=csv"
    content = page.request.get(address).body().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";" if ";" in content.splitlines()[0] else ","))
    best_tenth = demo_copy.one("SELECT count(DISTINCT customer_id) FROM value_customervalue WHERE decile = 1")
    assert len([row for row in rows[1:] if row]) == best_tenth


def test_a_round_of_calls_is_planned_a_call_recorded_and_taken_back(demo_copy, visit):
    page = visit(demo_copy, role="owner", language="ru").page
    plan_a_round(page)
    margins = [margin for (margin,) in demo_copy.rows("SELECT margin_minor FROM value_call ORDER BY rank")]
    bringing = demo_copy.rows(
        "SELECT last_year_margin_minor FROM value_customervalue"
        " WHERE horizon_months = 12 AND last_year_margin_minor > 0 ORDER BY 1 DESC"
    )
    assert len(margins) == math.ceil(len(bringing) / 10)
    assert margins == [margin for (margin,) in bringing[: len(margins)]]
    page.locator("#calls tbody tr a[href*='/value/calls/call/']").first.click()
    page.wait_for_url(re.compile(r"/value/calls/call/\d+$"))
    address = page.url
    call_id = int(address.rsplit("/", 1)[1])
    outcome = page.locator("[name=outcome]")
    if outcome.first.evaluate("(field) => field.tagName") == "SELECT":
        outcome.select_option("talked")
    else:
        page.locator("[name=outcome][value=talked]").check()
    page.locator("textarea").first.fill("Довольна тканью, просит доставку к вечеру.")
    page.locator("main form .z-button-primary").last.click()
    page.wait_for_load_state()
    assert demo_copy.one("SELECT outcome FROM value_call WHERE id = ?", [call_id]) == "talked"
    page.goto(address)
    page.locator("form[action$='/reopen'] button").click()
    page.wait_for_load_state()
    assert demo_copy.one("SELECT outcome FROM value_call WHERE id = ?", [call_id]) == "waiting"


def test_those_who_slip_away_stand_by_money_at_risk_and_lead_to_their_page(demo_company, visit):
    page = visit(demo_company, role="owner", language="ru").page
    page.goto("/value/slipping")
    at_risk = [int(re.sub(r"\D", "", text)) for text in texts(page, "#slipping tbody td:last-child strong")]
    assert len(at_risk) > 10
    assert at_risk == sorted(at_risk, reverse=True)
    first = page.locator("#slipping tbody a[href^='/customers/']").first
    name = first.inner_text()
    first.click()
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    assert page.locator("h1").inner_text() == name


def test_ctrl_k_finds_a_person_by_another_form_of_the_name(demo_company, visit):
    page = visit(demo_company, role="owner", language="ru").page
    name = demo_company.one("SELECT name FROM customers_customer WHERE name LIKE '%ова %' ORDER BY id")
    surname = next(word for word in name.split() if word.endswith("ова"))
    page.goto("/orders")
    page.keyboard.press("Control+k")
    page.locator("#palette input[type=search]").fill(surname[:-1] + "ой")
    page.locator("#palette-found a", has_text=surname).first.wait_for()
    found = texts(page, "#palette-found a")  # «Волковой» is also a form of Волков, and he may be worth more
    for _step in range(next(place for place, text in enumerate(found, 1) if surname in text)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(value/)?customers/\d+"))
    assert surname in page.locator("h1").inner_text()


def test_the_keys_open_the_sheet_and_walk_through_the_rows(demo_company, visit):
    page = visit(demo_company, role="owner", language="ru").page
    page.goto("/value/customers")
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("#keys:not([open])").wait_for(state="attached")  # the browser may close it a moment after the key
    for key, row in (("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        page.locator(f"#customers tbody > tr:nth-child({row}).z-cursor").wait_for()
    chosen = page.locator("#customers tr.z-cursor")
    name = chosen.locator("a").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    assert page.locator("h1").inner_text() == name


def test_language_and_theme_switch_at_once_and_stay(demo_copy, visit):
    visitor = visit(demo_copy, role="owner", language="ru")
    page = visitor.page
    page.goto("/orders")
    assert page.locator("h1").inner_text() == "Заказы"
    visitor.speak("en")
    assert page.locator("h1").inner_text() == "Orders"
    assert page.url.endswith("/orders")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Light or dark").click()
    with page.expect_response("**/preferences"):
        page.get_by_role("button", name="Dark", exact=True).click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.goto("/value")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("role", ["manager", "agent", "analyst"])
def test_every_role_lands_on_a_page_of_its_own_and_its_menu_leads_somewhere(role, demo_company, visit):
    page = visit(demo_company, role=role, language="ru").page
    addresses = page.locator(".z-side .z-nav a").evaluate_all("(links) => links.map((link) => link.pathname)")
    assert addresses
    for address in addresses:
        assert page.goto(address).status == 200
        assert page.locator("h1").count() == 1


def test_a_picture_of_a_chart_and_a_file_of_a_list_can_be_saved(demo_company, visit):
    page = visit(demo_company, role="owner", language="ru").page
    page.goto("/value")
    chart = page.locator("[data-chart][data-drawn]").first
    chart.wait_for()
    chart.locator("summary[aria-label='Сохранить картинку']").click()
    with page.expect_download() as download:
        chart.locator("[data-chart-save=png]").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    page.goto("/orders")
    with page.expect_download() as download:
        page.locator("a[href*='format=xlsx']").first.evaluate("(link) => link.click()")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
