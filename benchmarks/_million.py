"""A company of any size, written straight into the product's tables: people, contacts, tags, orders, the timeline."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction
from django.test import Client

from zabota.capabilities.customers import search_index
from zabota.capabilities.customers.models import ContactPoint, Customer, CustomerTag, Tag
from zabota.capabilities.sales.models import Order
from zabota.foundation.database.bulk import insert_rows
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import Role
from zabota.foundation.identity.models import Company, Staff
from zabota.foundation.search import services as search

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BATCH = 20_000
TAGS = ("опт", "лён", "шёлк", "свадьба", "дизайнер")
CITIES = ("Москва", "Казань", "Тверь", "Пермь", "Самара", "Томск", "Орёл", "Нижний Новгород", "Ростов-на-Дону", "")
ROOTS = (
    "Абрам", "Беля", "Виноград", "Голуб", "Данил", "Еж", "Жук", "Зайц", "Иль", "Корол", "Лебед", "Мороз", "Новик",
    "Орл", "Поп", "Роман", "Солов", "Тихон", "Фом", "Щук", "Громов", "Кузнец", "Баранов", "Верещаг", "Дорох",
    "Златоверх", "Крутогор", "Малинов", "Осин", "Пересвет", "Рощ", "Сухоруч", "Трубец", "Черныш", "Шаповал", "Яблон",
)  # fmt: skip
ENDINGS = ("ов", "ев", "ин", "ский", "ицын", "енко", "янц", "овский", "евич", "ухин")
MEN = ("Александр", "Алексей", "Артём", "Дмитрий", "Иван", "Михаил", "Николай", "Пётр", "Сергей", "Фёдор")
WOMEN = ("Алёна", "Анна", "Екатерина", "Елена", "Ирина", "Любовь", "Мария", "Наталья", "Ольга", "Юлия")
KINDS = ("customers.note_added", "sales.order_placed", "telephony.call", "letters.sent", "customers.changed")


def fill(customers: int, events: int, say: Callable[[str], None]) -> None:
    """Write everything, a table at a time in batches; the search index by the product's own code."""
    started = time.perf_counter()
    Company.objects.create(pk=1, name="Лён и шёлк", currency="RUB", time_zone="Europe/Moscow", language="ru")
    owners = [_colleague(number).pk for number in range(10)]
    tag_ids = [Tag.objects.create(name=name).pk for name in TAGS]
    chance = random.Random(7)
    told = ("salutation", "occupation", "address", "language", "time_zone", "manner", "acquisition_source")
    _write(
        Customer, ("id", "kind", "name", "city", "owner_id", "created_at", *told), _people(customers, owners, chance)
    )
    _write(ContactPoint, ("customer_id", "kind", "value", "raw", "label", "is_preferred"), _ways(customers))
    _write(CustomerTag, ("customer_id", "tag_id"), _tags(customers, tag_ids, chance))
    _write(Order, ("source", "number", "customer_id", "ordered_at", "ordered_on", "kind", "amount_minor", "currency",
                   "units_milli", "channel", "content_hash"), _orders(customers, chance))  # fmt: skip
    say(f"customers, contacts, tags and orders after {time.perf_counter() - started:.0f} s")
    _write(TimelineEvent, ("kind", "customer_id", "subject", "origin", "occurred_at", "recorded_at", "actor_kind",
                           "actor_name", "data"), _events(customers, events, chance))  # fmt: skip
    say(f"the timeline after {time.perf_counter() - started:.0f} s")
    search.index_in_batches(_found_by(customers))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    say(f"the search index after {time.perf_counter() - started:.0f} s")


def sessions(count: int) -> list[str]:
    """Cookies of so many colleagues who have signed in."""
    cookies = []
    for staff in Staff.objects.order_by("pk")[:count]:
        client = Client()
        client.force_login(staff)
        cookies.append("; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()))
    return cookies


def phone_of(customer_id: int) -> str:
    return f"+79{customer_id:09d}"


def _colleague(number: int) -> Staff:
    role = (Role.OWNER, Role.MANAGER, Role.AGENT, Role.AGENT)[number % 4]
    return Staff.objects.create(
        email=f"colleague{number}@len.example", password=make_password(None), name=f"Сотрудник {number}", role=role,
        language="ru",
    )  # fmt: skip


def _write(model: type[models.Model], names: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            insert_rows(model, names, batch)
    if "id" in names and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _people(count: int, owners: list[int], chance: random.Random) -> Iterator[tuple[Any, ...]]:
    for number in range(1, count + 1):
        surname = chance.choice(ROOTS) + chance.choice(ENDINGS)
        is_woman = chance.random() < 0.6
        if is_woman and not surname.endswith(("енко", "янц", "евич")):
            surname = surname.removesuffix("ий") + ("ая" if surname.endswith("ий") else "а")
        name = f"{surname} {chance.choice(WOMEN if is_woman else MEN)}"
        added = NOW - timedelta(minutes=chance.randrange(3 * 365 * 24 * 60))
        yield (number, "person", name, chance.choice(CITIES), chance.choice(owners), added, "", "", "", "", "", "", "")


def _ways(count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(1, count + 1):
        yield (number, "phone", phone_of(number), "", "", True)
        if number % 5 < 3:
            yield (number, "email", f"person{number}@mail.example", "", "", False)


def _tags(count: int, tag_ids: list[int], chance: random.Random) -> Iterator[tuple[Any, ...]]:
    for number in range(1, count + 1):
        if number % 3 == 0:
            yield (number, chance.choice(tag_ids))


def _orders(count: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    for number in range(1, count + 1):
        at = NOW - timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
        customer = 1 + int(count * chance.random() ** 2)
        amount = chance.randrange(50_000, 900_000)
        yield ("till", str(number), customer, at, at.date(), "sale", amount, "RUB", 1_000, "", "")


def _events(customers: int, count: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Some customers have many: the square of chance draws them to the older cards."""
    for _number in range(count):
        at = NOW - timedelta(seconds=chance.randrange(3 * 365 * 86_400))
        customer = 1 + int(customers * chance.random() ** 2)
        yield (chance.choice(KINDS), customer, "", "", at, at, "staff", "Вера Шёлкова", {})


def _found_by(count: int) -> Iterable[Any]:
    from zabota.capabilities.customers import queries

    for first in range(1, count + 1, BATCH):
        people = queries.list_people(range(first, min(first + BATCH, count + 1)))
        yield from search_index.entries(people, weights={}, now=NOW)
