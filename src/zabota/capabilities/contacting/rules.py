"""Quiet hours and distances between contacts: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def awake_at(now: datetime, *, zone: ZoneInfo, quiet_from: time, quiet_till: time) -> datetime:
    """Now, or the moment the quiet hours of this place end. Hours that begin when they end are none."""
    local = now.astimezone(zone)
    clock, is_quiet = local.time(), False
    if quiet_from < quiet_till:
        is_quiet = quiet_from <= clock < quiet_till
    elif quiet_from > quiet_till:
        is_quiet = clock >= quiet_from or clock < quiet_till
    if not is_quiet:
        return now
    day = local.date() + timedelta(days=1 if clock >= quiet_till else 0)
    return datetime.combine(day, quiet_till, zone).astimezone(now.tzinfo)


@dataclass(frozen=True, kw_only=True)
class Distance:
    """`own`: days from the last contact on these occasions; `rest`: days from any contact at all."""

    occasions: frozenset[str]
    own: int
    rest: int

    @property
    def longest(self) -> timedelta:
        return timedelta(days=max(self.own, self.rest))

    def is_too_soon(self, at: datetime, earlier: Iterable[tuple[str, datetime]]) -> bool:
        """`earlier` may lie ahead too: a letter that waits for the morning counts from then."""
        return any(
            abs(at - moment) < timedelta(days=max(self.rest, self.own if occasion in self.occasions else 0))
            for occasion, moment in earlier
        )
