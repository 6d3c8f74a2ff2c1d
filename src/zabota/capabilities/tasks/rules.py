"""When a repeating task comes again, on which day a yearly date falls, what "snooze" means."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from zabota.capabilities.tasks.contracts import Repeat, Unit

SATURDAY = 5
MORNING = time(9)


def next_day(day: date, repeat: Repeat, *, first_day: int | None = None) -> date:
    """The day after `day` by the repeat; `first_day` is the day of the month it began with (31 stays a month's end)."""
    if repeat.unit is Unit.DAY:
        return day + timedelta(days=repeat.every)
    if repeat.unit is Unit.WEEK:
        return day + timedelta(weeks=repeat.every)
    if repeat.unit is Unit.WEEKDAY:
        for _count in range(repeat.every):
            day += timedelta(days=1)
            while day.weekday() >= SATURDAY:
                day += timedelta(days=1)
        return day
    months = repeat.every * (12 if repeat.unit is Unit.YEAR else 1)
    return add_months(day, months, wanted_day=first_day or day.day)


def add_months(day: date, months: int, *, wanted_day: int | None = None) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(wanted_day or day.day, monthrange(year, month + 1)[1]))


def next_due(day: date, repeat: Repeat, *, first_day: int | None, today: date) -> date:
    """The next day that lies after today: what was missed is not made up for one by one."""
    while (day := next_day(day, repeat, first_day=first_day)) <= today:
        pass
    return day


def falls_on(*, month: int, day: int, year: int) -> date:
    """A yearly day in this year; 29 February is kept on the 28th of a short year."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def snoozed(choice: str, *, now: datetime) -> tuple[date, time | None]:
    """When a task put off comes back: in an hour, tomorrow, in a week."""
    if choice == "hour":
        later = now + timedelta(hours=1)
        return later.date(), later.time().replace(second=0, microsecond=0)
    return now.date() + timedelta(days=7 if choice == "week" else 1), None
