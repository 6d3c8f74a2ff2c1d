"""Two-step sign-in, from the settings to the six digits of the next morning."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest

pytestmark = pytest.mark.browser
PERIOD_SECONDS = 30


def code_of(secret: str, at: float) -> str:
    """RFC 6238 by hand: six digits of the half-minute."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // PERIOD_SECONDS), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def test_the_code_by_hand_is_that_of_the_standard():
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert code_of(secret, 59) == "287082"  # RFC 6238, appendix B, last six digits


def test_two_steps_are_turned_on_asked_for_and_a_recovery_code_helps(running_product, visit):
    product = running_product("sqlite")
    visitor = visit(product, role="owner", language="ru")
    page = visitor.page
    page.goto("/account/2fa/")
    page.locator("main a[href*='totp/activate']").click()
    if "reauthenticate" in page.url:
        page.locator("[name=password]").fill(product.accounts["owner"][1])
        page.locator("form .z-button-primary").last.click()
    page.wait_for_url("**/totp/activate/")
    assert visitor.accessibility_faults() == {}
    secret = page.locator("main code").inner_text().replace(" ", "")
    used_at = time.time()
    page.locator("[name=code]").fill(code_of(secret, used_at))
    page.locator("main form .z-button-primary").click()
    page.wait_for_url(re.compile(r"/account/2fa/(recovery-codes/)?$"))
    page.goto("/account/2fa/recovery-codes/")
    codes = [text for text in page.locator("main li code").all_inner_texts() if text]

    newcomer = visit(product)
    begin(newcomer, product)
    # A code is taken once: the one used for turning it on is refused until the next half-minute.
    while int(time.time()) // PERIOD_SECONDS == int(used_at) // PERIOD_SECONDS:
        newcomer.page.wait_for_timeout(500)
    newcomer.page.locator("[name=code]").fill(code_of(secret, time.time()))
    newcomer.page.locator("form .z-button-primary").first.click()
    newcomer.page.wait_for_url(re.compile(r"/(today|tasks|value|orders|welcome)"))

    if codes:
        with_paper = visit(product)
        begin(with_paper, product)
        with_paper.page.locator("[name=code]").fill(codes[0])
        with_paper.page.locator("form .z-button-primary").first.click()
        with_paper.page.wait_for_url(re.compile(r"/(today|tasks|value|orders|welcome)"))


def begin(visitor, product) -> None:
    visitor.sign_in("owner")
    visitor.page.wait_for_url("**/2fa/authenticate/**")
    assert visitor.accessibility_faults() == {}
