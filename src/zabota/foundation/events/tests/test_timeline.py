from datetime import UTC, datetime, timedelta

import pytest

from zabota.foundation.events import contracts, queries, services
from zabota.foundation.events.contracts import NewEvent, News, UnknownKindError
from zabota.foundation.events.models import Announcement, Hearing, TimelineEvent
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.testing.queue import work_off

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """A kind «tea.drunk» with one subscriber; what it heard is in the list."""
    monkeypatch.setattr(contracts, "_kinds", {})
    monkeypatch.setattr(contracts, "_subscribers", {})
    news: list[News] = []
    contracts.declare_kind("tea.drunk", "Tea drunk", "cup")
    contracts.declare_kind("tea.smelt", "Tea smelt", "cup")
    contracts.subscribe("tea.drunk")(news.append)
    return news


def drink(customer_id: int = 7, at: datetime = NOON, **more):
    return services.publish(kind="tea.drunk", actor=SYSTEM, customer_id=customer_id, occurred_at=at, data={}, **more)


def test_a_subscriber_hears_an_event_once(heard):
    event = drink()
    assert heard == []
    work_off()
    assert [news.event_id for news in heard] == [event.pk]


def test_an_announcement_told_twice_is_heard_once(heard):
    from zabota.foundation.events.jobs import tell

    drink()
    work_off()
    hearing = Hearing.objects.get()
    tell.enqueue(announcement_id=hearing.announcement_id, subscriber=hearing.subscriber)
    assert work_off() == 1
    assert len(heard) == 1


def test_an_event_nobody_listens_to_leaves_no_announcement(heard):
    services.publish(kind="tea.smelt", actor=SYSTEM, customer_id=7, occurred_at=NOON, data={})
    assert (TimelineEvent.objects.count(), Announcement.objects.count(), work_off()) == (1, 0, 0)


def test_an_undeclared_kind_is_refused(heard):
    with pytest.raises(UnknownKindError):
        services.publish(kind="coffee.drunk", actor=SYSTEM, customer_id=7, occurred_at=NOON, data={})


def test_a_bulk_is_announced_once(heard):
    events = (NewEvent(customer_id=number, occurred_at=NOON) for number in range(5000))
    assert (
        services.publish_many(kind="tea.drunk", actor=SYSTEM, events=events, origin="import:1", data={"id": 1}) == 5000
    )
    work_off()
    assert [(news.event_id, news.event_count, news.data) for news in heard] == [(None, 5000, {"id": 1})]


def test_an_undone_import_takes_its_events_along(heard):
    drink(origin="import:1")
    kept = drink(origin="import:2")
    assert services.retract(origin="import:1") == 1
    assert [event.pk for event in TimelineEvent.objects.all()] == [kept.pk]


def test_an_empty_origin_does_not_empty_the_timeline(heard):
    with pytest.raises(ValueError, match="whole timeline"):
        services.retract(origin="")


def test_the_timeline_is_read_page_by_page_without_gaps_or_repeats(heard):
    for number in range(25):
        drink(at=NOON + timedelta(hours=number // 3))
    drink(customer_id=8)
    seen, before = [], None
    while True:
        page = queries.list_timeline(7, before=before, limit=4)
        seen += [(event.occurred_at, event.pk) for event in page.events]
        before = page.older
        if before is None:
            break
    assert len(seen) == 25
    assert seen == sorted(set(seen), reverse=True)


def test_the_timeline_can_be_narrowed_to_kinds(heard):
    drink()
    services.publish(kind="tea.smelt", actor=SYSTEM, customer_id=7, occurred_at=NOON, data={})
    assert [event.kind for event in queries.list_timeline(7, kinds=["tea.smelt"]).events] == ["tea.smelt"]
