"""How the business stands: the last whole month, quarter and 12 months, each against an earlier one, and the months."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import regulars as rg
from regulars import audit

from zabota.capabilities.value.analysis.worth import margin_sql

LEVEL = 0.95
MONTHS_SHOWN = 36
SOURCE = """
    SELECT customer_id, (ordered_on + INTERVAL {shift} MONTH)::DATE AS ordered_on, amount_minor,
           {margin} AS margin_minor
    FROM orders WHERE ordered_on <= DATE '{until}' AND (kind = 'sale' OR amount_minor <> 0)
"""  # a return of nothing is no purchase


@dataclass(frozen=True, kw_only=True)
class Look:
    """One period against an earlier one; days are [start, end). `figures` and `changed` are plain values."""

    code: str
    start_on: str
    end_on: str
    against_start_on: str
    against_end_on: str
    figures: dict[str, dict[str, Any]]
    changed: dict[str, Any] | None
    concentration: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Month:
    """What new and known customers, and sales without a customer, brought in a month; money in minor units."""

    start_on: str
    is_whole: bool
    new_customers: int
    known_customers: int
    new_margin_minor: int
    known_margin_minor: int
    other_margin_minor: int
    revenue_minor: int
    orders: int


@dataclass(frozen=True, kw_only=True)
class Review:
    looks: tuple[Look, ...]
    months: tuple[Month, ...]
    basis: str

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def review_of(connection: Any, *, until: date, margin_rate: float | None) -> Review:  # noqa: ANN401
    """Review the view `orders(customer_id, ordered_on, kind, amount_minor, margin_minor)` up to a day.

    A month and a quarter stand against the same one a year before (a shop has seasons), or, in a shorter history,
    against the one just before. The 12 months end with the last whole month.

    Raises
    ------
    regulars.NotEnoughDataError
        If nobody with a name bought.
    """
    basis, margin = margin_sql(connection, margin_rate)
    monthly = _base(connection, margin, basis, until=until, grain="month", shift=0)
    quarterly = _base(connection, margin, basis, until=until, grain="quarter", shift=0)
    shift = _shift_to_year_end(until)
    yearly = _base(connection, margin, basis, until=until, grain="year", shift=shift)
    looks = (
        _look("month", monthly, per_year=12, shift=0),
        _look("quarter", quarterly, per_year=4, shift=0),
        _look("year", yearly, per_year=1, shift=shift),
    )
    return Review(looks=tuple(look for look in looks if look), months=_months(monthly), basis=basis)


def _base(
    connection: Any,  # noqa: ANN401 - duckdb ships no types
    margin: str,
    basis: str,
    *,
    until: date,
    grain: audit.Grain,
    shift: int,
) -> audit.CustomerBase:
    sql = SOURCE.format(margin=margin, until=until, shift=shift)
    return audit.CustomerBase.from_orders(
        connection.sql(sql),
        customer="customer_id",
        date="ordered_on",
        amount_minor="amount_minor",
        margin_minor=None if basis == "revenue" else "margin_minor",
        grain=grain,
        observed_until=_shifted_end(until, shift),
    )


def _look(code: str, base: audit.CustomerBase, *, per_year: int, shift: int) -> Look | None:
    whole = base.complete_periods
    if len(whole) < 2:
        return None
    now = whole[-1]
    was = audit.Period(now.index - per_year, now.grain)
    if was not in whole:
        was = whole[-2]
    try:
        found = audit.overview(base, now, was, level=LEVEL)
    except rg.NotEnoughDataError:
        return None
    changed = next((finding.numbers for finding in found.findings if finding.code == "changed_most"), None)
    return Look(
        code=code,
        start_on=_moved(now.start_on, -shift).isoformat(),
        end_on=_moved(now.end_on, -shift).isoformat(),
        against_start_on=_moved(was.start_on, -shift).isoformat(),
        against_end_on=_moved(was.end_on, -shift).isoformat(),
        figures={figure.name: asdict(figure) for figure in found.figures},
        changed=None if changed is None else dict(changed),
        concentration=asdict(audit.concentration(base, now, level=LEVEL)),
    )


def _months(base: audit.CustomerBase) -> tuple[Month, ...]:
    months = []
    for period in base.periods[-MONTHS_SHOWN:]:
        part = base.slice(period)
        is_new = part.active & (base.first_period[part.customer] == period.index)
        new, all_named, all_sold = part.where(is_new).totals(), part.totals(), base.grand_totals(period)
        months.append(
            Month(
                start_on=period.start_on.isoformat(),
                is_whole=period.index <= base.last_complete_index,
                new_customers=new.customers,
                known_customers=all_named.customers - new.customers,
                new_margin_minor=new.profit_minor,
                known_margin_minor=all_named.profit_minor - new.profit_minor,
                other_margin_minor=all_sold.profit_minor - all_named.profit_minor,
                revenue_minor=all_sold.revenue_minor,
                orders=all_sold.orders,
            )
        )
    return tuple(months)


def _shift_to_year_end(until: date) -> int:
    """By how many months to move the orders so that the last whole month becomes December."""
    tomorrow = until + timedelta(days=1)
    whole_months = tomorrow.month - 1  # the month of the next day has not ended
    return (12 - whole_months) % 12


def _shifted_end(until: date, shift: int) -> date:
    """The day of observation, moved by as many months as the orders are."""
    tomorrow = until + timedelta(days=1)
    return _moved(tomorrow, shift) - timedelta(days=1) if tomorrow.day == 1 else _moved(until, shift)


def _moved(day: date, months: int) -> date:
    """The same day so many months later; the last day of a shorter month where there is none."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    following = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
