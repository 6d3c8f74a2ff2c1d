from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zabota.foundation.database.bulk import insert_rows, reserve_ids
from zabota.foundation.events.contracts import About, Happening, NewEvent, get_kind, subscribers_of, witnesses
from zabota.foundation.events.models import Announcement, TimelineEvent
from zabota.foundation.identity.contracts import Actor

BULK_FIELDS = (
    "id", "kind", "customer_id", "subject", "origin", "occurred_at", "recorded_at", "actor_kind", "actor_id",
    "actor_name", "data",
)  # fmt: skip


def publish(
    *,
    kind: str,
    actor: Actor,
    customer_id: int | None,
    occurred_at: datetime,
    data: Mapping[str, Any],
    subject: str = "",
    origin: str = "",
) -> TimelineEvent:
    """Write an event on the timeline and, if somebody listens, tell them: in the caller's transaction.

    Raises UnknownKindError for a kind nobody declared.
    """
    news = NewEvent(customer_id=customer_id, occurred_at=occurred_at, data=data, subject=subject)
    with transaction.atomic():
        event = _row(news, kind=kind, actor=actor, origin=origin, recorded_at=timezone.now())
        event.save(force_insert=True)
        _announce(
            kind=kind, event_id=event.pk, event_count=1, customer_id=customer_id, subject=subject,
            origin=origin, data=data,
        )  # fmt: skip
        _show(
            kind=kind, actor=actor, event_id=event.pk, about=[(customer_id, subject)],
            occurred_at=occurred_at, data=data,
        )  # fmt: skip
        return event


def publish_many(
    *, kind: str, actor: Actor, events: Iterable[NewEvent], origin: str = "", data: Mapping[str, Any] | None = None
) -> int:
    """Write a batch of events and announce it once, with `data` for the subscribers; returns how many."""
    with transaction.atomic():
        now, code, batch = timezone.now(), get_kind(kind).code, list(events)
        ids = reserve_ids(TimelineEvent, len(batch)) if batch else ()
        insert_rows(
            TimelineEvent,
            BULK_FIELDS,
            (
                (
                    row_id, code, event.customer_id, event.subject, origin, event.occurred_at, now, actor.kind,
                    actor.id, actor.name[:200], dict(event.data),
                )
                for row_id, event in zip(ids, batch, strict=True)
            ),
        )  # fmt: skip
        count = len(batch)
        if count:
            _announce(
                kind=kind, event_id=None, event_count=count, customer_id=None, subject="", origin=origin,
                data=data or {},
            )  # fmt: skip
            _show(
                kind=kind, actor=actor, event_id=None, occurred_at=batch[0].occurred_at, data=data or {},
                about=[(event.customer_id, event.subject) for event in batch],
            )  # fmt: skip
        return count


def tell_witnesses(
    *, kind: str, actor: Actor, customer_ids: Collection[int], occurred_at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Say what has no place on a timeline (the customers are gone from it), in the caller's transaction."""
    with transaction.atomic():
        _show(
            kind=kind, actor=actor, event_id=None, about=[(customer_id, "") for customer_id in customer_ids],
            occurred_at=occurred_at, data=data or {},
        )  # fmt: skip


def retract(*, origin: str) -> int:
    """Take back every event of an origin (an undone import); returns how many there were."""
    if not origin:
        raise ValueError("an empty origin would take back the whole timeline")
    with transaction.atomic():
        Announcement.objects.filter(origin=origin).delete()
        return TimelineEvent.objects.filter(origin=origin).delete()[0]


def _row(event: NewEvent, *, kind: str, actor: Actor, origin: str, recorded_at: datetime) -> TimelineEvent:
    return TimelineEvent(
        kind=get_kind(kind).code, customer_id=event.customer_id, subject=event.subject, origin=origin,
        occurred_at=event.occurred_at, recorded_at=recorded_at, actor_kind=actor.kind, actor_id=actor.id,
        actor_name=actor.name[:200], data=dict(event.data),
    )  # fmt: skip


def _announce(
    *, kind: str, event_id: int | None, event_count: int, customer_id: int | None, subject: str, origin: str,
    data: Mapping[str, Any],
) -> None:  # fmt: skip
    from zabota.foundation.events.jobs import tell

    subscribers = subscribers_of(kind)
    if not subscribers:
        return
    announcement = Announcement.objects.create(
        kind=kind, event_id=event_id, event_count=event_count, customer_id=customer_id, subject=subject,
        origin=origin, data=dict(data), created_at=timezone.now(),
    )  # fmt: skip
    for name in subscribers:
        tell.enqueue(announcement_id=announcement.pk, subscriber=name)


def _show(
    *, kind: str, actor: Actor, event_id: int | None, about: Iterable[About], occurred_at: datetime,
    data: Mapping[str, Any],
) -> None:  # fmt: skip
    happening = Happening(
        kind=get_kind(kind), actor=actor, event_id=event_id, about=tuple(about), occurred_at=occurred_at, data=data
    )  # fmt: skip
    for witness in witnesses():
        witness(happening)
