"""What lies in a basket of a given worth: goods at list prices, then a personal discount to the drawn sum."""

import random
from bisect import bisect_right
from dataclasses import dataclass

from zabota.capabilities.demo.catalogue import GOODS, Good

MOST_LINES = 7
BULK_ROUBLES = 25_000
OUT_OF_SEASON_TAKEN = 0.35
FROM_FAVOURITES = 0.6
CATEGORIES = tuple(dict.fromkeys(good.category for good in GOODS))


@dataclass(frozen=True)
class Line:
    good: Good
    quantity: int
    amount: int

    @property
    def cost(self) -> int:
        return self.good.cost * self.quantity


class _Shelf:
    """Goods by price, so that those one can afford are a prefix."""

    def __init__(self, goods: list[Good]) -> None:
        self.goods = sorted(goods, key=lambda good: (good.price, good.sku))
        self.prices = [good.price for good in self.goods]

    def pick(self, chance: random.Random, at_most: float) -> Good | None:
        affordable = bisect_right(self.prices, at_most)
        return self.goods[int(affordable * max(chance.random(), chance.random()))] if affordable else None


_ALL = _Shelf(list(GOODS))
_SHELVES = {category: _Shelf([good for good in GOODS if good.category == category]) for category in CATEGORIES}


def fill_basket(chance: random.Random, *, roubles: int, favourites: tuple[str, str], season: str) -> list[Line]:
    """Lines worth `roubles` as nearly as prices allow; a discount never exceeds what the last good overshot."""
    wanted: dict[Good, int] = {}
    left = roubles
    while left > 0 and len(wanted) < MOST_LINES:
        good = _pick(chance, left * 1.1, favourites, season)
        if good is None or good in wanted:
            break
        quantity = min(12, left // good.price) if left > BULK_ROUBLES else 1
        wanted[good] = quantity
        left -= good.price * quantity
    if not wanted:
        wanted = {_ALL.goods[0]: 1}
    return _discounted(wanted, roubles)


def _pick(chance: random.Random, at_most: float, favourites: tuple[str, str], season: str) -> Good | None:
    shelf = _SHELVES[chance.choice(favourites)] if chance.random() < FROM_FAVOURITES else _ALL
    good = shelf.pick(chance, at_most) or _ALL.pick(chance, at_most)
    if good is not None and good.season not in {"", season} and chance.random() > OUT_OF_SEASON_TAKEN:
        good = _ALL.pick(chance, at_most)
    return good


def _discounted(wanted: dict[Good, int], roubles: int) -> list[Line]:
    full = sum(good.price * quantity for good, quantity in wanted.items())
    rate = min(1.0, roubles / full) if len(wanted) > 1 or full < roubles * 1.2 else 1.0
    return [Line(good, quantity, round(good.price * quantity * rate)) for good, quantity in wanted.items()]
