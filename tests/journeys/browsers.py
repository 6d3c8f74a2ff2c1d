"""The system's Chromium; ZABOTA_CHROMIUM names another."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--lang=ru"]


class ChromiumAbsentError(Exception):
    """There is no Chromium on this machine."""


def launch(playwright: Playwright) -> Browser:
    found = os.environ.get("ZABOTA_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not found:
        raise ChromiumAbsentError("no Chromium here: install it or name it in ZABOTA_CHROMIUM")
    return playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
