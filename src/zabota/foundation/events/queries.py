from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from zabota.foundation.events.models import TimelineEvent

Cursor = tuple[datetime, int]


@dataclass(frozen=True, kw_only=True)
class TimelinePage:
    """`older` is the cursor of the next page, None at the end."""

    events: tuple[TimelineEvent, ...]
    older: Cursor | None


def list_timeline(
    customer_id: int, *, before: Cursor | None = None, kinds: Collection[str] | None = None,
    without: Collection[str] = (), limit: int = 50,
) -> TimelinePage:  # fmt: skip
    """A customer's events, newest first: one query by the index, however deep the page lies."""
    rows = TimelineEvent.objects.filter(customer_id=customer_id)
    if without:
        rows = rows.exclude(kind__in=without)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    if before is not None:
        moment, event_id = before
        rows = rows.filter(occurred_at__lte=moment).filter(Q(occurred_at__lt=moment) | Q(id__lt=event_id))
    found = list(rows.order_by("-occurred_at", "-id")[: limit + 1])
    page = tuple(found[:limit])
    return TimelinePage(events=page, older=(page[-1].occurred_at, page[-1].pk) if len(found) > limit else None)


def count_kinds(customer_id: int) -> dict[str, int]:
    """How many events of each kind a customer has: one query by the index."""
    rows = TimelineEvent.objects.filter(customer_id=customer_id).order_by()
    return dict(rows.values_list("kind").annotate(count=Count("id")))
