"""How long it took, on the calendar and in business hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidDataError, MismatchError
from regulars.response._instants import MINUTE, NEVER, Instants, as_instants, instant_of
from regulars.response.hours import BusinessHours, ScheduleHistory

Floats = NDArray[np.float64]
Moments = ArrayLike | Iterable[datetime | None]


@dataclass(frozen=True, eq=False)
class Elapsed:
    """Hold how long each span lasted.

    Attributes
    ----------
    calendar_minutes : ndarray of float, shape (n,)
        True minutes from start to end, whatever the clocks did in between; NaN where there is no end.
    business_minutes : ndarray of float, shape (n,)
        Those of them inside business hours; NaN where there is no end.
    """

    calendar_minutes: Floats
    business_minutes: Floats


def elapsed(start: Moments, end: Moments, hours: BusinessHours | ScheduleHistory) -> Elapsed:
    """Measure spans of time on the calendar and in business hours.

    Business question: the customer wrote on Friday evening and was answered on Monday morning; how long
    did that take us?

    Parameters
    ----------
    start, end : arrays of datetime64 (UTC) or sequences of aware datetimes, shape (n,)
        Beginning and end of each span; NaT or None as an end where it has not come.
    hours : BusinessHours or ScheduleHistory
        When somebody is there; of a history, the schedule in force at the start counts for the whole span.

    Returns
    -------
    Elapsed

    Raises
    ------
    InvalidDataError
        If a start is missing, a moment has no time zone, an end is before its start, or a span starts
        before any schedule was in force.
    MismatchError
        If starts and ends differ in number.

    Notes
    -----
    Opening hours are turned into instants of UTC day by day, and all subtraction happens there, so that
    the days on which the clocks change are 23 or 25 hours long. Hundreds of thousands of spans take a
    fraction of a second.

    References
    ----------
    IANA time zone database, RFC 6557.
    """
    starts, ends = as_instants(start, field="start"), as_instants(end, field="end", may_miss=True)
    if len(starts) != len(ends):
        raise MismatchError(f"there are {len(starts)} starts, but {len(ends)} ends")
    missing = ends == NEVER
    wrong = ~missing & (ends < starts)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InvalidDataError(f"end: row {row} ends before it starts", field="end", row=row)
    ends = np.where(missing, starts, ends)
    business = np.zeros(len(starts), np.int64)
    for schedule, rows in _in_force(starts, hours):
        if len(rows):
            business[rows] = _open_between(starts[rows], ends[rows], schedule)
    return Elapsed(
        np.where(missing, np.nan, (ends - starts) / MINUTE),
        np.where(missing, np.nan, business / MINUTE),
    )


def _in_force(
    starts: Instants, hours: BusinessHours | ScheduleHistory
) -> Iterator[tuple[BusinessHours, NDArray[np.intp]]]:
    """Return each schedule with the rows it counts for."""
    if isinstance(hours, BusinessHours):
        yield hours, np.arange(len(starts))
        return
    versions = tuple(hours.versions)
    begins = np.array([instant_of(moment) for moment, _ in versions], np.int64)
    at = np.searchsorted(begins, starts, side="right") - 1
    if (at < 0).any():
        row = int(np.flatnonzero(at < 0)[0])
        raise InvalidDataError(f"start: row {row} is before any schedule was in force", field="start", row=row)
    for position, (_, schedule) in enumerate(versions):
        yield schedule, np.flatnonzero(at == position)


def _open_between(starts: Instants, ends: Instants, schedule: BusinessHours) -> Instants:
    opens, closes = open_intervals(schedule, int(starts.min()), int(ends.max()))
    if not len(opens):
        return np.zeros(len(starts), np.int64)
    before = np.r_[0, np.cumsum(closes - opens)]

    def open_until(moments: Instants) -> Instants:
        place = np.searchsorted(opens, moments, side="right")
        last = np.maximum(place - 1, 0)
        inside = np.clip(moments - opens[last], 0, closes[last] - opens[last])
        return np.where(place > 0, before[last] + inside, 0)

    return open_until(ends) - open_until(starts)


def open_intervals(schedule: BusinessHours, first: int, last: int) -> tuple[Instants, Instants]:
    """Return the instants of opening and closing that touch [first, last], in order and without overlap."""
    zone, week, special = schedule.zone(), schedule.by_weekday(), schedule.by_exceptional_day()
    day, end = (_local_day(instant, zone) for instant in (first, last))
    day -= timedelta(days=1)  # hours that began yesterday may go on past midnight
    found: list[list[int]] = []
    while day <= end:
        for opens, closes in special.get(day, week[day.weekday()]):
            found.append([_on_the_wall(day, opens, zone, fold=0), _on_the_wall(day, closes, zone, fold=1)])
        day += timedelta(days=1)
    merged: list[list[int]] = []
    for interval in sorted(found):
        if merged and interval[0] <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], interval[1])
        elif interval[0] < interval[1]:
            merged.append(interval)
    table = np.array(merged, np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _local_day(instant: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(instant // 1_000_000, tz=zone).date()


def _on_the_wall(day: date, minutes: int, zone: ZoneInfo, *, fold: int) -> int:
    """Return the instant at which the clock on the wall shows so many minutes after midnight of the day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    wall = (midnight + timedelta(minutes=minutes)).replace(fold=fold)
    instant = instant_of(wall)
    shown = wall.astimezone(UTC).astimezone(zone)
    if shown.replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _skip(instant_of(wall.replace(fold=1)), instant_of(wall.replace(fold=0)), zone)


def _skip(early: int, late: int, zone: ZoneInfo) -> int:
    """Return the instant between two at which the clock on the wall jumps ahead."""
    before = _offset(early, zone)
    while late - early > 1_000_000:
        middle = (early + late) // 2_000_000 * 1_000_000
        early, late = (middle, late) if _offset(middle, zone) == before else (early, middle)
    return late


def _offset(instant: int, zone: ZoneInfo) -> timedelta | None:
    return datetime.fromtimestamp(instant // 1_000_000, tz=zone).utcoffset()
