"""The demo company's file of orders, as a shop would export it: a row a line, Russian headers, semicolons."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from zabota.capabilities.demo.analysis import draw_orders
from zabota.capabilities.demo.baskets import CATEGORIES, Line, fill_basket
from zabota.capabilities.demo.calendar import day_weights, season_of
from zabota.capabilities.demo.contracts import DAYS, SEED, SITE, STORES, TRUTH, Truth
from zabota.capabilities.demo.people import Person, draw_people

HEADERS = (
    "Дата и время", "Номер заказа", "Операция", "Исходный заказ", "Карта лояльности", "ФИО", "Организация", "Телефон",
    "Эл. почта", "Дата регистрации", "Источник", "Стоимость привлечения", "Магазин", "Канал", "Артикул", "Товар",
    "Категория", "Количество", "Сумма", "Себестоимость",
)  # fmt: skip
HOMES = (*STORES, SITE)
HOME_SHARES = (0.36, 0.26, 0.38)
# Source, share of new customers, usual cost of one in roubles.
SOURCES = (
    ("Рекомендация", 0.22, 0), ("Поиск", 0.24, 420), ("Социальные сети", 0.21, 560), ("Блогеры", 0.09, 940),
    ("Проходили мимо", 0.17, 0), ("Ярмарка", 0.07, 310),
)  # fmt: skip
RETURN_SHARE = 0.06
ANONYMOUS_SHARE = 0.03
AT_HOME = 0.82
CHEAPEST = 390
OPEN_HOURS = {SITE: (8, 24)}
STORE_HOURS = (10, 21)


@dataclass(frozen=True)
class Buyer:
    person: Person
    home: int
    favourites: tuple[str, str]
    source: str
    cost: int
    first_on: date


@dataclass(frozen=True)
class Sale:
    number: int
    on: date
    buyer: Buyer | None
    amount: float


def write_orders(path: Path, *, last_on: date, truth: Truth = TRUTH, seed: int = SEED) -> int:
    """Write three years of orders that end on `last_on`; returns the number of rows. Same arguments, same bytes."""
    rows = sorted(_rows(last_on, truth, seed), key=lambda row: (row[0], row[1]))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADERS)
        writer.writerows((f"{row[0]:%d.%m.%Y %H:%M}", *row[1:]) for row in rows)
    return len(rows)


def _rows(last_on: date, truth: Truth, seed: int) -> Iterator[tuple[object, ...]]:
    rng, chance = np.random.default_rng(seed), random.Random(seed)  # noqa: S311 - not a secret, a play
    orders = draw_orders(rng, truth, last_on)
    first_on = last_on - timedelta(days=DAYS - 1)
    buyers = _buyers(rng, chance, orders.customer, orders.day, first_on)
    assert orders.amount is not None  # noqa: S101 - spend was drawn
    sales: list[tuple[int, int | None, float]] = list(
        zip(orders.day.tolist(), orders.customer.tolist(), orders.amount.tolist(), strict=True)
    )
    weights = day_weights(first_on, DAYS)
    strangers = int(len(sales) * ANONYMOUS_SHARE)
    days = rng.choice(DAYS, strangers, p=weights / weights.sum())
    sums = rng.choice(orders.amount, strangers)
    sales += [(int(day), None, float(amount)) for day, amount in zip(days, sums, strict=True)]
    sales.sort(key=lambda sale: (sale[0], -1 if sale[1] is None else sale[1], sale[2]))
    for number, (day, who, amount) in enumerate(sales, start=1):
        sale = Sale(number, first_on + timedelta(days=day), buyers[who] if who is not None else None, amount)
        yield from _order(chance, sale, last_on)


def _buyers(
    rng: np.random.Generator, chance: random.Random, customer: np.ndarray, day: np.ndarray, first_on: date
) -> list[Buyer]:  # fmt: skip
    """Who they are. Those who came by recommendation buy a little more often: the source is drawn after the orders."""
    count = int(customer.max()) + 1
    orders = np.bincount(customer, minlength=count)
    first = np.full(count, DAYS)
    np.minimum.at(first, customer, day)
    home = rng.choice(len(HOMES), count, p=HOME_SHARES)
    people = draw_people(rng, count, home == HOMES.index(SITE))
    shares = [share for _source, share, _cost in SOURCES]
    buyers = []
    for i in range(count):
        weights = [shares[0] * (1 + 0.12 * min(int(orders[i]), 12)), *shares[1:]]
        source, _share, usual = chance.choices(SOURCES, weights)[0]
        cost = round(usual * chance.lognormvariate(-0.06, 0.35)) if usual else 0
        favourites = (chance.choice(CATEGORIES), chance.choice(CATEGORIES))
        buyers.append(
            Buyer(people[i], int(home[i]), favourites, source, cost, first_on + timedelta(days=int(first[i])))
        )
    return buyers


def _order(chance: random.Random, sale: Sale, last_on: date) -> Iterator[tuple[object, ...]]:
    buyer, place = sale.buyer, _place(chance, sale.buyer)
    favourites = buyer.favourites if buyer else (chance.choice(CATEGORIES), chance.choice(CATEGORIES))
    roubles = max(CHEAPEST, round(sale.amount))
    lines = fill_basket(chance, roubles=roubles, favourites=favourites, season=season_of(sale.on))
    name = f"{sale.on:%y}-{sale.number:05d}"
    at = _moment(chance, sale.on, place)
    for line in lines:
        yield (at, name, "Продажа", "", *_who(buyer), *_where(place), *_what(line, 1))
    back_on = sale.on + timedelta(days=chance.randint(2, 14))
    if chance.random() < RETURN_SHARE and back_on <= last_on and buyer is not None:
        line = chance.choice(lines)
        at = _moment(chance, back_on, place)
        yield (at, f"В-{name}", "Возврат", name, *_who(buyer), *_where(place), *_what(line, -1))


def _place(chance: random.Random, buyer: Buyer | None) -> str:
    if buyer is None:
        return chance.choice(STORES)
    return HOMES[buyer.home] if chance.random() < AT_HOME else SITE


def _moment(chance: random.Random, on: date, place: str) -> datetime:
    opens, closes = OPEN_HOURS.get(place, STORE_HOURS)
    minute = int(chance.triangular(opens * 60, closes * 60 - 1, (opens + 2 * closes) * 20))
    return datetime.combine(on, time(minute // 60, minute % 60))


def _who(buyer: Buyer | None) -> tuple[object, ...]:
    if buyer is None:
        return ("", "", "", "", "", "", "", "")
    person = buyer.person
    return (
        person.card, person.name, person.company, person.phone, person.email, f"{buyer.first_on:%d.%m.%Y}",
        buyer.source, buyer.cost,
    )  # fmt: skip


def _where(place: str) -> tuple[str, str]:
    return (place, SITE) if place == SITE else (place, "Магазин")


def _what(line: Line, sign: int) -> tuple[object, ...]:
    good = line.good
    return (good.sku, good.name, good.category, sign * line.quantity, sign * line.amount, sign * line.cost)
