"""A person in a real browser, and a watcher who notes everything the browser has to complain about."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.journeys.product import Product

AXE = Path(__file__).parent / "vendor/axe.min.js"
TELL_OF_VIOLATIONS = """document.addEventListener('securitypolicyviolation', (event) =>
  window.tellOfViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""
RUN_AXE = "axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations)"
LOAD_FAILED = "Failed to load resource"  # told once more, and better, by the response itself


class Visitor:
    """One browser window. `complaints` must be empty at the end of every story."""

    def __init__(self, browser: Browser, product: Product, *, width: int = 1440, language: str = "ru") -> None:
        self.product = product
        self.complaints: list[str] = []
        self.expected_statuses: set[int] = set()
        self.context: BrowserContext = browser.new_context(
            base_url=product.url,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            locale={"ru": "ru-RU", "en": "en-GB"}[language],
            timezone_id="Europe/Moscow",
            accept_downloads=True,
        )
        self.context.set_default_timeout(20_000)
        self.context.expose_binding("tellOfViolation", lambda _source, text: self._complain(f"policy: {text}"))
        self.context.add_init_script(TELL_OF_VIOLATIONS)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda fault: self._complain(f"page error: {fault.error}"))
        self.context.on("request", self._see_request)
        self.context.on("response", self._see_response)
        self.page: Page = self.context.new_page()

    def _complain(self, text: str) -> None:
        self.complaints.append(f"{urlsplit(self.page.url).path}: {text}")

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"} and not said.text.startswith(LOAD_FAILED):
            self._complain(f"console {said.type}: {said.text}")

    def _see_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and f"{address.scheme}://{address.netloc}" != self.product.url:
            self._complain(f"request to another host: {request.url}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected_statuses:
            self._complain(f"{response.status} {response.request.method} {response.url}")

    def sign_in(self, role: str = "owner") -> "Visitor":
        email, password = self.product.accounts[role]
        self.page.goto("/account/login/")
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("main form .z-button-primary, form .z-button-primary").first.click()
        self.page.wait_for_url(re.compile(r"^(?!.*/account/login/)"))
        return self

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.settle()

    def is_at(self, address: str) -> bool:
        return urlsplit(self.page.url).path.rstrip("/") == urlsplit(address).path.rstrip("/")

    def speak(self, language: str) -> "Visitor":
        """Switch the language as the person would: by the button in the top bar."""
        if self.page.locator("html").get_attribute("lang") != language:
            self.page.locator(f"button[name=language][value={language}]").first.click()
            self.page.locator(f"html[lang={language}]").wait_for(state="attached")
        return self

    def settle(self) -> None:
        """Wait for what the page fetches and draws after it has come."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(
            "() => !document.querySelector('.htmx-request')"
            " && [...document.querySelectorAll('[data-chart]')].every((chart) => chart.dataset.drawn !== undefined"
            " || !chart.offsetParent)"
        )
        self.page.evaluate("document.fonts.ready.then(() => true)")

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def sticks_out(self) -> list[str]:
        """What makes the body scroll sideways: nothing should."""
        found: list[str] = self.page.evaluate(
            """() => {
              const wide = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= wide) return [];
              const scrolls = (one) => one && (['auto', 'scroll', 'hidden'].includes(getComputedStyle(one).overflowX)
                ? one !== document.body : scrolls(one.parentElement));
              return [...document.querySelectorAll('body *')]
                .filter((one) => one.getBoundingClientRect().right > wide + 0.5 && !scrolls(one.parentElement))
                .slice(0, 4).map((one) => one.outerHTML.slice(0, 120));
            }"""
        )
        return found

    def accessibility_faults(self) -> dict[str, list[str]]:
        """What axe calls serious or critical."""
        if not self.page.evaluate("typeof window.axe !== 'undefined'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(RUN_AXE)
        return {
            fault["id"]: [node["html"][:160] for node in fault["nodes"][:4]]
            for fault in found
            if fault["impact"] in {"serious", "critical"}
        }

    def close(self) -> None:
        self.context.close()
