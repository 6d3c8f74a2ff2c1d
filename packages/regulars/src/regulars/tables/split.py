"""Orders to a calibration summary and the purchases held out, to check a model on what it has not seen."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from regulars.datasets.orders import Orders
from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.lifetime.holdout import Holdout, Split, Weeks
from regulars.lifetime.summary import CustomerSummary, TimeUnit
from regulars.tables.summarize import summarize

if TYPE_CHECKING:
    import pyarrow as pa

# what counts as a purchase is what `summarize` counts: net of the day above 0, or nothing returned on it
_PURCHASES = """WITH purchases AS (
  SELECT customer, day FROM lines
  WHERE customer IS NOT NULL AND amount_minor IS NOT NULL AND day <= DATE '{until}'
  GROUP BY customer, day HAVING sum(amount_minor) > 0 OR min(amount_minor) >= 0),
firsts AS (SELECT customer, min(day) AS first_day FROM purchases GROUP BY customer)"""
_LAST_DAY = "SELECT max(day) AS last_day FROM lines"
_LATER = """
SELECT customer, count(*) AS purchases FROM purchases WHERE day > DATE '{calibrated}' GROUP BY customer"""
_BY_DAY = """
SELECT day, count(*) AS purchases
FROM purchases JOIN firsts ON purchases.customer = firsts.customer
WHERE day > first_day AND first_day <= DATE '{calibrated}' GROUP BY day"""
_TOO_LATE = """
SELECT count(*) AS customers FROM firsts WHERE first_day > DATE '{calibrated}'"""


def split(
    orders: object,
    *,
    calibrated_until: str | dt.date | int,
    observed_until: str | dt.date | int | None = None,
    customer: str = "customer_id",
    date: str = "date",
    amount: str | None = "amount",
    amount_minor: str | None = None,
    time_unit: TimeUnit = "week",
    minor_unit_digits: int = 2,
    timezone: str = "UTC",
    log_intervals: bool = False,
    memory_limit: str | None = None,
    threads: int | None = None,
) -> Split:
    """Split orders into what a model may see and what it must foretell.

    Business question: had we asked a model on that day, how well would it have told what came next?

    Parameters
    ----------
    orders : path, pyarrow/pandas/polars table, DuckDB relation, Ibis table or datasets.Orders
        As for ``summarize``; of ``Orders`` the columns are known.
    calibrated_until : str (ISO) or date; a day's number for datasets.Orders
        Last day, inclusive, that the summary sees.
    observed_until : str (ISO) or date; a day's number for datasets.Orders, optional
        Last day, inclusive, of the holdout; by default the last day in the data.
    customer, date, amount, amount_minor, time_unit, minor_unit_digits, timezone : as for ``summarize``
        Columns and units.
    log_intervals, memory_limit, threads : as for ``summarize``
        What else the summary carries, and limits.

    Returns
    -------
    Split
        ``summary`` equals ``summarize(orders, observed_until=calibrated_until)``; ``holdout`` counts
        purchase days after it. Customers first seen after the calibration are in neither; they are
        counted in ``holdout.provenance``.

    Raises
    ------
    InvalidArgumentError, InvalidDataError
        If the table, a column or an argument cannot be used, or no day is left to hold out.
    NotEnoughDataError
        If nobody bought in the calibration period.

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), section 4 (39 weeks seen, 39 foretold).
    """
    if isinstance(orders, Orders):
        return orders.split(
            calibrated_until_day=_day_number(calibrated_until),
            until_day=None if observed_until is None else _day_number(observed_until),
            time_unit=time_unit,
        )
    from regulars.tables.columns import OrderColumns
    from regulars.tables.source import open_orders

    orders = _readable_twice(orders)
    calibrated = _date("calibrated_until", calibrated_until)
    amount = None if amount_minor is not None else amount
    summary = summarize(
        orders, customer=customer, date=date, amount=amount, amount_minor=amount_minor, observed_until=calibrated,
        time_unit=time_unit, minor_unit_digits=minor_unit_digits, timezone=timezone, log_intervals=log_intervals,
        memory_limit=memory_limit, threads=threads,
    )  # fmt: skip
    columns = OrderColumns(customer, date, amount, amount_minor, minor_unit_digits=minor_unit_digits, timezone=timezone)
    with open_orders(orders, columns, memory_limit=memory_limit, threads=threads) as opened:
        source = opened if amount is not None or amount_minor is not None else opened.without_money()
        until = source.query(_LAST_DAY)[0][0].as_py() if observed_until is None else observed_until
        until = _date("observed_until", until)
        if until <= calibrated:
            raise InvalidArgumentError(
                f"no day is left to hold out: calibrated_until is {calibrated} and observed_until {until}"
            )
        purchases = _PURCHASES.format(until=until)
        later, by_day, too_late = (
            source.query(purchases + query.format(calibrated=calibrated)) for query in (_LATER, _BY_DAY, _TOO_LATE)
        )
    provenance = {
        "calibrated_until": calibrated.isoformat(),
        "observed_until": until.isoformat(),
        "customers_first_seen_in_the_holdout": int(too_late[0][0].as_py()),
    }
    weeks = _weeks(summary, by_day, calibrated, until)
    unit = summary.time_unit_days
    return Split(
        summary,
        Holdout(
            purchases=_in_order(np.asarray(summary.customer_ids), later),
            horizon=(until - calibrated).days / unit,
            time_unit_days=unit,
            weeks=weeks,
            provenance=provenance,
        ),
    )


def _weeks(summary: CustomerSummary, by_day: pa.Table, calibrated: dt.date, until: dt.date) -> Weeks:
    calibration_days = round(float(summary.age.max()) * summary.time_unit_days) + 1
    days = calibration_days + (until - calibrated).days
    first_day = np.datetime64(calibrated - dt.timedelta(days=calibration_days - 1), "D")
    at = (by_day["day"].to_numpy().astype("datetime64[D]") - first_day).astype(np.int64)
    made = np.zeros(days, np.int64)
    made[at] = by_day["purchases"].to_numpy()
    return Weeks.of_days(made, calibration_days=calibration_days)


def _in_order(ids: NDArray[Any], later: pa.Table) -> NDArray[np.int64]:
    """Purchases of each customer; 0 for those without any."""
    known, counts = later["customer"].to_numpy(), later["purchases"].to_numpy().astype(np.int64)
    if not len(known):
        return np.zeros(len(ids), np.int64)
    if ids.dtype == known.dtype and ids.dtype != object:
        order = np.argsort(known)
        place = order[np.minimum(np.searchsorted(known, ids, sorter=order), len(known) - 1)]
        return np.where(known[place] == ids, counts[place], 0)
    of = dict(zip(known.tolist(), counts.tolist(), strict=True))
    return np.fromiter((of.get(customer, 0) for customer in ids.tolist()), np.int64, len(ids))


def _readable_twice(orders: object) -> object:
    """Streams are read once: keep what they bring."""
    if hasattr(orders, "read_next_batch"):
        import pyarrow as pa

        return pa.table(orders)
    return orders


def _date(name: str, stated: str | dt.date | int | None) -> dt.date:
    if stated is None:
        raise NotEnoughDataError("no row has a date", missing={"customers": 0})
    if isinstance(stated, dt.date):
        return stated
    try:
        return dt.date.fromisoformat(str(stated))
    except ValueError as error:
        raise InvalidArgumentError(f"{name} must be an ISO date, got {stated!r}") from error


def _day_number(stated: str | dt.date | int) -> int:
    if isinstance(stated, int):
        return stated
    raise InvalidArgumentError(f"of datasets.Orders the days are whole numbers, got {stated!r}")
