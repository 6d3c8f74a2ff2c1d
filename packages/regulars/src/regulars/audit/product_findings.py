"""What the product view has to say, as codes and numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.audit.base import CustomerBase
from regulars.audit.bought_together import LEVEL, Baskets, strongest_pair
from regulars.audit.calendar import Period
from regulars.audit.distributions import Ints, quotient
from regulars.audit.entry_goods import EntryIndex, Penetration, entry_index
from regulars.audit.goods import UNNAMED, Goods
from regulars.audit.results import Finding, Table, Value
from regulars.intervals import wilson

LEAST_REPEAT_BUYERS = 30
DECILES = 10


@dataclass(frozen=True, eq=False, slots=True)
class Patterns:
    """What the tables are made of: who bought what, with what, first and later."""

    goods: Goods
    baskets: Baskets
    joint: Ints
    least_both: int
    began: EntryIndex
    growth: Penetration


def product_findings(
    base: CustomerBase, seen: Patterns, tables: tuple[Table, ...], at: Period | None
) -> tuple[Finding, ...]:
    """Findings of the tables, the most telling first."""
    goods = seen.goods
    categories, everything, breadth, *_ = tables
    found = [_leading(categories, goods)]
    if at is None:
        found += _assortment(goods)
    if len(seen.baskets.orders) >= DECILES:
        found += _breadth(breadth, goods)
    found += _one_only(seen.baskets)
    pair = strongest_pair(seen.baskets, seen.joint, seen.least_both)
    if pair is not None:
        found.append(Finding("bought_together", pair))
    found += _entry(base, goods, seen.began)
    found += _growth(goods, seen.growth)
    found += _unnamed(everything, goods)
    return tuple(found)


def _leading(categories: Table, goods: Goods) -> Finding:
    """The named group with most profit: its share and how many buy it."""
    rows = categories.records()[: goods.n_named]
    row = max(rows, key=lambda row: int(row["profit_minor"] or 0))
    numbers = {
        "name": row[goods.level],
        "share_of_profit": row["share_of_profit"],
        "penetration": row["penetration"],
        "penetration_low": row["penetration_low"],
        "penetration_high": row["penetration_high"],
        "names": len(goods.name_revenue_minor),
    }
    return Finding("leading_category", numbers)


def _assortment(goods: Goods) -> list[Finding]:
    """How few names bring half of the revenue of all named lines; from 10 names on."""
    revenue = np.maximum(goods.name_revenue_minor, 0)
    if len(revenue) < 10 or revenue.sum() == 0:
        return []
    half = int(np.searchsorted(np.cumsum(revenue) * 2, revenue.sum())) + 1
    return [Finding("half_of_revenue_from", {"names": half, "of": len(revenue), "share": half / len(revenue)})]


def _breadth(breadth: Table, goods: Goods) -> list[Finding]:
    """How many more different things the best tenth buys than the weakest."""
    kinds = "products" if goods.has_products else "categories"
    wide, orders = breadth.numbers(f"{kinds}_per_customer"), breadth.numbers("orders_per_customer")
    numbers: dict[str, Value] = {
        "kinds": kinds,
        "kinds_top": wide[0],
        "kinds_bottom": wide[-1],
        "times": quotient(wide[0], wide[-1]),
        "times_orders": quotient(orders[0], orders[-1]),
    }
    return [Finding("breadth_and_value", numbers)]


def _one_only(baskets: Baskets) -> list[Finding]:
    """Of those with two orders or more, so many bought within one named group only; from 30 such customers on."""
    if baskets.n_named < 2:
        return []
    again = baskets.orders >= 2
    named = baskets.bought[:, : baskets.n_named].any(axis=1)
    sole = int((again & named & (baskets.breadth == 1)).sum())
    of = int(again.sum())
    if of < LEAST_REPEAT_BUYERS:
        return []
    share = wilson(sole, of)
    numbers: dict[str, Value] = {
        "customers": sole,
        "of": of,
        "share": share.value,
        "share_low": share.low,
        "share_high": share.high,
        "level": baskets.kind,
    }
    return [Finding("one_category_only", numbers)]


def _entry(base: CustomerBase, goods: Goods, began: EntryIndex) -> list[Finding]:
    """Named groups whose beginners are worth surely more or less (Bonferroni over the groups with an index)."""
    known = np.flatnonzero(np.isfinite(began.index[: goods.n_named]))
    if len(known) < 2:
        return []
    sure = entry_index(base, goods, level=1 - (1 - LEVEL) / len(known))
    best, worst = known[np.argmax(sure.low[known])], known[np.argmin(sure.high[known])]
    found = []
    for code, group, differs in (
        ("better_beginning", best, sure.low[best] > 1),
        ("worse_beginning", worst, sure.high[worst] < 1),
    ):
        if differs:
            numbers = {
                "name": goods.names[group],
                "customers": sure.customers[group],
                "index": sure.index[group],
                "low": sure.low[group],
                "high": sure.high[group],
                "names": len(known),
            }
            found.append(Finding(code, numbers))
    return found or [Finding("beginnings_alike", {"names": len(known)})]


def _growth(goods: Goods, growth: Penetration) -> list[Finding]:
    """The named group that won most of the cohort after its first period."""
    ages = growth.shares.shape[1]
    if ages < 2:
        return []
    gain = growth.shares[: goods.n_named, -1] - growth.shares[: goods.n_named, 0]
    group = int(np.argmax(gain))
    if gain[group] <= 0:
        return []
    numbers = {
        "cohort": growth.cohort.label,
        "name": goods.names[group],
        "share": growth.shares[group, 0],
        "share_later": growth.shares[group, -1],
        "age": ages - 1,
        "customers": growth.acquired,
    }
    return [Finding("penetration_grew", numbers)]


def _unnamed(everything: Table, goods: Goods) -> list[Finding]:
    """Part of the revenue whose lines name nothing."""
    if UNNAMED not in goods.names:
        return []
    revenue = everything.numbers("revenue_minor")
    share = quotient(float(revenue[goods.names.index(UNNAMED)]), float(revenue.sum()))
    if share is None:
        return []
    return [Finding("unnamed_goods", {"share": share, "revenue_minor": int(revenue[goods.names.index(UNNAMED)])})]
