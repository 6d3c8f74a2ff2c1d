"""What was bought: customer × period × category, beside the cube of a `CustomerBase`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from regulars.audit.calendar import Period
from regulars.audit.slices import Ints

Level = Literal["category", "product"]
OTHER = "(other)"
UNNAMED = "(unnamed)"
MOST_NAMES = 12
NO_PERIOD = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, eq=False, slots=True)
class GroupCells:
    """Sums by customer, period and group of goods; customer -1 is nobody known (see `Outside`).

    ``orders`` are purchases with something of the group in them; money and units are net of returns.
    """

    customer: Ints
    period: Ints
    group: Ints
    orders: Ints
    revenue_minor: Ints
    profit_minor: Ints
    units: Ints

    def where(self, rows: NDArray[np.bool_]) -> GroupCells:
        """Only some rows."""
        return GroupCells(
            self.customer[rows],
            self.period[rows],
            self.group[rows],
            self.orders[rows],
            self.revenue_minor[rows],
            self.profit_minor[rows],
            self.units[rows],
        )

    def at(self, period: Period | None) -> GroupCells:
        """Of one period, or all."""
        return self if period is None else self.where(self.period == period.index)


@dataclass(frozen=True, eq=False, slots=True)
class Breadth:
    """How many different things a customer bought: in each period, and (period `NO_PERIOD`) in all."""

    customer: Ints
    period: Ints
    products: Ints
    categories: Ints

    def of(self, n_customers: int, period: Period | None) -> tuple[Ints, Ints]:
        """Different products and categories of each customer 0..n-1 in a period, or in all."""
        rows = self.period == (NO_PERIOD if period is None else period.index)
        products, categories = np.zeros(n_customers, np.int64), np.zeros(n_customers, np.int64)
        products[self.customer[rows]] = self.products[rows]
        categories[self.customer[rows]] = self.categories[rows]
        return products, categories


@dataclass(frozen=True, eq=False, slots=True)
class Goods:
    """Hold what a base bought.

    Attributes
    ----------
    level : {"category", "product"}
        What the names are: products where no line has a category.
    names : tuple of str
        The groups: the largest by revenue, then `OTHER` and `UNNAMED` where they occur.
    n_named : int
        How many of ``names`` are names of the data.
    cells : GroupCells
        Sums by customer, period and group.
    breadth : Breadth
        Numbers of different products and categories.
    has_products, has_categories : bool
        Which of the two are known.
    entry : array of int, shape (n customers,)
        Group with the largest revenue on the day of the first purchase.
    name_revenue_minor : array of int
        Revenue of each name of the data, the largest first, also of those within `OTHER`.
    """

    level: Level
    names: tuple[str, ...]
    n_named: int
    cells: GroupCells
    breadth: Breadth
    has_products: bool
    has_categories: bool
    entry: Ints
    name_revenue_minor: Ints
