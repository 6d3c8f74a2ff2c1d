"""A condition finds the same customers whether it asks of a column or of rows, and "not" means none of them."""

from datetime import UTC, date, datetime

import pytest

from zabota.capabilities.customers.conditions import on_column, on_rows, whether
from zabota.capabilities.customers.filtering import Condition, Operator
from zabota.capabilities.customers.models import Customer, CustomerTag, Tag

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def people(db):
    cities = {"Анна": "Тверь", "Борис": "Казань", "Вера": ""}
    days = (date(2026, 3, 1), date(2026, 1, 1), None)
    for (name, city), since in zip(cities.items(), days, strict=True):
        Customer.objects.create(name=name, city=city, acquired_on=since, created_at=NOW)
    vip, new = Tag.objects.create(name="vip"), Tag.objects.create(name="new")
    anna, boris, _vera = Customer.objects.order_by("name")
    for customer, tag in ((anna, vip), (anna, new), (boris, new)):
        CustomerTag.objects.create(customer=customer, tag=tag)
    return {"vip": vip.pk, "new": new.pk}


def found(where, operator: Operator, *values) -> str:
    condition = Condition(operator=operator, values=values, now=NOW)
    names = Customer.objects.filter(where(condition)).order_by("name").values_list("name", flat=True)
    return "".join(name[0] for name in names)


def test_columns_are_asked_by_word_by_day_and_for_being_empty(people):
    city, since, added = on_column("city"), on_column("acquired_on"), on_column("created_at")
    assert found(city, Operator.CONTAINS, "вер") == "А"
    assert found(city, Operator.IS, "казань") == "Б"
    assert found(city, Operator.IS_NOT, "Казань") == "АВ"
    assert (found(city, Operator.EMPTY), found(city, Operator.FILLED)) == ("В", "АБ")
    assert (found(since, Operator.LAST_DAYS, 0), found(since, Operator.NOT_LAST_DAYS, 30)) == ("А", "Б")
    assert found(since, Operator.BETWEEN, date(2026, 1, 1), date(2026, 3, 1)) == "АБ"
    assert (found(since, Operator.EMPTY), found(since, Operator.IS, date(2026, 1, 1))) == ("В", "Б")
    assert (found(since, Operator.BEFORE, date(2026, 3, 1)), found(since, Operator.AFTER, date(2026, 1, 1))) == (
        "Б", "А",
    )  # fmt: skip
    assert (found(added, Operator.IS, date(2026, 3, 1)), found(added, Operator.LAST_DAYS, 1)) == ("АБВ", "АБВ")


def test_rows_are_asked_for_any_all_and_none(people):
    tags = on_rows(CustomerTag.objects.all, "tag_id")
    assert found(tags, Operator.ONE_OF, people["vip"], people["new"]) == "АБ"
    assert found(tags, Operator.ALL_OF, people["vip"], people["new"]) == "А"
    assert found(tags, Operator.NONE_OF, people["vip"]) == "БВ"
    assert (found(tags, Operator.EMPTY), found(tags, Operator.FILLED)) == ("В", "АБ")
    has_tags = whether(CustomerTag.objects.all)
    assert (found(has_tags, Operator.IS, True), found(has_tags, Operator.IS, False)) == ("АБ", "В")
