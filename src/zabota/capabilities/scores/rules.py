"""Days and months of a score, and how answers of a bounded base are told apart."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from zabota.capabilities.scores.contracts import Grain, Scope
from zabota.capabilities.surveys.contracts import Kind

PERIODS = (30, 90, 365)
USUAL_PERIOD = 90
MONTHS_SHOWN = 18
WEEKS_SHOWN = 26
BEST_TENTHS, MIDDLE_TENTHS = 3, 6
RECENT_DAYS, LONG_DAYS = 90, 365


def scope_of(kind: Kind, survey_ids: tuple[int, ...], *, days: int, today: date, zone: ZoneInfo) -> Scope:
    """The last so many days, today with them, and as many before them."""
    until = today + timedelta(days=1)
    edges = [midnight(until - timedelta(days=back), zone) for back in (2 * days, days, 0)]
    return Scope(kind=kind, survey_ids=survey_ids, before=edges[0], since=edges[1], until=edges[2])


def beginnings(grain: Grain, *, today: date) -> list[date]:
    """The first days of the months or weeks shown, the present one last."""
    if grain == Grain.WEEK:
        monday = today - timedelta(days=today.weekday())
        return [monday - timedelta(weeks=back) for back in range(WEEKS_SHOWN - 1, -1, -1)]
    months = today.year * 12 + today.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(months - MONTHS_SHOWN + 1, months + 1)]


def place_of(day: date, starts: Sequence[date]) -> int | None:
    """Which of the months or weeks a day is in."""
    found = [at for at, start in enumerate(starts) if start <= day]
    return found[-1] if found else None


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
