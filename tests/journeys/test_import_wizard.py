"""Bring a file in through the wizard, find every total in the database, undo, find nothing of it."""

import csv
import datetime as dt
import gzip
import re
import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from regulars.datasets import load_cdnow_sample

from tests.journeys.auditing import Totals, totals_of_audit
from tests.journeys.traces import row_counts

pytestmark = pytest.mark.browser
DATABASES = ("sqlite", "postgres")
LONG_MS = 90_000


@dataclass(frozen=True)
class Wizard:
    """A person at the wizard's pages, in Russian."""

    page: object
    base: str

    def send(self, path: Path) -> None:
        self.page.goto("/orders/import")
        self.page.locator("input[type=file]").set_input_files(path)
        self.page.get_by_role("button", name="Прочитать файл").click()
        self.page.wait_for_url(re.compile(r"/orders/import/\d+"))
        self.page.get_by_role("button", name="Проверить файл").wait_for(timeout=LONG_MS)

    def check(self) -> None:
        self.page.get_by_role("button", name="Проверить файл").click()
        self.page.wait_for_url("**/check", timeout=LONG_MS)
        self.page.locator("main form .z-button-primary").first.wait_for(timeout=LONG_MS)

    def write(self) -> None:
        self.page.locator("main form .z-button-primary").first.click()
        self.page.wait_for_url("**/result")
        self.page.get_by_role("button", name="Отменить эту загрузку").wait_for(timeout=LONG_MS)

    def undo(self) -> None:
        self.page.get_by_role("button", name="Отменить эту загрузку").click()
        self.page.get_by_text("агрузка отменена").first.wait_for(timeout=LONG_MS)

    def figure(self, label: str) -> int:
        """The figure under a label, in its smallest units, as it stands on the page."""
        stat = self.page.locator(".z-stat").filter(has=self.page.get_by_text(label, exact=True)).first
        shown = stat.locator(".z-stat-value").inner_text()
        digits = re.sub(r"[^\d]", "", shown)
        return -int(digits) if "−" in shown or shown.startswith("-") else int(digits)


def in_the_database(product) -> Totals:
    orders, anonymous, returns, revenue, customers = product.rows(
        "SELECT count(*), sum(CASE WHEN customer_id IS NULL THEN 1 ELSE 0 END),"
        " sum(CASE WHEN kind = 'return' THEN 1 ELSE 0 END), sum(amount_minor),"
        " count(DISTINCT customer_id) FROM sales_order"
    )[0]
    return Totals(
        orders=orders,
        anonymous_orders=int(anonymous),
        returns=int(returns),
        revenue_minor=int(revenue),
        customers=customers,
    )


def on_the_page(wizard: Wizard) -> tuple[int, int, int]:
    return wizard.figure("Заказы"), wizard.figure("Клиенты"), wizard.figure("Выручка за вычетом возвратов")


def there_and_back(product, visit, path: Path, expected: Totals) -> None:
    """The story itself: upload, confirm, check, write, compare, undo, compare."""
    visitor = visit(product, role="owner", language="ru")
    wizard = Wizard(visitor.page, product.url)
    before = row_counts(product)
    wizard.send(path)
    wizard.check()
    assert row_counts(product) == before, "a check writes nothing"
    wizard.write()
    assert in_the_database(product) == expected
    assert on_the_page(wizard) == (expected.orders, expected.customers, expected.revenue_minor)
    product.finish_work()
    wizard.undo()
    product.finish_work()
    assert row_counts(product) == before


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The CDNOW sample as a shop would export it."""
    orders = load_cdnow_sample()
    path = tmp_path / "заказы.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Номер заказа", "Дата", "Клиент", "Сумма"])
        for number, (customer, day, amount) in enumerate(
            zip(orders.customer, orders.day, orders.amount, strict=True), start=1
        ):
            on = dt.date(1997, 1, 1) + dt.timedelta(days=int(day))
            writer.writerow([number, f"{on:%d.%m.%Y}", int(customer) + 1, f"{amount:.2f}".replace(".", ",")])
    return path


@pytest.mark.parametrize("database", DATABASES)
def test_the_sample_comes_in_whole_and_leaves_whole(database, running_product, visit, sample):
    orders = load_cdnow_sample()
    expected = Totals(
        orders=len(orders.amount),
        customers=len(set(orders.customer.tolist())),
        anonymous_orders=0,
        returns=0,
        revenue_minor=sum(int(Decimal(f"{amount:.2f}") * 100) for amount in orders.amount),
    )
    there_and_back(running_product(database), visit, sample, expected)


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(
    "name", ["cdnow_master.csv.gz", pytest.param("online_retail_lines.csv.gz", marks=pytest.mark.slow)]
)
def test_a_real_file_gives_the_totals_of_the_audit_and_leaves_whole(
    name, database, running_product, visit, shared_data, tmp_path
):
    if not (shared_data / name).exists():
        pytest.skip(f"{name} is not in {shared_data}")
    path = tmp_path / name
    shutil.copyfile(shared_data / name, path)
    with gzip.open(path) as file:
        assert file.read(3) != b""
    product = running_product(database)
    there_and_back(product, visit, path, totals_of_audit(product, path))


def test_the_same_file_twice_changes_nothing(running_product, visit, sample):
    product = running_product("sqlite")
    wizard = Wizard(visit(product, role="owner", language="ru").page, product.url)
    for _time in range(2):
        wizard.send(sample)
        wizard.check()
        wizard.write()
    assert wizard.figure("Новые заказы") == 0
    assert wizard.figure("Уже есть") == 6919
    assert in_the_database(product).orders == 6919
