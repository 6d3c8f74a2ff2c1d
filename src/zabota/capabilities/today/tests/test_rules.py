from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from zabota.capabilities.today import rules
from zabota.capabilities.today.contracts import BadMomentError, Money
from zabota.capabilities.today.rules import Urgency

MOSCOW = ZoneInfo("Europe/Moscow")
LOCAL = datetime(2026, 5, 6, 9, tzinfo=UTC).astimezone(MOSCOW)  # Wednesday, noon
TODAY = date(2026, 5, 6)


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 5, day, hour, tzinfo=MOSCOW)


def test_overdue_comes_first_then_money_then_the_unknown_by_its_deadline():
    things = {
        "little money tonight": (at(6, 20), Money(amount_minor=100)),
        "much money tonight": (at(6, 21), Money(amount_minor=900)),
        "nobody knows, tonight": (at(6, 22), None),
        "nobody knows, sooner": (at(6, 18), None),
        "overdue": (at(6, 11), None),
        "much money some day": (None, Money(amount_minor=10_000)),
        "in three days": (at(9), None),
    }
    placed = {
        name: rules.place_of(
            rules.urgency_of(due_at, is_whole_day=False, now=LOCAL), at_risk=money, due_at=due_at
        )
        for name, (due_at, money) in things.items()
    }  # fmt: skip
    assert sorted(placed, key=placed.__getitem__) == [
        "overdue", "much money tonight", "little money tonight", "nobody knows, sooner", "nobody knows, tonight",
        "in three days", "much money some day",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("due_at", "is_whole_day", "urgency"),
    [
        (at(6, 11), False, Urgency.OVERDUE), (at(6, 0), True, Urgency.TODAY), (at(5, 23), True, Urgency.OVERDUE),
        (at(6, 13), False, Urgency.TODAY), (at(12), False, Urgency.WEEK), (at(13), False, Urgency.OPEN),
        (None, False, Urgency.OPEN),
    ],
)  # fmt: skip
def test_a_whole_day_is_overdue_only_when_it_is_over(due_at, is_whole_day, urgency):
    assert rules.urgency_of(due_at, is_whole_day=is_whole_day, now=LOCAL) is urgency


def test_one_puts_off_till_later_today_tomorrow_monday_or_a_day_within_a_year():
    assert rules.till("later", on=None, now=LOCAL) == at(6, 15)
    assert rules.till("tomorrow", on=None, now=LOCAL) == at(7, 9)
    assert rules.till("week", on=None, now=LOCAL) == at(11, 9)
    assert rules.till("date", on=date(2026, 5, 20), now=LOCAL) == at(20, 9)
    for choice, on in (("date", TODAY), ("date", None), ("date", date(2027, 6, 1)), ("never", None)):
        with pytest.raises(BadMomentError):
            rules.till(choice, on=on, now=LOCAL)
    with pytest.raises(BadMomentError):
        rules.till("later", on=None, now=at(6, 18))
