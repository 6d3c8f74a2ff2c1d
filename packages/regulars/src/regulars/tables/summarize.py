"""Orders to the four numbers a model of repeat buying needs, in one streaming group-by."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.lifetime.summary import DAYS_IN, CustomerSummary, TimeUnit
from regulars.tables._histories import EPOCH, LOG_STEPS, Floats, Histories, Ints, Question, as_date
from regulars.tables.columns import OrderColumns


def summarize(
    orders: object,
    *,
    customer: str = "customer_id",
    date: str = "date",
    amount: str | None = "amount",
    amount_minor: str | None = None,
    observed_from: str | date | None = None,
    observed_until: str | date | None = None,
    time_unit: TimeUnit = "week",
    minor_unit_digits: int = 2,
    timezone: str = "UTC",
    merge_days: bool = True,
    collapse: bool = False,
    log_intervals: bool = False,
    memory_limit: str | None = None,
    threads: int | None = None,
) -> CustomerSummary:
    """Summarize orders into frequency, recency, age and monetary value of each customer.

    Business question: what does each customer's history say about whether and how often they return?

    Parameters
    ----------
    orders : path, Arrow/pandas/polars table, DuckDB relation or Ibis table
        One row an order, or an order line: the rows of a day are added up anyway. A path is a file, a folder
        or a pattern of .csv, .csv.gz or .parquet; an Arrow reader and a lazy polars frame are read batch by
        batch. An Ibis table is grouped by the engine that holds it; everything else by DuckDB.
    customer, date : str
        Column names. The date may be a date, a timestamp or text in ISO form.
    amount : str, optional
        Column with money in major units; each row is rounded once to the minor unit, half away from zero.
    amount_minor : str, optional
        Column with money in whole minor units, instead of `amount`. With neither, every row is a
        purchase and there is no monetary value.
    observed_from : str (ISO) or date, optional
        First day of observation; earlier rows are left out, so the first purchase since then counts as the
        first. By default the day of the first purchase in the data.
    observed_until : str (ISO) or date, optional
        Last day of observation, inclusive; later rows are left out. By default the last day in the data.
    time_unit : {"day", "week", "month", "year"}
        Unit of recency and age; whole days are counted first and divided after, so nothing is rounded.
    minor_unit_digits : int, 0..6
        Decimal digits of the currency.
    timezone : str
        IANA name of the zone that says on which day a timestamp with a time zone falls, on days when the
        clocks change too. Timestamps without a zone and dates are taken as they are.
    merge_days : bool
        Whether the purchases of one day count as one, as the models assume. Otherwise every row that is no
        return is a purchase of its own, and recency may be 0 for a repeat buyer.
    collapse : bool
        Return one weighted row for each distinct (frequency, recency, age) instead of one a customer, grouped
        by the engine: exact for the purchase models; the monetary value is then the mean of the group's
        customers and must not be used for a spend model.
    log_intervals : bool
        Carry the sum of ln of the intervals between purchase days, which the models of regular purchases
        (Erlang-k) need; costs a sort of each customer's days. Not with ``merge_days=False``.
    memory_limit, threads : optional
        Limits of DuckDB, for example ``"2GB"`` and 2; other engines have their own.

    Returns
    -------
    CustomerSummary
        Frequency in purchase days after the first; recency and age in `time_unit`; monetary value in
        major units, NaN where frequency is 0. `provenance` counts every row that was merged or left out.
        Customers come in no particular order.

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

    With ``merge_days=False`` a row is a purchase if its amount is not negative. Days have no order inside, so
    where the first day holds several purchases their mean, rounded down to a minor unit, stands for the first
    and the rest is repeat spend; returns of that day belong to the first purchase.

    Everything is counted in whole days and whole minor units, so the answer is the same to the last digit
    on every engine and for every order of rows. Memory: the group-by keeps one state a customer-day and
    spills to disk beyond `memory_limit`; the result takes about 50 bytes a customer, or a row if collapsed.

    References
    ----------
    Fader and Hardie (2005), "A note on implementing the Pareto/NBD model in MATLAB", section 2 (data).
    Fader and Hardie (2013), "The Gamma-Gamma model of monetary value", section 5 (mean of repeats).
    """
    if time_unit not in DAYS_IN or time_unit == "hour":
        raise InvalidArgumentError(f"time_unit must be day, week, month or year, got {time_unit!r}")
    amount = None if amount_minor is not None else amount
    columns = OrderColumns(customer, date, amount, amount_minor, minor_unit_digits=minor_unit_digits, timezone=timezone)
    since, until = as_date(observed_from, "observed_from"), as_date(observed_until, "observed_until")
    if since is not None and until is not None and since > until:
        raise InvalidArgumentError(f"observation ends on {until}, before it begins on {since}")
    if log_intervals and not merge_days:
        raise InvalidArgumentError("log_intervals needs merge_days: two purchases of one day have no interval")
    question = Question(since, until, merge_days=merge_days, collapse=collapse, log_intervals=log_intervals)
    histories = _histories(orders, columns, question, memory_limit=memory_limit, threads=threads)
    scale = None if amount is None and amount_minor is None else 10**minor_unit_digits
    return _summary(histories, question, time_unit=time_unit, scale=scale)


def _histories(
    orders: object, columns: OrderColumns, question: Question, *, memory_limit: str | None, threads: int | None
) -> Histories:
    """Ask the engine that holds the orders, or DuckDB where nobody does."""
    if _is_ibis(orders):
        from regulars.tables._in_ibis import histories_in_ibis

        return histories_in_ibis(orders, columns, question)
    from regulars.tables._in_duckdb import histories_in_duckdb
    from regulars.tables.source import open_orders

    with open_orders(orders, columns, memory_limit=memory_limit, threads=threads) as opened:
        has_money = columns.amount is not None or columns.amount_minor is not None
        return histories_in_duckdb(opened if has_money else opened.without_money(), question)


def _is_ibis(orders: object) -> bool:
    return type(orders).__module__.partition(".")[0] == "ibis"


def _summary(histories: Histories, question: Question, *, time_unit: TimeUnit, scale: int | None) -> CustomerSummary:
    """The engine's answer in the terms of the models."""
    never, bought = histories.split()
    if len(bought.rows) == 0:
        raise NotEnoughDataError(
            f"no purchase with a customer up to {histories.observed_until}", missing={"customers": 0}
        )
    frequency, first, last, spend = map(bought.whole, ("frequency", "first_day", "last_day", "repeat_minor"))
    weights = bought.whole("customers") if question.collapse else None
    end, unit = (histories.observed_until - EPOCH).days, DAYS_IN[time_unit]
    money = None
    if scale is not None:
        base = frequency if weights is None else frequency * weights
        money = np.divide(spend / scale, base, out=np.full(len(base), np.nan), where=base > 0)
    began = question.observed_from or EPOCH + timedelta(days=int(first.min()))
    return CustomerSummary(
        frequency,
        (last - first) / unit,
        (end - first) / unit,
        money,
        weights=weights,
        time_unit=time_unit,
        log_intervals=_log_intervals(bought, frequency, weights, unit) if question.log_intervals else None,
        customer_ids=None if question.collapse else bought.column("customer"),
        provenance={
            **histories.counts,
            "customers_without_purchase": never,
            "observed_from": began.isoformat(),
            "observed_until": histories.observed_until.isoformat(),
            **_totals(bought, question, frequency, spend, weights),
        },
    )


def _log_intervals(bought: Histories, frequency: Ints, weights: Ints | None, unit: float) -> Floats:
    """Of a customer, or the mean of those behind a row; in the stated unit of time."""
    logs: Floats = bought.whole("log_steps") / LOG_STEPS
    if weights is not None:
        logs /= weights
    logs -= frequency * np.log(unit)
    return logs


def _totals(
    bought: Histories, question: Question, frequency: Ints, spend: Ints, weights: Ints | None
) -> dict[str, int]:
    customers = len(frequency) if weights is None else int(weights.sum())
    repeats = int((frequency if weights is None else frequency * weights).sum())
    unspent = bought.whole("without_spend") if question.collapse else (frequency > 0) & (spend <= 0)
    word = "purchase_days" if question.merge_days else "purchases"
    merged = bought.lines - repeats - customers if question.merge_days else 0
    return {
        "customers": customers,
        word: repeats + customers,
        f"repeat_{word}": repeats,
        "rows_merged_within_a_day": merged,
        "repeat_customers_without_positive_spend": int(unspent.sum()),
    }
