"""Orders to opportunities: each calendar period after a customer's first is one they used or did not."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import numpy as np

from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.lifetime.opportunities import OpportunitySummary

OpportunityPeriod = Literal["day", "week", "month", "quarter", "year"]

_ORIGIN = "DATE '1969-12-29'"  # a Monday, so that weeks begin on Mondays
_USED = """WITH days AS (
  SELECT customer, day FROM lines
  WHERE customer IS NOT NULL AND amount_minor IS NOT NULL AND day <= DATE '{until}'
  GROUP BY customer, day HAVING sum(amount_minor) > 0 OR min(amount_minor) >= 0),
used AS (SELECT customer, date_diff('{period}', {origin}, day) AS number FROM days GROUP BY ALL)
SELECT customer, min(number) AS first, max(number) AS last, count(*) AS used FROM used WHERE number <= {complete}
GROUP BY customer ORDER BY customer"""
_BOUNDS = """
SELECT max(day) AS last_day,
  date_diff('{period}', {origin}, {day}) AS last,
  date_diff('{period}', {origin}, {day} + 1) AS following FROM lines"""


def summarize_opportunities(
    orders: object,
    *,
    customer: str = "customer_id",
    date: str = "date",
    amount: str | None = None,
    period: OpportunityPeriod = "month",
    observed_until: str | date | None = None,
    minor_unit_digits: int = 2,
    timezone: str = "UTC",
    memory_limit: str | None = None,
    threads: int | None = None,
) -> OpportunitySummary:
    """Summarize orders into the opportunities each customer used, one a calendar period.

    Business question: in which of the periods since they were won did customers come back?

    Parameters
    ----------
    orders : path, pyarrow/pandas/polars table, DuckDB relation or Ibis table
        One row an order or an order line.
    customer, date : str
        Column names. The date may be a date, a timestamp or text in ISO form.
    amount : str, optional
        Column with money, needed only to tell returns from purchases: a day counts as a purchase if
        its net amount is positive or none of its rows is negative. Without it every row is a purchase.
    period : {"day", "week", "month", "quarter", "year"}
        Length of an opportunity.
    observed_until : str (ISO) or date, optional
        Last day of observation, inclusive; by default the last day in the data.
    minor_unit_digits : int, 0..6
        Decimal digits of the currency.
    timezone : str
        Where a day begins, for timestamps that carry a time zone.
    memory_limit, threads : optional
        Limits of DuckDB.

    Returns
    -------
    OpportunitySummary
        One row a customer, ordered by customer. The period of the first purchase wins the customer
        and is not an opportunity; every complete period after it is one. `provenance` says how
        many periods there are.

    Raises
    ------
    InvalidArgumentError, InvalidDataError
        If the table, a column or an argument cannot be used.
    NotEnoughDataError
        If no customer has a purchase in a complete period.

    Notes
    -----
    A period that observation does not cover to its end is left out: half a month is no opportunity.

    References
    ----------
    Fader, Hardie and Shang (2010), Marketing Science 29(6), section 2.
    """
    from regulars.tables.columns import OrderColumns
    from regulars.tables.source import open_orders

    if period not in get_args(OpportunityPeriod):
        raise InvalidArgumentError(f"period must be day, week, month, quarter or year, got {period!r}")
    columns = OrderColumns(customer, date, amount, minor_unit_digits=minor_unit_digits, timezone=timezone)
    with open_orders(orders, columns, memory_limit=memory_limit, threads=threads) as opened:
        source = opened if amount is not None else opened.without_money()
        stated = _stated(observed_until)
        day = "max(day)" if stated is None else f"DATE '{stated}'"
        bounds = source.query(_BOUNDS.format(period=period, origin=_ORIGIN, day=day)).to_pylist()[0]
        until = stated or bounds["last_day"]
        if until is None:
            raise NotEnoughDataError("no row has a date", missing={"customers": 0})
        complete = bounds["last"] if bounds["following"] > bounds["last"] else bounds["last"] - 1
        answer = source.query(_USED.format(period=period, origin=_ORIGIN, until=until, complete=complete))
    if len(answer) == 0:
        raise NotEnoughDataError(f"no purchase in a complete {period} up to {until}", missing={"customers": 0})
    first, last, used = (answer[name].to_numpy().astype(np.int64) for name in ("first", "last", "used"))
    return OpportunitySummary(
        used - 1,
        last - first,
        complete - first,
        customer_ids=answer["customer"].to_numpy(),
        provenance={"period": period, "observed_until": str(until), "periods": int(complete - first.min() + 1)},
    )


def _stated(observed_until: str | date | None) -> date | None:
    if not isinstance(observed_until, str):
        return observed_until
    try:
        return date.fromisoformat(observed_until)
    except ValueError as error:
        raise InvalidArgumentError(f"observed_until must be an ISO date, got {observed_until!r}") from error
