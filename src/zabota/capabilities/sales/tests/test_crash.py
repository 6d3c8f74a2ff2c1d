"""Kill the import with SIGKILL in the middle, again and again: totals exact, nothing doubled, undo complete."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from zabota.foundation.testing.crashing import Shop, shop_of

SCENE = Path(__file__).with_name("crash_scene.py")
CUSTOMERS = 900


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    yield from shop_of(tmp_path, SCENE)


def orders_file(folder: Path, orders: int) -> tuple[Path, int, int]:
    """A file, its total in minor units and its customers."""
    dice, path, total, customers = random.Random(7), folder / "orders.csv", 0, set()
    with path.open("w") as file:
        file.write("number,date,customer_id,sku,amount\n")
        for number in range(orders):
            cents = dice.randrange(100, 99_999)
            total += cents
            customer = dice.randrange(CUSTOMERS)
            customers.add(customer)
            file.write(
                f"{number},2026-01-{1 + number % 28:02},{customer},S{number % 50},{cents // 100}.{cents % 100:02}\n"
            )
    return path, total, len(customers)


WRITTEN = "SELECT count(*) FROM sales_order"


def kill_often(shop: Shop, step: str, query: str, *, orders: int, kills: int) -> None:
    for kill in range(1, kills + 1):
        shop.kill_when(step, query, orders * kill // (kills + 1))


def check_crashes(shop: Shop, folder: Path, *, orders: int, kills: int) -> None:
    path, total, customers = orders_file(folder, orders)
    shop.run("prepare", str(path))
    kill_often(shop, "write", WRITTEN, orders=orders, kills=kills)
    shop.run("write")
    after = shop.totals()
    assert after["status"] == "applied"
    assert (after["rows"]["sales.Order"], after["revenue_minor"], after["lines_minor"]) == (orders, total, total)
    assert after["rows"]["customers.Customer"] == after["rows"]["customers.CustomerKey"] == customers
    assert (after["events"], after["written"]["orders_new"]) == (orders, orders)
    removed = f"SELECT {orders} - count(*) FROM sales_order"
    kill_often(shop, "undo", removed, orders=orders, kills=max(1, kills // 5))
    shop.run("undo")
    left = shop.totals()
    assert (left["status"], left["events"], set(left["rows"].values())) == ("undone", 0, {0})


@pytest.mark.django_db
def test_a_killed_import_goes_on_exactly_where_it_stopped(shop: Shop, tmp_path: Path) -> None:
    check_crashes(shop, tmp_path, orders=2_400, kills=2)


@pytest.mark.slow
@pytest.mark.django_db
def test_twenty_kills_lose_and_double_nothing(shop: Shop, tmp_path: Path) -> None:
    check_crashes(shop, tmp_path, orders=6_000, kills=20)
