"""Two processes import at the same time, with customers and orders in common."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from zabota.capabilities.sales.tests.test_crash import SCENE, shop
from zabota.foundation.testing.crashing import Shop

__all__ = ["shop"]
FIRST, SECOND = range(900), range(450, 1_350)
CUSTOMERS = 300


def order_of(number: int) -> tuple[int, str]:
    """Cents and the row: the same in either file. Each third buyer is known by the phone alone."""
    cents, customer = 100 + number * 37 % 9_000, number * 7 % CUSTOMERS
    key = "" if customer % 3 == 0 else f"K{customer}"
    phone = f"+7916{customer:07}"
    return (
        cents,
        f"{number},2026-01-{1 + number % 28:02},{key},{phone},S{number % 40},{cents // 100}.{cents % 100:02}\n",
    )


def write_file(path: Path, numbers: range, *, seed: int) -> Path:
    shuffled = random.Random(seed).sample(numbers, len(numbers))
    path.write_text("number,date,customer_id,phone,sku,amount\n" + "".join(order_of(number)[1] for number in shuffled))
    return path


@pytest.mark.django_db
def test_two_imports_at_once_lose_and_double_nothing(shop: Shop, tmp_path: Path) -> None:
    files = [write_file(tmp_path / f"{seed}.csv", part, seed=seed) for seed, part in enumerate((FIRST, SECOND))]
    shop.run("migrate")
    both = [
        subprocess.Popen(
            [sys.executable, str(SCENE), "import", str(file)], env=shop.environment, stderr=subprocess.PIPE
        )
        for file in files
    ]
    for process in both:
        _nothing, complaint = process.communicate(timeout=300)
        assert process.returncode == 0, complaint.decode()
    found, everything = shop.totals(), set(FIRST) | set(SECOND)
    total = sum(order_of(number)[0] for number in everything)
    assert (found["rows"]["sales.Order"], found["events"]) == (len(everything), len(everything))
    assert (found["revenue_minor"], found["lines_minor"]) == (total, total)
    assert found["rows"]["customers.Customer"] == found["rows"]["customers.ContactPoint"] == CUSTOMERS
    assert found["rows"]["sales.Product"] == 40
    assert sum(one["orders_new"] for one in found["all_written"]) == len(everything)
    assert sum(one.get("orders_same", 0) for one in found["all_written"]) == len(set(FIRST) & set(SECOND))
