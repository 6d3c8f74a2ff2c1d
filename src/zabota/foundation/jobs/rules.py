"""When a job is due and how long a failed one waits: pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Protocol

LONGEST_WAIT = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def retry_delay(*, attempt: int, back_off_seconds: float, jitter: float) -> timedelta:
    """Double after every attempt (the first is 1), at most an hour; `jitter` in 0-1 adds up to a quarter."""
    doubled = back_off_seconds * 2 ** min(attempt - 1, 30)
    return min(timedelta(seconds=doubled), LONGEST_WAIT) * (1 + jitter / 4)


class Schedule(Protocol):
    def latest_due(self, now: datetime, zone: tzinfo) -> datetime:
        """The last moment at or before `now` when the job was due, in UTC."""
        ...


@dataclass(frozen=True)
class Daily:
    at: time

    @classmethod
    def parse(cls, text: str) -> "Daily":
        return cls(at=time.fromisoformat(text))

    def latest_due(self, now: datetime, zone: tzinfo) -> datetime:
        today = now.astimezone(zone).date()
        due = datetime.combine(today, self.at, tzinfo=zone).astimezone(UTC)
        if due > now:
            due = datetime.combine(today - timedelta(days=1), self.at, tzinfo=zone).astimezone(UTC)
        return due


@dataclass(frozen=True)
class Every:
    period: timedelta

    def latest_due(self, now: datetime, zone: tzinfo) -> datetime:  # noqa: ARG002 - periods know no zone
        return EPOCH + (now - EPOCH) // self.period * self.period
