"""Orders to the four numbers a model of repeat buying needs, in one streaming group-by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.lifetime.summary import DAYS_IN, CustomerSummary, TimeUnit

if TYPE_CHECKING:
    import pyarrow as pa

    from regulars.tables.source import OrderSource

_USABLE = "customer IS NOT NULL AND amount_minor IS NOT NULL AND day <= DATE '{until}'"
_NO_END = date(9999, 12, 31)
_PROVENANCE = """
SELECT count(*) AS rows_read,
  count(*) - count(customer) AS rows_without_customer,
  count(*) - count(day) AS rows_without_date,
  count(*) - count(amount_minor) AS rows_without_amount,
  count(*) FILTER (WHERE day > DATE '{until}') AS rows_after_observation,
  count(*) FILTER (WHERE amount_minor < 0 AND day <= DATE '{until}') AS return_rows,
  count(*) FILTER (WHERE {usable}) AS rows_used,
  max(day) AS last_day
FROM lines"""
_DAYS = """WITH days AS (
  SELECT customer, day, sum(amount_minor) AS net, count(*) AS n,
    sum(amount_minor) > 0 OR min(amount_minor) >= 0 AS bought
  FROM lines WHERE {usable} GROUP BY customer, day)"""
_FIRSTS = ", firsts AS (SELECT customer, min(day) AS first_day FROM days WHERE bought GROUP BY customer)"
# without returns every usable row is a purchase, so rows need not be counted group by group
_CUSTOMERS = """
SELECT customer, min(day) AS first_day, max(day) - min(day) AS recency, count(*) - 1 AS frequency,
  CAST(sum(net) - arg_min(net, day) AS BIGINT) AS repeat_minor
FROM days GROUP BY customer"""
_CUSTOMERS_WITH_RETURNS = """
SELECT days.customer AS customer, any_value(first_day) AS first_day,
  max(day) FILTER (WHERE bought) - any_value(first_day) AS recency,
  count(*) FILTER (WHERE bought) - 1 AS frequency,
  CAST(coalesce(sum(net) FILTER (WHERE day > first_day), 0) AS BIGINT) AS repeat_minor,
  CAST(sum(n) FILTER (WHERE bought) AS BIGINT) AS n
