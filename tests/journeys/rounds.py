"""Planning a round of calls, as the owner does it."""

import re

from playwright.sync_api import Page


def plan_a_round(page: Page) -> None:
    """The best tenth of the customers become a list of calls."""
    page.goto("/value/calls")
    page.locator("#new .z-button-primary").click()
    page.wait_for_url(re.compile(r"/value/calls/\d+"))
