"""One browser for all stories; products that really run; a demo company loaded once and copied."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browsers import ChromiumAbsentError, launch
from tests.journeys.product import Product
from tests.journeys.rounds import plan_a_round
from tests.journeys.visitor import Visitor
from zabota.foundation.testing.postgres import start_in_own_folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, and Django would refuse the database beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        try:
            browser = launch(playwright)
        except ChromiumAbsentError as error:
            pytest.skip(str(error))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres_socket() -> str:
    return str(start_in_own_folder())


@pytest.fixture(scope="session")
def loaded_demo(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """The demo company as `zabota demo` leaves it; worked through by the worker; only copied."""
    product = Product(tmp_path_factory.mktemp("loaded") / "demo")
    product.load_demo()
    product.start()
    product.finish_work()
    product.stop()
    return product


@pytest.fixture
def running_product(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Product]]:
    """Start a product nobody has set up yet, on "sqlite" or "postgres"."""
    started: list[Product] = []

    def start(database: str = "sqlite", *, is_set_up: bool = True) -> Product:
        socket_folder = request.getfixturevalue("postgres_socket") if database == "postgres" else ""
        product = Product(tmp_path / f"{database}{len(started)}", socket_folder=socket_folder)
        started.append(product)
        if is_set_up:
            product.set_up()
        return product.start()

    yield start
    for product in started:
        product.discard()
        assert product.faults_in_the_log() == []


@pytest.fixture
def demo_copy(loaded_demo: Product, tmp_path: Path) -> Iterator[Product]:
    """A demo company of the test's own, to change as it likes."""
    yield from copied(loaded_demo, tmp_path / "demo")


@pytest.fixture(scope="session")
def demo_company(browser: Browser, loaded_demo: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The demo company with a round of calls; shared by stories that only look."""
    for product in copied(loaded_demo, tmp_path_factory.mktemp("shared") / "demo"):
        owner = Visitor(browser, product).sign_in().speak("ru")
        plan_a_round(owner.page)
        owner.close()
        yield product


@pytest.fixture(scope="session")
def empty_company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A company with an owner and nothing else, shared by stories that only look."""
    product = Product(tmp_path_factory.mktemp("empty") / "company")
    product.set_up()
    yield product.start()
    product.discard()
    assert product.faults_in_the_log() == []


def copied(original: Product, folder: Path, *, told: Mapping[str, str] | None = None) -> Iterator[Product]:
    """A company of its own; `told`: what its environment says besides."""
    shutil.copytree(original.folder, folder)
    product = Product(folder, accounts=dict(original.accounts), told=told or {})
    yield product.start()
    product.discard()
    assert product.faults_in_the_log() == []


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Open a browser window on a product; whatever the browser complains about fails the story."""
    opened: list[Visitor] = []

    def open_window(product: Product, *, role: str = "", width: int = 1440, language: str = "ru") -> Visitor:
        visitor = Visitor(browser, product, width=width, language=language)
        opened.append(visitor)
        return visitor.sign_in(role).speak(language) if role else visitor

    yield open_window
    complaints = [complaint for visitor in opened for complaint in visitor.complaints]
    for visitor in opened:
        visitor.close()
    assert complaints == []
