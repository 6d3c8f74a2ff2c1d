"""What the orders say of each customer, without any model: one pass of DuckDB over the orders."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import regulars as rg
from numpy.typing import NDArray

from zabota.capabilities.value.rules import year_before

Ints = NDArray[np.int64]

FACTS = """
    SELECT
        customer_id,
        count(*) FILTER (kind = 'sale') AS orders,
        sum(amount_minor)::BIGINT AS revenue,
        sum({margin})::BIGINT AS margin,
        coalesce(sum({margin}) FILTER (ordered_on > $last_year), 0)::BIGINT AS last_year,
        coalesce(sum({margin}) FILTER (ordered_on > $year_before AND ordered_on <= $last_year), 0)::BIGINT AS before,
        count(*) FILTER (ordered_on > $last_year AND kind = 'sale') AS last_year_orders,
        min(ordered_on) AS first_on,
        max(ordered_on) FILTER (kind = 'sale') AS last_on
    FROM orders
    WHERE customer_id IS NOT NULL AND ordered_on <= $until
    GROUP BY customer_id
    HAVING last_on IS NOT NULL
    ORDER BY customer_id
"""


@dataclass(frozen=True, kw_only=True)
class MainCurrency:
    """The currency most orders are in, and the last day of a sale in it: the end of the observation."""

    currency: str
    last_ordered_on: date


def take_main_currency(connection: Any) -> MainCurrency:  # noqa: ANN401
    """Narrow the view `orders` of this connection to the currency most orders are in.

    Raises
    ------
    regulars.NotEnoughDataError
        If there is no sale at all.
    """
    found = connection.execute(
        "SELECT currency, max(ordered_on) FROM orders WHERE kind = 'sale' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    ).fetchone()
    if found is None:
        raise rg.NotEnoughDataError("there is no sale", missing={"orders": 0})
    currency, last_on = found
    code = currency.replace("'", "''")
    connection.execute(f"CREATE TEMP VIEW orders AS SELECT * FROM memory.main.orders WHERE currency = '{code}'")  # noqa: S608
    return MainCurrency(currency=currency, last_ordered_on=last_on)


@dataclass(frozen=True, eq=False, kw_only=True)
class Facts:
    """Parallel arrays, a row a customer, ordered by customer; money in minor units."""

    customer_id: NDArray[Any]
    orders: Ints
    revenue_minor: Ints
    margin_minor: Ints
    last_year_margin_minor: Ints
    year_before_margin_minor: Ints
    last_year_orders: Ints
    first_on: NDArray[np.datetime64]
    last_on: NDArray[np.datetime64]
    decile: Ints

    def __len__(self) -> int:
        return len(self.customer_id)


def read_facts(connection: Any, *, margin: str, until: date) -> Facts:  # noqa: ANN401 - duckdb ships no types
    """Read the facts from the view `orders` of the connection; `margin` is the SQL of an order's margin."""
    parameters = {"until": until, "last_year": year_before(until), "year_before": year_before(until, 2)}
    columns = connection.execute(FACTS.format(margin=margin), parameters).fetchnumpy()
    margin_minor = np.asarray(columns["margin"], np.int64)
    return Facts(
        customer_id=np.asarray(columns["customer_id"]),
        orders=np.asarray(columns["orders"], np.int64),
        revenue_minor=np.asarray(columns["revenue"], np.int64),
        margin_minor=margin_minor,
        last_year_margin_minor=np.asarray(columns["last_year"], np.int64),
        year_before_margin_minor=np.asarray(columns["before"], np.int64),
        last_year_orders=np.asarray(columns["last_year_orders"], np.int64),
        first_on=np.asarray(columns["first_on"], "datetime64[D]"),
        last_on=np.asarray(columns["last_on"], "datetime64[D]"),
        decile=deciles(margin_minor),
    )


def deciles(margin_minor: Ints) -> Ints:
    """1 for the tenth of customers who brought most margin … 10 for the least; ties keep the order of customers."""
    n = len(margin_minor)
    rank = np.empty(n, np.int64)
    rank[np.argsort(-margin_minor, kind="stable")] = np.arange(n)
    return rank * 10 // max(n, 1) + 1
