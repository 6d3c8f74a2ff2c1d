"""Business hours: a week, holidays, exceptional days and a time zone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from regulars.errors import InvalidArgumentError

Openings = tuple[tuple[int, int], ...]
"""Opening and closing of each interval, in minutes after midnight; a closing above 1440 is of the next day."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 1440

_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class BusinessHours:
    """Remember when somebody is there to answer.

    Parameters
    ----------
    weekly : mapping of str to str
        Hours of the days of the week: ``{"mon-fri": "09:00-18:00", "sat": "10:00-14:00, 15:00-17:00"}``. Days
        are mon … sun, a range of them, or several with commas; a day that is not named is closed. Hours
        that end before they begin go on past midnight; ``"00:00-24:00"`` is around the clock.
    time_zone : str
        IANA name of the zone the hours are meant in, such as ``"Europe/Moscow"``.
    holidays : collection of date, optional
        Closed days.
    exceptional : mapping of date to str, optional
        Days with hours of their own; they win over the week and over holidays.

    Raises
    ------
    InvalidArgumentError
        If a day, an hour or the time zone cannot be read, or a day is named twice.

    Notes
    -----
    Open means that the clock on the wall shows the hours. Where the clock skips an hour, hours that begin
    inside it begin at the skip; where it shows an hour twice, hours run from the first showing of their
    beginning to the last showing of their end.

    References
    ----------
    IANA time zone database, RFC 6557.
    """

    weekly: Mapping[str, str]
    time_zone: str
    holidays: Collection[date] = ()
    exceptional: Mapping[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, kept in (
            ("weekly", dict(self.weekly)),
            ("holidays", frozenset(_plain(day) for day in self.holidays)),
            ("exceptional", {_plain(day): hours for day, hours in self.exceptional.items()}),
        ):  # copies of its own: what the caller changes later must not change the schedule
            object.__setattr__(self, name, kept)
        self.by_weekday()
        self.by_exceptional_day()
        self.zone()

    def zone(self) -> ZoneInfo:
        """Return the time zone.

        Raises
        ------
        InvalidArgumentError
            If there is none of that name.
        """
        try:
            return ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
            raise InvalidArgumentError(f"{self.time_zone!r} is not the name of a time zone") from None

    def by_weekday(self) -> tuple[Openings, ...]:
        """Return the openings of Monday … Sunday.

        Raises
        ------
        InvalidArgumentError
            If a day is named twice.
        """
        found: dict[int, Openings] = {}
        for days, hours in self.weekly.items():
            for day in _days(days):
                if day in found:
                    raise InvalidArgumentError(f"{DAYS[day]} is named twice in weekly")
                found[day] = _openings(hours)
        return tuple(found.get(day, ()) for day in range(len(DAYS)))

    def by_exceptional_day(self) -> dict[date, Openings]:
        """Return the openings of the days with hours of their own; holidays have none."""
        closed: dict[date, Openings] = dict.fromkeys(self.holidays, ())
        return closed | {day: _openings(hours) for day, hours in self.exceptional.items()}


@dataclass(frozen=True)
class ScheduleHistory:
    """Remember which business hours were in force from when.

    Parameters
    ----------
    versions : iterable of (datetime, BusinessHours)
        The moment (with a time zone) from which each schedule is in force, in any order.

    Raises
    ------
    InvalidArgumentError
        If there are none, a moment has no time zone, or two begin at the same moment.

    Notes
    -----
    A wait is measured by the schedule in force at its start, to its end: what was promised then counts.
    """

    versions: Iterable[tuple[datetime, BusinessHours]]

    def __post_init__(self) -> None:
        versions = tuple(self.versions)
        if not versions:
            raise InvalidArgumentError("a history needs at least one schedule")
        if any(moment.tzinfo is None for moment, _ in versions):
            raise InvalidArgumentError("each schedule needs a moment with a time zone from which it is in force")
        ordered = tuple(sorted(versions, key=lambda version: version[0]))
        if len({moment for moment, _ in ordered}) < len(ordered):
            raise InvalidArgumentError("two schedules are in force from the same moment")
        object.__setattr__(self, "versions", ordered)


def _plain(day: date) -> date:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise InvalidArgumentError(f"{day!r} is not a date")
    return day


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.lower().replace("–", "-").split(","):
        ends = [end.strip() for end in part.split("-")]
        if len(ends) > 2 or any(end not in DAYS for end in ends):
            raise InvalidArgumentError(f"{text!r} are not days: write mon, mon-fri or sat,sun")
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        found += [day % len(DAYS) for day in range(first, last + 1 if last >= first else last + 8)]
    return found


def _openings(text: str) -> Openings:
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = _INTERVAL.fullmatch(part)
        if match is None:
            raise InvalidArgumentError(f"{part!r} are not hours: write 09:00-18:00")
        hours = [int(number) for number in match.groups()]
        opens, closes = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if hours[1] > 59 or hours[3] > 59 or opens >= DAY_MINUTES or closes > DAY_MINUTES or opens == closes:
            raise InvalidArgumentError(f"{part!r} are not hours: they run from 00:00 to 24:00")
        found.append((opens, closes if closes > opens else closes + DAY_MINUTES))
    return tuple(sorted(found))
