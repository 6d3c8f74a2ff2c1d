"""Draw docs/images anew: every page in both languages, wide and narrow, with the demo company and with an empty one.

`make images`, or `python -m tools.images --only value,orders` for a few. The clock stands still, so that the same
product gives the same pictures; each is reduced to the few colours it needs.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")
os.environ.setdefault("ZABOTA_DATA_DIR", tempfile.mkdtemp(prefix="zabota-images-"))

import django
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

django.setup()
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from tests.journeys.browsers import launch  # noqa: E402 - after django.setup
from tests.journeys.places import PLACES, Place  # noqa: E402 - after django.setup
from tests.journeys.product import OWNER, Product  # noqa: E402 - after django.setup
from tests.journeys.rounds import plan_a_round  # noqa: E402 - after django.setup
from tests.journeys.visitor import Visitor  # noqa: E402 - after django.setup

FOLDER = Path(__file__).parents[1] / "docs/images"
TODAY = "2026-05-20"
WIDTHS = (1440, 390)
LANGUAGES = ("ru", "en")
MOST_HEIGHT = {1440: 2400, 390: 3000}
COLOURS = 64


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw docs/images anew.")
    parser.add_argument("--only", default="", help="names of pages, separated by commas")
    parser.add_argument("--companies", type=Path, help="keep the two companies here, to draw again without loading")
    wanted = parser.parse_args()
    only = set(filter(None, wanted.only.split(",")))
    places = [place for place in PLACES if not only or place.name in only]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, ExitStack() as stack:
        folder = wanted.companies or stack.enter_context(tempfile.TemporaryDirectory())
        browser = launch(playwright)
        for kind in ("demo", "empty"):
            product = stack.enter_context(company(Path(folder) / kind, browser, has_demo=kind == "demo"))
            for language in LANGUAGES:
                draw_all(browser, product, places, language=language, kind=kind)
            if not only:
                forget_others(kind, product)
        browser.close()
    drawn = list(FOLDER.glob("*.png"))
    print(f"{len(drawn)} pictures, {sum(path.stat().st_size for path in drawn) / 2**20:.1f} MB in {FOLDER}")


@contextmanager
def company(folder: Path, browser: Browser, *, has_demo: bool) -> Iterator[Product]:
    product = Product(folder, frozen_at=f"{TODAY}T09:00:00+03:00")
    if has_demo:
        product.load_demo(on=TODAY)
    elif (folder / "zabota.sqlite3").exists():
        product.accounts["owner"] = OWNER
    else:
        product.set_up()
    product.start()
    product.finish_work()
    if has_demo and not product.one("SELECT count(*) FROM value_callround"):
        plan_a_round(Visitor(browser, product).sign_in().speak("ru").page)
    yield product
    product.stop()


def draw_all(browser: Browser, product: Product, places: list[Place], *, language: str, kind: str) -> None:
    owner = Visitor(browser, product, language=language).sign_in().speak(language)
    stranger = Visitor(browser, product, language=language)
    for place in places:
        address = place.address(product)
        visitor = stranger if place.is_signed_out else owner
        if address is None:
            continue
        visitor.resize(WIDTHS[0])
        visitor.open(address)
        if not visitor.is_at(address):
            continue  # leads on to a page that is drawn under its own name
        for width in WIDTHS:
            visitor.resize(width)
            save(visitor, FOLDER / f"{place.name}-{language}-{width}-{kind}.png", width=width)
    owner.close()
    stranger.close()


def save(visitor: Visitor, path: Path, *, width: int) -> None:
    """The whole page, as if the window were as high as it; the bar at a phone's bottom stays at the bottom."""
    height = visitor.page.evaluate("document.documentElement.scrollHeight")
    visitor.page.set_viewport_size({"width": width, "height": max(900, min(height, MOST_HEIGHT[width]))})
    visitor.settle()
    visitor.page.wait_for_timeout(150)
    picture = Image.open(BytesIO(visitor.page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def forget_others(kind: str, product: Product) -> None:
    """Pictures of pages that are no more."""
    names = {place.name for place in PLACES if place.address(product) is not None}
    for path in FOLDER.glob(f"*-{kind}.png"):
        if path.name.rsplit("-", 3)[0] not in names:
            path.unlink()


if __name__ == "__main__":
    main()
