"""Kill an import of people with SIGKILL in the middle, again and again: nobody is lost or doubled, undo is exact."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from zabota.capabilities.people_files.tests.crash_scene import KNOWN
from zabota.foundation.testing.crashing import Shop, shop_of

SCENE = Path(__file__).with_name("crash_scene.py")
PEOPLE, KILLS = 3_000, 6
BROUGHT = f"SELECT count(*) - {KNOWN} FROM customers_customer"
LEFT = f"SELECT {PEOPLE} - count(*) FROM customers_customer"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    yield from shop_of(tmp_path, SCENE)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_killed_import_of_people_goes_on_where_it_stopped_and_so_does_its_undo(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    lines = (f"К-{n},Имя {n},+7916{n:07d},Тверь,0{1 + n % 9}.05.1985" for n in range(PEOPLE))
    path.write_text("\n".join(["ID,Имя,Телефон,Город,ДР", *lines]) + "\n", encoding="utf-8")
    shop.run("prepare", str(path))
    before = shop.totals()
    assert before["rows"]["customers.Customer"] == KNOWN
    for kill in range(1, KILLS + 1):
        shop.kill_when("write", BROUGHT, (PEOPLE - KNOWN) * kill // (KILLS + 1))
    shop.run("write")
    after = shop.totals()
    assert after["status"] == "applied"
    counted = {label: after["rows"][f"customers.{label}"] for label in ("Customer", "ContactPoint", "CustomerDate")}
    assert counted == {"Customer": PEOPLE, "ContactPoint": PEOPLE, "CustomerDate": PEOPLE}
    for kill in range(1, 3):
        shop.kill_when("undo", LEFT, (PEOPLE - KNOWN) * kill // 3)
    shop.run("undo")
    left = shop.totals()
    assert (left["status"], left["rows"], left["digest"]) == ("undone", before["rows"], before["digest"])
