"""Decomposition: profit = customers × orders per customer × revenue per order × margin, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regulars.audit.distributions import Ints, ratio, sums_at
from regulars.audit.results import Identity, ProfitBasis, Table, Totals, Unit, table
from regulars.audit.slices import PeriodSlice

Columns = dict[str, tuple[Unit, Sequence[object] | NDArray[Any]]]


def group_columns(rows: PeriodSlice, group: Ints, n_groups: int, *, basis: ProfitBasis) -> Columns:
    """Columns of a decomposition by group; only active rows count as customers."""
    customers = sums_at(group, n_groups, rows.active.astype(np.int64))
    orders = sums_at(group, n_groups, rows.orders)
    revenue = sums_at(group, n_groups, rows.revenue_minor)
    profit = sums_at(group, n_groups, rows.profit_minor)
    return decomposition_columns(customers, orders, revenue, profit, basis=basis)


def decomposition_columns(customers: Ints, orders: Ints, revenue: Ints, profit: Ints, *, basis: ProfitBasis) -> Columns:
    """Sums, shares of the whole and the factors; without margin the profit columns repeat revenue."""
    columns: Columns = {
        "customers": ("count", customers),
        "orders": ("count", orders),
        "revenue_minor": ("money_minor", revenue),
        "profit_minor": ("money_minor", profit),
        "share_of_customers": ("share", ratio(customers, customers.sum())),
        "share_of_revenue": ("share", ratio(revenue, revenue.sum())),
        "share_of_profit": ("share", ratio(profit, profit.sum())),
        **factor_columns(customers, orders, revenue, profit, basis=basis),
    }
    return columns


def factor_columns(customers: Ints, orders: Ints, revenue: Ints, profit: Ints, *, basis: ProfitBasis) -> Columns:
    """Averages a customer and an order; the margin only where a margin is known."""
    columns: Columns = {
        "orders_per_customer": ("ratio", ratio(orders, customers)),
        "revenue_per_order_minor": ("money_minor", ratio(revenue, orders)),
    }
    if basis != "revenue":
        columns["margin_rate"] = ("ratio", ratio(profit, revenue))
    columns["profit_per_customer_minor"] = ("money_minor", ratio(profit, customers))
    return columns


def totals_table(name: str, labels: Columns, totals: Sequence[Totals], *, basis: ProfitBasis) -> Table:
    """Table with a row for each `Totals`, led by label columns."""
    customers, orders, revenue, profit, units = (
        np.array([getattr(t, field) for t in totals], np.int64)
        for field in ("customers", "orders", "revenue_minor", "profit_minor", "units")
    )
    columns: Columns = {
        **labels,
        "customers": ("count", customers),
        "orders": ("count", orders),
        "units": ("count", units),
        "revenue_minor": ("money_minor", revenue),
        "profit_minor": ("money_minor", profit),
        **factor_columns(customers, orders, revenue, profit, basis=basis),
    }
    return table(name, columns)


FACTORS = ("customers", "orders_per_customer", "revenue_per_order", "margin_rate")


def factors_of(totals: Totals) -> tuple[Fraction, ...] | None:
    """Exact factors whose product is the profit; None where one of them is not defined."""
    if not (totals.customers and totals.orders and totals.revenue_minor):
        return None
    return (
        Fraction(totals.customers),
        Fraction(totals.orders, totals.customers),
        Fraction(totals.revenue_minor, totals.orders),
        Fraction(totals.profit_minor, totals.revenue_minor),
    )


def product_identity(name: str, totals: Totals) -> tuple[Identity, ...]:
    """Profit equals the product of its factors, in exact fractions; nothing where a factor is not defined."""
    factors = factors_of(totals)
    if factors is None:
        return ()
    product = Fraction(1)
    for factor in factors:
        product *= factor
    return (Identity(name, product, Fraction(totals.profit_minor)),)


def sum_identities(prefix: str, parts: Table, totals: Totals, *, customers: bool = True) -> tuple[Identity, ...]:
    """Columns of a table of parts add up to the totals."""
    names = ("customers", "orders", "revenue_minor", "profit_minor")
    return tuple(
        Identity(f"{prefix}_{name}", sum(int(value or 0) for value in parts[name]), getattr(totals, name))
        for name in names
        if customers or name != "customers"
    )
