"""Everything that happened to a customer, newest first."""

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from ninja import Query, Schema
from pydantic import Field

from zabota.capabilities.customers import queries
from zabota.capabilities.customers.api.routing import actor_of, customer_of, refuse, router
from zabota.capabilities.customers.api.schemas import EventOut, TimelineOut
from zabota.foundation.api.schemas import CleanText
from zabota.foundation.events import queries as events
from zabota.foundation.events.contracts import declared_kinds, get_kind
from zabota.foundation.events.models import TimelineEvent

MOST_EVENTS = 200


class TimelineAsked(Schema):
    kind: list[CleanText] = Field(default_factory=list, max_length=50, description="Only these kinds; repeat it.")
    after: CleanText = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=MOST_EVENTS)


@router.get("/customers/{int:customer_id}/timeline", response=TimelineOut, summary="What happened to a customer")
def list_timeline(request: HttpRequest, customer_id: int, asked: Query[TimelineAsked]) -> TimelineOut:
    """Newest first. A kind nobody knows is refused, so that a misspelt one is not an empty list."""
    actor = actor_of(request)
    customer = customer_of(actor, customer_id)
    known = {kind.code for kind in declared_kinds()}
    if unknown := set(asked.kind) - known:
        raise refuse("kind", f"There is no kind {min(unknown)}. There are: {', '.join(sorted(known))}.")
    page = events.list_timeline(
        customer.pk, before=_cursor(asked.after), kinds=asked.kind or None, limit=asked.limit,
        without=queries.kinds_hidden_from(actor),
    )  # fmt: skip
    following = f"{page.older[0].isoformat()}_{page.older[1]}" if page.older else None
    return TimelineOut(events=[_event_out(event) for event in page.events], next=following)


def _cursor(text: str) -> events.Cursor | None:
    if not text:
        return None
    moment, _line, event_id = text.partition("_")
    try:
        at = parse_datetime(moment.replace(" ", "+"))
        if at is None or at.tzinfo is None:
            raise ValueError(text)
        return at, int(event_id)
    except ValueError as error:
        raise refuse("after", "Send the text of `next` as it came.") from error


def _event_out(event: TimelineEvent) -> EventOut:
    kind = get_kind(event.kind)
    return EventOut(
        id=event.pk, kind=event.kind, title=(kind.describe(event.data) if kind.describe else "") or str(kind.label),
        occurred_at=event.occurred_at, recorded_at=event.recorded_at, actor_name=event.actor_name,
        subject=event.subject, data=event.data,
    )  # fmt: skip
