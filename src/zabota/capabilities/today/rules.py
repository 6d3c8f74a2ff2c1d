"""In which order things wait, and till when one may put them off. Pure: the moment comes in, by the company's clock."""

from datetime import date, datetime, time, timedelta
from enum import IntEnum

from zabota.capabilities.today.contracts import BadMomentError, Money

MORNING = time(9)
EVENING = time(20)
WEEK = timedelta(days=7)
MOST_DAYS = 366
LATER_TODAY = timedelta(hours=3)


class Urgency(IntEnum):
    """How a deadline stands to now; the first waits at the top."""

    OVERDUE = 0
    TODAY = 1
    WEEK = 2
    OPEN = 3


def urgency_of(due_at: datetime | None, *, is_whole_day: bool, now: datetime) -> Urgency:
    """What has no deadline, or a far one, is open; a whole day is overdue only when it is over."""
    if due_at is None:
        return Urgency.OPEN
    today, day = now.date(), due_at.astimezone(now.tzinfo).date()
    if day < today or (due_at < now and not is_whole_day):
        return Urgency.OVERDUE
    if day == today:
        return Urgency.TODAY
    return Urgency.WEEK if day < today + WEEK else Urgency.OPEN


Place = tuple[int, bool, int, float]


def place_of(urgency: Urgency, *, at_risk: Money | None, due_at: datetime | None) -> Place:
    """What to sort by: the urgency, then the most money at risk, then what nobody knows the money of by its deadline.

    Equal ones keep the order in which their source told them.
    """
    deadline = due_at.timestamp() if due_at else float("inf")
    return (urgency, at_risk is None, -at_risk.amount_minor if at_risk else 0, deadline)


def till(choice: str, *, on: date | None, now: datetime) -> datetime:
    """When something put off comes back: "later" today, "tomorrow", "week" (next Monday), or "date" with a day."""
    today = now.date()
    if choice == "later" and can_wait_till_later(now):
        return now + LATER_TODAY
    if choice == "tomorrow":
        return _morning(today + timedelta(days=1), now)
    if choice == "week":
        return _morning(today + timedelta(days=7 - today.weekday()), now)
    if choice == "date" and on is not None and today < on <= today + timedelta(days=MOST_DAYS):
        return _morning(on, now)
    raise BadMomentError(choice)


def can_wait_till_later(now: datetime) -> bool:
    """Whether enough of the day is left to put something off till later today."""
    later = now + LATER_TODAY
    return later.date() == now.date() and later.time() <= EVENING


def _morning(day: date, now: datetime) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=now.tzinfo)
