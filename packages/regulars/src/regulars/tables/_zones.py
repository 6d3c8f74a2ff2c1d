"""When the clocks of a time zone are changed: the same table of moments for every engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_DAY = 86_400


def offsets(timezone: str, first: int, last: int) -> list[tuple[int, int]]:
    """Moments from which an offset holds, with the offset, for the seconds from `first` to `last`.

    Parameters
    ----------
    timezone : str
        IANA name.
    first, last : int
        Seconds since 1970-01-01 UTC.

    Returns
    -------
    list of (moment, offset)
        Both in seconds, ordered; the first offset holds from `first` on, each until the next one.

    Notes
    -----
    Offsets are compared a day apart and the moment of a change is found by halving, to the second.
    """
    zone = ZoneInfo(timezone)
    found = [(first, _offset(zone, first))]
    for start in range(first, last, _DAY):
        end = min(start + _DAY, last)
        if _offset(zone, end) != found[-1][1]:
            found.append(_change(zone, start, end))
    return found


def _change(zone: ZoneInfo, start: int, end: int) -> tuple[int, int]:
    before, after = _offset(zone, start), _offset(zone, end)
    while end - start > 1:
        middle = (start + end) // 2
        start, end = (middle, end) if _offset(zone, middle) == before else (start, middle)
    return end, after


def _offset(zone: ZoneInfo, second: int) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    offset = moment.astimezone(zone).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())
