"""The gallery, and with it every component, in a real browser: clean console, strict policy, readable by all."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from zabota.foundation.testing.cast import client_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parent / "vendor/axe.min.js"


class Visit:
    """A signed-in page that remembers everything the browser complained about."""

    def __init__(self, browser: Browser, server_url: str, staff, *, width: int, dark: bool = False) -> None:
        staff.theme = "dark" if dark else "light"
        staff.save()
        cookie = client_of(staff).cookies[settings.SESSION_COOKIE_NAME].value
        self.context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server_url}])
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{server_url}/design")
        self.page.locator("[data-chart][data-drawn] canvas").nth(8).wait_for(state="attached")


@pytest.fixture
def visit(browser, live_server, owner):
    opened = []

    def open_gallery(*, width: int = 1440, dark: bool = False, language: str = "en") -> Visit:
        owner.language = language
        opened.append(Visit(browser, live_server.url, owner, width=width, dark=dark))
        return opened[-1]

    yield open_gallery
    for one in opened:
        one.context.close()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_browser_has_nothing_to_complain_about_and_nothing_sticks_out(visit, width, language):
    seen = visit(width=width, language=language)
    assert seen.complaints == []
    assert seen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_accessibility_checker_finds_nothing_serious(visit, dark):
    page = visit(dark=dark).page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations)")
    serious = {
        violation["id"]: [node["html"][:160] for node in violation["nodes"][:4]]
        for violation in found
        if violation["impact"] in ("serious", "critical")
    }
    assert serious == {}


def test_what_can_be_touched_is_at_least_44_pixels_high(visit):
    page = visit(width=390).page
    small = page.evaluate(
        """[...document.querySelectorAll(
            '.z-button, .z-menu-item, .z-nav-link, .z-bottom-link, .z-tab, .form-control, .form-select')]
        .filter((element) => element.offsetParent && element.getBoundingClientRect().height < 43.5)
        .map((element) => element.className)"""
    )
    assert small == []


def test_the_question_mark_opens_the_keys_and_escape_closes_them(visit):
    page = visit().page
    page.keyboard.press("?")
    assert page.locator("#keys").evaluate("(dialog) => dialog.open")
    page.keyboard.press("Escape")
    assert not page.locator("#keys").evaluate("(dialog) => dialog.open")


def test_j_and_k_walk_through_the_rows(visit):
    page = visit().page
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".z-cursor").inner_text().startswith("PI")
    page.keyboard.press("k")
    assert page.locator(".z-cursor").inner_text().startswith("AS")


def test_the_choice_of_theme_is_seen_at_once_and_kept(visit, owner):
    page = visit().page
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Light or dark").click()
    with page.expect_response("**/preferences"):
        page.get_by_role("button", name="Dark", exact=True).click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    owner.refresh_from_db()
    assert owner.theme == "dark"


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_chart_can_be_saved_as_a_picture(visit, kind):
    page = visit().page
    first = page.locator("[data-chart]").first
    first.get_by_label("Save the picture").click()
    with page.expect_download() as download:
        first.locator(f"[data-chart-save={kind}]").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\x89PNG" if kind == "png" else b"<svg")
    assert len(content) > 2000
