"""The product view: what do customers buy, with what, and what do they begin with?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from regulars.audit.base import CustomerBase
from regulars.audit.bought_together import Baskets, lift_plot, pairs_table, sole_table
from regulars.audit.calendar import Period
from regulars.audit.distributions import Ints, deciles_by_customers, ranked, ratio, sums_at
from regulars.audit.entry_goods import (
    entry_index,
    entry_plot,
    entry_table,
    penetration_of,
    penetration_plot,
    penetration_table,
)
from regulars.audit.goods import Goods, GroupCells
from regulars.audit.product_findings import Patterns, product_findings
from regulars.audit.results import Columns, Identity, Plot, Products, Table, Totals, series, table
from regulars.audit.slices import PeriodSlice
from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.intervals import wilson_bounds

DECILES = 10
LEAST_BOTH = 10


def products(
    base: CustomerBase,
    period: Period | str | None = None,
    *,
    cohort: Period | str | None = None,
    least_both: int = LEAST_BOTH,
) -> Products:
    """Show which goods carry the business, how widely customers buy and what they begin with.

    Business question: which categories win, hold and widen customers?

    Parameters
    ----------
    base : CustomerBase
        Read with ``product=`` or ``category=`` from lines of orders.
    period : Period or str, optional
        A period of the base; by default the whole observation. What customers began with and the growth of
        penetration are always seen over the whole observation.
    cohort : Period or str, optional
        Whose penetration is followed; by default the second cohort (the first holds older customers).
    least_both : int ≥ 1
        Fewest customers who bought both, for a pair to be shown.

    Returns
    -------
    Products
        Tables ``categories``, ``everything_sold``, ``breadth_by_decile``, ``bought_together``,
        ``sole_buyers``, ``entry``, ``penetration_by_age``; plots ``categories``, ``penetration``, ``breadth``,
        ``bought_together``, ``entry``, ``penetration_by_age``. The column of names is called ``category`` or
        ``product``, after ``level``.

    Raises
    ------
    NotEnoughDataError
        If no line names a product or a category, or nobody bought in the period or the cohort.
    InvalidArgumentError
        If the period or the cohort does not exist, or `least_both` is below 1.

    Notes
    -----
    Profit of a category = active customers × penetration × category orders a buyer × revenue a category order
    × margin, exactly, in fractions. Customers are those active in the period; what the others sold or
    returned stands in ``everything_sold``. An order counts for each category bought in it, so orders do not add
    up; revenue, profit and units do. The value index of ``entry`` compares with the mean of the own cohort and
    is not given below 30 customers. Lifts are of customers, not of baskets: those who buy much buy a bit of
    everything, so most lifts lie above 1.

    References
    ----------
    Fader, Hardie and Ross (2022), The Customer-Base Audit, chapter 8.
    """
    if least_both < 1:
        raise InvalidArgumentError(f"least_both must be at least 1, got {least_both}")
    goods = base.goods
    if goods is None:
        raise NotEnoughDataError("no line names a product or a category", missing={"named_lines": 0})
    at = None if period is None else base.period(period)
    view = _view(base, goods, at)
    seen = Patterns(
        goods=goods,
        baskets=view.baskets,
        joint=view.baskets.joint(),
        least_both=least_both,
        began=entry_index(base, goods),
        growth=penetration_of(base, goods, base.cohort_period(cohort) if cohort else base.cohorts[:2][-1]),
    )
    tables = (
        _categories(base, view),
        _everything(view, len(goods.names)),
        _breadth(base, goods, view),
        pairs_table(view.baskets, seen.joint, least_both),
        sole_table(view.baskets),
        entry_table(goods.level, goods.names, seen.began),
        penetration_table(goods.level, goods.names, seen.growth),
    )
    return Products(
        tables=tables,
        plots=_plots(seen, tables),
        identities=_identities(base, view, seen.joint, tables),
        findings=product_findings(base, seen, tables, at),
        profit_basis=base.profit_basis,
        level=goods.level,
        period="" if at is None else at.label,
        cohort=seen.growth.cohort.label,
        names=goods.names,
        totals=view.totals,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _View:
    """The active customers of the slice, their cells, and the cells of all others."""

    at: Period | None
    buyers: PeriodSlice
    totals: Totals
    cells: GroupCells
    others: GroupCells
    baskets: Baskets


def _view(base: CustomerBase, goods: Goods, at: Period | None) -> _View:
    buyers = _buyers(base, at)
    if not len(buyers.customer):
        raise NotEnoughDataError("nobody with a name bought here", missing={"customers": 0})
    place = np.full(base.n_customers + 1, -1, np.int64)
    place[buyers.customer] = np.arange(len(buyers.customer))
    cells = goods.cells.at(at)
    active = place[cells.customer] >= 0
    own = cells.where(active)
    bought = np.zeros((len(buyers.customer), len(goods.names)), bool)
    some = own.orders > 0
    bought[place[own.customer[some]], own.group[some]] = True
    baskets = Baskets(bought, buyers.orders, goods.names, goods.n_named, goods.level)
    return _View(at, buyers, buyers.totals(), own, cells.where(~active), baskets)


def _buyers(base: CustomerBase, at: Period | None) -> PeriodSlice:
    """The active customers of a period, or everybody with the sums of all periods."""
    if at is not None:
        everyone = base.slice(at)
        return everyone.where(everyone.active)
    n = base.n_customers
    sums = (base.cell_orders, base.cell_revenue_minor, base.cell_profit_minor, base.cell_units)
    return PeriodSlice(np.arange(n), *(sums_at(base.cell_customer, n, cells) for cells in sums))


def _sums(cells: GroupCells, n_groups: int) -> dict[str, Ints]:
    names = ("orders", "revenue_minor", "profit_minor", "units")
    return {name: sums_at(cells.group, n_groups, getattr(cells, name)) for name in names}


def _categories(base: CustomerBase, view: _View) -> Table:
    """The five factors of each group, the largest by revenue first."""
    baskets = view.baskets
    buyers, active = baskets.bought.sum(axis=0), len(view.buyers.customer)
    sums = _sums(view.cells, len(baskets.names))
    revenue, profit = sums["revenue_minor"], sums["profit_minor"]
    low, high = wilson_bounds(buyers, np.full(len(buyers), active))
    columns: Columns = {
        baskets.kind: ("name", baskets.names),
        "customers": ("count", buyers),
        "penetration": ("share", buyers / active),
        "penetration_low": ("share", low),
        "penetration_high": ("share", high),
        "orders": ("count", sums["orders"]),
        "orders_per_buyer": ("ratio", ratio(sums["orders"], buyers)),
        "revenue_per_group_order_minor": ("money_minor", ratio(revenue, sums["orders"])),
        "units": ("count", sums["units"]),
        "revenue_minor": ("money_minor", revenue),
        "profit_minor": ("money_minor", profit),
        "share_of_revenue": ("share", ratio(revenue, revenue.sum())),
        "share_of_profit": ("share", ratio(profit, profit.sum())),
    }
    if base.profit_basis != "revenue":
        columns["margin_rate"] = ("ratio", ratio(profit, revenue))
    return table("categories", columns)


def _everything(view: _View, n_groups: int) -> Table:
    """Also what was sold to nobody known and returned by customers who are not active here."""
    own, others = _sums(view.cells, n_groups), _sums(view.others, n_groups)
    columns: Columns = {view.baskets.kind: ("name", view.baskets.names)}
    for name in ("revenue_minor", "profit_minor"):
        measure = name.removesuffix("_minor")
        columns[f"{measure}_of_customers_minor"] = ("money_minor", own[name])
        columns[f"{measure}_of_others_minor"] = ("money_minor", others[name])
        columns[name] = ("money_minor", own[name] + others[name])
    columns["units"] = ("count", own["units"] + others["units"])
    return table("everything_sold", columns)


def _breadth(base: CustomerBase, goods: Goods, view: _View) -> Table:
    """How many different things the customers of each decile buy; decile 1 brings most."""
    order = ranked(view.buyers.profit_minor)
    group = deciles_by_customers(len(order)) - 1
    things = goods.breadth.of(base.n_customers, view.at)
    n_products, n_categories = (counts[view.buyers.customer][order] for counts in things)

    def summed(values: Ints) -> Ints:
        return sums_at(group, DECILES, values)

    customers, profit = summed(np.ones(len(order), np.int64)), summed(view.buyers.profit_minor[order])
    columns: Columns = {
        "decile": ("count", np.arange(1, DECILES + 1)),
        "customers": ("count", customers),
        "orders_per_customer": ("ratio", ratio(summed(view.buyers.orders[order]), customers)),
    }
    if goods.has_categories:
        columns["categories_per_customer"] = ("ratio", ratio(summed(n_categories), customers))
    if goods.has_products:
        columns["products_per_customer"] = ("ratio", ratio(summed(n_products), customers))
    columns |= {
        "revenue_minor": ("money_minor", summed(view.buyers.revenue_minor[order])),
        "profit_minor": ("money_minor", profit),
        "share_of_profit": ("share", ratio(profit, profit.sum())),
    }
    return table("breadth_by_decile", columns)


def _identities(base: CustomerBase, view: _View, joint: Ints, tables: tuple[Table, ...]) -> tuple[Identity, ...]:
    categories, everything, breadth, _, sole, entry, _ = tables
    active, whole = len(view.buyers.customer), base.grand_totals(view.at)
    groups = view.baskets.breadth
    found = [*_factor_identities(categories, active)]
    for name in ("revenue_minor", "profit_minor", "units"):
        found.append(Identity(f"categories_sum_to_{name}", _sum(categories, name), getattr(view.totals, name)))
        found.append(Identity(f"everything_sold_sums_to_{name}", _sum(everything, name), getattr(whole, name)))
    found += [
        Identity("breadth_counts_every_customer", _sum(breadth, "customers"), active),
        Identity("breadth_sums_to_profit", _sum(breadth, "profit_minor"), view.totals.profit_minor),
        Identity("sole_and_several_are_all", _sum(sole, "sole") + int((groups > 1).sum()), active),
        Identity(
            "pairs_count_every_two", int((joint.sum() - np.trace(joint)) // 2), int((groups * (groups - 1) // 2).sum())
        ),
        Identity("entry_counts_every_customer", _sum(entry, "customers"), base.n_customers),
        Identity("entry_sums_to_profit", _sum(entry, "value_to_date_minor"), base.named_totals().profit_minor),
    ]
    return tuple(found)


def _factor_identities(categories: Table, active: int) -> list[Identity]:
    """The product of the five factors is the profit; nothing where a factor is not defined."""
    found = []
    for place, row in enumerate(categories.records()):
        buyers, orders, revenue, profit = (
            int(row[name] or 0) for name in ("customers", "orders", "revenue_minor", "profit_minor")
        )
        if not (buyers and orders and revenue):
            continue
        product = (
            Fraction(active) * Fraction(buyers, active) * Fraction(orders, buyers) * Fraction(revenue, orders)
        ) * Fraction(profit, revenue)
        found.append(Identity(f"category_{place}_is_the_product_of_five_factors", product, Fraction(profit)))
    return found


def _sum(source: Table, column: str) -> int:
    return sum(int(value or 0) for value in source[column])


def _plots(seen: Patterns, tables: tuple[Table, ...]) -> tuple[Plot, ...]:
    categories, _, breadth, *_ = tables
    names = seen.goods.names
    money = tuple(series(name, categories[name]) for name in ("revenue_minor", "profit_minor"))
    kinds = [name for name in ("categories_per_customer", "products_per_customer") if name in breadth.column_names]
    wide = tuple(series(name, breadth[name]) for name in kinds)
    return (
        Plot("categories", "bar", names, "name", "money_minor", money),
        Plot("penetration", "bar", names, "name", "share", (series("penetration", categories["penetration"]),)),
        Plot("breadth", "bar", breadth["decile"], "count", "ratio", wide),
        lift_plot(seen.baskets, seen.joint, seen.least_both),
        entry_plot(names, seen.began),
        penetration_plot(names, seen.growth),
    )
