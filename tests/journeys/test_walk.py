"""A walk over every page: both languages, wide and narrow, with the demo company and with an empty one.

No complaint of the browser, nothing sticking out on a phone, a title, nothing serious for the accessibility checker.
"""

from collections.abc import Iterator

import pytest

from tests.journeys.places import PLACES, Place
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
WIDE, NARROW = 1440, 390


@pytest.fixture(scope="module", params=["demo", "empty"])
def company(request: pytest.FixtureRequest) -> Product:
    product: Product = request.getfixturevalue(f"{request.param}_company")
    return product


@pytest.fixture(scope="module", params=["ru", "en"])
def walkers(request, browser, company) -> Iterator[dict[bool, Visitor]]:
    """The owner, and by True a stranger, in one language."""
    owner = Visitor(browser, company, language=request.param).sign_in().speak(request.param)
    stranger = Visitor(browser, company, language=request.param)
    yield {False: owner, True: stranger}
    owner.close()
    stranger.close()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.pattern)
def test_every_page_is_whole(place: Place, walkers: dict[bool, Visitor], company: Product) -> None:
    address = place.address(company)
    if address is None:
        pytest.skip("this company has no such thing")
    visitor = walkers[place.is_signed_out]
    visitor.complaints.clear()
    visitor.expected_statuses = {410} if place.pattern.startswith("/join/") else set()
    visitor.resize(WIDE)
    visitor.open(address)
    if not visitor.is_at(address):
        pytest.skip(f"leads on to {visitor.page.url}")
    assert faults(visitor) == {}


def test_a_page_that_does_not_exist_is_whole_too(walkers: dict[bool, Visitor]) -> None:
    visitor = walkers[False]
    visitor.complaints.clear()
    visitor.expected_statuses = {404}
    visitor.open("/no-such-page")
    assert faults(visitor) == {}


def faults(visitor: Visitor) -> dict[str, object]:
    """Everything wrong with the page in hand, first wide, then narrow."""
    found: dict[str, object] = {}
    if visitor.page.title().startswith((" ", "·")) or not visitor.page.title():
        found["title"] = visitor.page.title()
    if visitor.page.locator("h1").count() != 1:
        found["h1"] = visitor.page.locator("h1").all_inner_texts()
    if "z-" in visitor.page.locator("body").inner_text():
        found["words"] = "a class name or an unrendered component is shown"
    for width in (WIDE, NARROW):
        visitor.resize(width)
        found |= {f"{width}: sticks out": visitor.sticks_out(), f"{width}: axe": visitor.accessibility_faults()}
    found["browser"] = list(visitor.complaints)
    return {name: fault for name, fault in found.items() if fault}