FROM days JOIN firsts ON days.customer = firsts.customer GROUP BY days.customer"""
_NEVER_BOUGHT = """
SELECT count(*) AS customers_without_purchase FROM (
  SELECT customer FROM days GROUP BY customer HAVING NOT bool_or(bought))"""


def summarize(
    orders: object,
    *,
    customer: str = "customer_id",
    date: str = "date",
    amount: str | None = "amount",
    amount_minor: str | None = None,
    observed_until: str | date | None = None,
    time_unit: TimeUnit = "week",
    minor_unit_digits: int = 2,
    timezone: str = "UTC",
    collapse: bool = False,
    memory_limit: str | None = None,
    threads: int | None = None,
) -> CustomerSummary:
    """Summarize orders into frequency, recency, age and monetary value of each customer.

    Business question: what does each customer's history say about whether and how often they return?

    Parameters
    ----------
    orders : path, pyarrow/pandas/polars table, DuckDB relation or Ibis table
        One row an order, or an order line: the rows of a day are added up anyway.
    customer, date : str
        Column names. The date may be a date, a timestamp or text in ISO form.
    amount : str, optional
        Column with money in major units; each row is rounded once to the minor unit.
    amount_minor : str, optional
        Column with money in whole minor units, instead of `amount`. With neither, every row is a
        purchase and there is no monetary value.
    observed_until : str (ISO) or date, optional
        Last day of observation, inclusive; later rows are left out. By default the last day in the data.
    time_unit : {"day", "week", "month", "year"}
        Unit of recency and age; whole days are counted first and divided after, so nothing is rounded.
    minor_unit_digits : int, 0..6
        Decimal digits of the currency.
    timezone : str
        Where a day begins, for timestamps that carry a time zone.
    collapse : bool
        Return one weighted row for each distinct (frequency, recency, age) instead of one a customer;
        exact for the purchase models; the monetary value is then the mean of the group's customers and
        must not be used for a spend model.
    memory_limit, threads : optional
        Limits of DuckDB, for example ``"2GB"`` and 2.

    Returns
    -------
    CustomerSummary
        Frequency in purchase days after the first; recency and age in `time_unit`; monetary value in
        major units, NaN where frequency is 0. `provenance` counts every row that was merged or left out.

    Raises
    ------
    InvalidArgumentError, InvalidDataError
        If the table, a column or an argument cannot be used.
    NotEnoughDataError
        If no customer has a purchase inside the observation.

    Notes
    -----
    Purchases of one day are one purchase. A day counts as a purchase if its net amount is positive or
    none of its rows is negative (a free order is a purchase; an order returned the same day is not).
    Amounts of other days with returns are taken off the customer's spend: after the first purchase day
    they reduce the repeat spend; returns dated before the first purchase belong to a purchase that was
    never seen and are left out. Customers without any purchase are left out and counted.
    Memory: the group-by keeps one state a customer-day and spills to disk beyond `memory_limit`.

    References
    ----------
    Fader and Hardie (2005), "A note on implementing the Pareto/NBD model in MATLAB", section 2 (data).
    Fader and Hardie (2013), "The Gamma-Gamma model of monetary value", section 5 (mean of repeats).
    """
    from regulars.tables.source import OrderColumns, open_orders

    if time_unit not in DAYS_IN or time_unit == "hour":
        raise InvalidArgumentError(f"time_unit must be day, week, month or year, got {time_unit!r}")
    amount = None if amount_minor is not None else amount
    columns = OrderColumns(customer, date, amount, amount_minor, minor_unit_digits=minor_unit_digits, timezone=timezone)
    with open_orders(orders, columns, memory_limit=memory_limit, threads=threads) as opened:
        has_money = amount is not None or amount_minor is not None
        source = opened if has_money else opened.without_money()
        stated = _stated_date(observed_until)
        usable = _USABLE.format(until=stated or _NO_END)
        counts, last_day = _provenance(source, usable, stated or _NO_END)
        until = stated or last_day
        counts["customers_without_purchase"] = 0
        days = _DAYS.format(usable=usable)
        if counts["return_rows"]:
            customers = source.query(days + _FIRSTS + _CUSTOMERS_WITH_RETURNS)
            counts["customers_without_purchase"] = int(source.query(days + _NEVER_BOUGHT)[0][0].as_py())
        else:
            customers = source.query(days + _CUSTOMERS)
        scale = 10**minor_unit_digits if has_money else None
        return _summary(customers, counts, until=until, time_unit=time_unit, scale=scale, collapse=collapse)


def _stated_date(stated: str | date | None) -> date | None:
    if not isinstance(stated, str):
        return stated
    try:
        return date.fromisoformat(stated)
    except ValueError as error:
        raise InvalidArgumentError(f"observed_until must be an ISO date, got {stated!r}") from error


def _provenance(source: OrderSource, usable: str, until: date) -> tuple[dict[str, int], date]:
    """Counts of rows used and left out, and the last day in the data, in one scan."""
    counts = source.query(_PROVENANCE.format(until=until, usable=usable)).to_pylist()[0]
    last_day = counts.pop("last_day")
    if last_day is None:
        raise NotEnoughDataError("no row has a date", missing={"customers": 0})
    return {name: int(count) for name, count in counts.items()}, last_day


def _summary(
    customers: pa.Table,
    counts: Mapping[str, int],
    *,
    until: date,
    time_unit: TimeUnit,
    scale: int | None,
    collapse: bool,
) -> CustomerSummary:
    if len(customers) == 0:
        raise NotEnoughDataError(f"no purchase with a customer up to {until}", missing={"customers": 0})
    frequency = _int64(customers, "frequency")
    recency = _int64(customers, "recency")
    end = (until - date(1970, 1, 1)).days
    age = end - customers["first_day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    repeat_minor = _int64(customers, "repeat_minor")
    # rows of purchase days
    rows = int(_int64(customers, "n").sum()) if "n" in customers.column_names else counts["rows_used"]
    provenance: dict[str, Any] = {
        **counts,
        "observed_from": (until - timedelta(days=int(age.max()))).isoformat(),
        "observed_until": until.isoformat(),
        "customers": len(frequency),
        "purchase_days": int(frequency.sum()) + len(frequency),
        "repeat_purchase_days": int(frequency.sum()),
        "rows_merged_within_a_day": rows - int(frequency.sum()) - len(frequency),
        "repeat_customers_without_positive_spend": int(((repeat_minor <= 0) & (frequency > 0)).sum()),
    }
    unit = DAYS_IN[time_unit]
    if collapse:
        frequency, recency, age, weights, repeat_minor = _collapsed(frequency, recency, age, repeat_minor)
        ids = None
    else:
        weights, ids = None, _ids(customers)
    money = None
    if scale is not None:
        base = frequency * (1 if weights is None else weights)
        money = np.divide(repeat_minor / scale, base, out=np.full(len(frequency), np.nan), where=base > 0)
    return CustomerSummary(
        frequency, recency / unit, age / unit, money, weights=weights, time_unit=time_unit,
        customer_ids=ids, provenance=provenance,
    )  # fmt: skip


def _collapsed(
    frequency: NDArray[np.int64],
    recency: NDArray[np.int64],
    age: NDArray[np.int64],
    repeat_minor: NDArray[np.int64],
) -> tuple[NDArray[np.int64], ...]:
    """Distinct rows, how many customers stand behind each, and their spend."""
    order = np.lexsort((age, recency, frequency))
    stacked = np.stack([frequency, recency, age])[:, order]
    starts = np.flatnonzero(np.r_[True, np.any(np.diff(stacked, axis=1) != 0, axis=0)])
    weights = np.diff(np.r_[starts, len(order)])
    x, t_x, T = stacked[:, starts]
    return x, t_x, T, weights, np.add.reduceat(repeat_minor[order], starts)


def _int64(answer: pa.Table, name: str) -> NDArray[np.int64]:
    values: NDArray[np.int64] = answer[name].to_numpy().astype(np.int64)
    return values


def _ids(answer: pa.Table) -> NDArray[Any]:
    ids: NDArray[Any] = answer["customer"].to_numpy()
    return ids
