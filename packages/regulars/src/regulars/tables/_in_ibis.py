"""The histories of customers as one expression for any engine that Ibis speaks to.

Group-by, join, case and whole numbers only: no functions of a single engine, and no rounding or time zone left
to the engine, because they differ there; a window only where intervals are asked for. What comes back is grouped;
the orders stay where they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.errors import InvalidArgumentError, InvalidDataError
from regulars.tables._histories import EPOCH, LOG_STEPS, Histories, Question, whole_counts
from regulars.tables._zones import offsets
from regulars.tables.columns import LARGEST, OrderColumns, require

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

Expression = Any
_DAY_SECONDS = 86_400
_SHIFT_DAYS = 800_000
"""Added before dividing seconds into days, since engines disagree on the division of negative numbers."""


def histories_in_ibis(orders: Expression, columns: OrderColumns, question: Question) -> Histories:
    """Ask the engine behind an Ibis table: one query that counts rows, one that groups them."""
    require(orders.columns, columns)
    lines = orders.select(
        customer=_key(orders[columns.customer]), day=_day(orders, columns), amount_minor=_minor(orders, columns)
    )
    counts, last_day = whole_counts(run(counts_of(lines, question)).to_pylist()[0])
    histories = histories_of(lines, question)
    rows = run(collapsed(histories) if question.collapse else histories)
    return Histories(counts, question.observed_until or last_day, rows)


def run(expression: Expression) -> pa.Table:
    """Have an expression answered by the engine its table belongs to."""
    from ibis.common.exceptions import OperationNotDefinedError, UnsupportedOperationError

    try:
        return expression.to_pyarrow()
    except (OperationNotDefinedError, UnsupportedOperationError) as error:
        raise InvalidArgumentError(
            f"the engine behind this Ibis table cannot answer ({error}): give its data as a frame, a file or Arrow"
        ) from error


def counts_of(lines: Expression, question: Question) -> Expression:
    """How many rows can be used, and what is the matter with the others."""
    day, amount = lines.day, lines.amount_minor
    before, after = _outside(day, question)
    usable = lines.customer.notnull() & amount.notnull() & day.notnull() & ~before & ~after
    return lines.aggregate(
        rows_read=lines.count(),
        rows_without_customer=lines.count(where=lines.customer.isnull()),
        rows_without_date=lines.count(where=day.isnull()),
        rows_without_amount=lines.count(where=amount.isnull()),
        rows_before_observation=lines.count(where=before),
        rows_after_observation=lines.count(where=after),
        return_rows=lines.count(where=(amount < 0) & day.notnull() & ~before & ~after),
        rows_used=lines.count(where=usable),
        last_day=day.max(),
    )


def histories_of(lines: Expression, question: Question) -> Expression:
    """One row a customer; frequency −1 where there was never a purchase."""
    days = _days(lines, question)
    bought = days.purchases > 0
    buyers = days.group_by("customer").agg(
        frequency=days.purchases.sum() - 1,
        first_day=days.day.min(where=bought),
        last_day=days.day.max(where=bought),
        lines=days.n.sum(where=bought),
    )
    both = days.join(buyers, "customer")
    repeat = _ibis().cases((both.day > both.first_day, both.net), (both.day == both.first_day, both.again), else_=0)
    logs = {"log_steps": _log_steps(both).sum()} if question.log_intervals else {}
    return both.group_by("customer").agg(
        frequency=both.frequency.max(),
        first_day=both.first_day.max(),
        last_day=both.last_day.max(),
        repeat_minor=repeat.sum(),
        lines=both.lines.max(),
        **logs,
    )


def collapsed(histories: Expression) -> Expression:
    """One row for all customers of one history."""
    logs = {"log_steps": histories.log_steps.sum()} if "log_steps" in histories.columns else {}
    return histories.group_by("frequency", "first_day", "last_day").agg(
        customers=histories.count(),
        repeat_minor=histories.repeat_minor.sum(),
        lines=histories.lines.sum(),
        without_spend=histories.count(where=(histories.frequency > 0) & (histories.repeat_minor <= 0)),
        **logs,
    )


def _days(lines: Expression, question: Question) -> Expression:
    """One row a customer and day; `again` is what was spent besides the purchase that may be the first."""
    ibis = _ibis()
    before, after = _outside(lines.day, question)
    usable = lines.filter(lines.customer.notnull(), lines.day.notnull(), lines.amount_minor.notnull(), ~before, ~after)
    amount = usable.amount_minor
    days = usable.group_by("customer", "day").agg(
        net=amount.sum(),
        n=usable.count(),
        smallest=amount.min(),
        bought=usable.count(where=amount >= 0),
        paid=ibis.ifelse(amount > 0, amount, 0).sum(),
    )
    if question.merge_days:
        purchases, again = ibis.ifelse((days.net > 0) | (days.smallest >= 0), 1, 0), ibis.literal(0, "int64")
    else:
        purchases, again = days.bought, days.paid - days.paid // ibis.greatest(days.bought, 1)
    days = days.select("customer", "day", "net", "n", purchases=purchases.cast("int64"), again=again)
    return days.mutate(before=_purchase_before(days)) if question.log_intervals else days


def _purchase_before(days: Expression) -> Expression:
    """The day of purchase before this one; of no meaning on the first, where engines answer as they like."""
    within = _ibis().window(group_by=[days.customer, days.purchases > 0], order_by=days.day)
    return days.day.lag().over(within)


def _log_steps(both: Expression) -> Expression:
    gap = both.day - both.before if both.day.type().is_integer() else both.day.delta(both.before, unit="day")
    steps = (_ibis().greatest(gap, 1).ln() * LOG_STEPS).round().cast("int64")
    return _ibis().ifelse((both.purchases > 0) & (both.day > both.first_day), steps, 0)


def _key(column: Expression) -> Expression:
    if column.type().is_string():
        return column.strip().nullif("")
    if column.type().is_floating():
        return _ibis().ifelse(column.abs() < LARGEST, column.cast("int64"), _nothing())
    return column


def _day(orders: Expression, columns: OrderColumns) -> Expression:
    """A date, or for moments in time the number of the local day."""
    column = orders[columns.date]
    kind = column.type()
    if kind.is_integer():
        raise InvalidDataError(
            f"column {columns.date} holds whole numbers, not dates: convert it first", field=columns.date
        )
    if kind.is_string():
        return column.substr(0, 10).cast("date")
    if not kind.is_timestamp():
        return column
    if kind.timezone is None:
        return column.date()
    return _local_day(orders, column, columns.timezone)


def _local_day(orders: Expression, column: Expression, timezone: str) -> Expression:
    ibis = _ibis()
    # some engines answer with a fraction here and would round it up into the next day
    second = column.epoch_seconds().cast("float64").floor().cast("int64")
    span = run(orders.aggregate(first=second.min(), last=second.max())).to_pylist()[0]
    if span["first"] is None:
        return ibis.null("int64")
    (_, offset), *changes = offsets(timezone, int(span["first"]), int(span["last"]))
    local = second + offset
    if changes:
        steps = [(second >= moment, second + later) for moment, later in reversed(changes)]
        local = ibis.cases(*steps, else_=second + offset)
    return (local + _SHIFT_DAYS * _DAY_SECONDS) // _DAY_SECONDS - _SHIFT_DAYS


def _outside(day: Expression, question: Question) -> tuple[Expression, Expression]:
    """Whether a day lies before or after the observation; an end that is not stated leaves nothing out."""
    never, since, until = _ibis().literal(False), question.observed_from, question.observed_until
    return never if since is None else day < _like(day, since), never if until is None else day > _like(day, until)


def _like(day: Expression, stated: date) -> Expression:
    """A stated day in the type of the column of days."""
    number = (stated - EPOCH).days
    return number if day.type().is_integer() else _ibis().date(stated.year, stated.month, stated.day)


def _minor(orders: Expression, columns: OrderColumns) -> Expression:
    """Whole minor units: each row is rounded once, half away from zero; 0 where money is not asked for."""
    if columns.amount_minor is not None:
        return orders[columns.amount_minor].cast("int64")
    if columns.amount is None:
        return _ibis().literal(0, "int64")
    major, scale = orders[columns.amount], 10**columns.minor_unit_digits
    if major.type().is_integer():
        return major.cast("int64") * scale
    scaled = major * scale if major.type().is_decimal() else major.cast("float64") * scale
    size = scaled.abs()
    whole = size.floor()
    rounded = _ibis().ifelse(size - whole >= 0.5, whole + 1, whole).cast("int64")
    signed = _ibis().ifelse(scaled < 0, -rounded, rounded)
    return _ibis().ifelse(size < LARGEST, signed, _nothing())


def _nothing() -> Expression:
    return _ibis().null("int64")


def _ibis() -> Any:  # noqa: ANN401 -- imported on use only
    import ibis

    return ibis
