"""Files that cannot be read: the wizard says what is wrong, and nothing is written."""

import re
from collections.abc import Iterator

import pytest

from tests.journeys.product import Product
from tests.journeys.traces import row_counts
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
HEADER = "Номер заказа;Дата;Клиент;Сумма\n"
BAD_ROWS = "".join(
    f"{number};{'32.13.2024' if number % 10 < 3 else '03.05.2024'};Анна;{100 + number},00\n" for number in range(100)
)


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Iterator[Product]:
    """A company of its own: the refused files stay in its list of imports."""
    product = Product(tmp_path_factory.mktemp("broken") / "company")
    product.set_up()
    yield product.start()
    product.discard()
    assert product.faults_in_the_log() == []


@pytest.fixture(scope="module")
def wizard(browser, company) -> Iterator[Visitor]:
    visitor = Visitor(browser, company).sign_in().speak("ru")
    visitor.expected_statuses = {422}
    yield visitor
    complaints = list(visitor.complaints)
    visitor.close()
    assert complaints == []


def send(visitor, name: str, content: bytes) -> None:
    visitor.page.goto("/orders/import")
    visitor.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    visitor.page.locator("main form .z-button-primary").first.click()
    visitor.page.wait_for_url(re.compile(r"/orders/import/\d+"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("пустой.csv", b""),
        ("только-шапка.csv", HEADER.encode()),
        ("картинка.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("не-архив.csv.gz", b"\x1f\x8b\x08\x00 broken"),
        ("не-книга.xlsx", b"PK\x03\x04 broken"),
        ("огромная-ячейка.csv", HEADER.encode() + b'1;03.05.2024;"' + b"a" * 10_000_000 + b'";100\n'),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_in_words(name, content, wizard, company):
    before = row_counts(company)
    send(wizard, name, content)
    alarm = wizard.page.locator(".z-callout-alarm")
    alarm.wait_for(timeout=60_000)
    said = alarm.inner_text()
    assert re.search(r"[А-Яа-яё]{3}", said)
    assert "Traceback" not in said
    assert wizard.page.locator("h1").inner_text() == "Файл не удалось прочитать"
    assert row_counts(company) == before


def test_bad_rows_are_counted_named_and_can_be_downloaded(wizard, company):
    before = row_counts(company)
    send(wizard, "треть-ошибок.csv", (HEADER + BAD_ROWS).encode("cp1251"))
    wizard.page.locator("[name=action][value=check]").click()
    wizard.page.wait_for_url("**/check")
    assert "30 " in wizard.page.locator(".z-callout-note .z-callout-title").inner_text()
    with wizard.page.expect_download() as download:
        wizard.page.locator("a[href$='/rejected']").first.click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 31
    assert row_counts(company) == before
