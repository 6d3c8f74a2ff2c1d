"""The timeline in words: each event by its kind, a note with its text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from zabota.capabilities.customers.models import CustomerNote
from zabota.foundation.design import formats
from zabota.foundation.events.contracts import get_kind
from zabota.foundation.events.models import TimelineEvent


@dataclass(frozen=True, kw_only=True)
class Moment:
    title: str
    icon: str
    at: datetime
    who: str = ""
    kind: str = "event"
    text: str = ""
    sum: str = ""
    note: CustomerNote | None = None


def note_ids(events: Iterable[TimelineEvent]) -> list[int]:
    return [number for event in events if isinstance(number := event.data.get("note"), int)]


def shown(events: Iterable[TimelineEvent], *, notes: Mapping[int, CustomerNote]) -> list[Moment]:
    """`notes` are those the events tell of, by id."""
    return [_moment(event, notes) for event in events]


def _moment(event: TimelineEvent, notes: Mapping[int, CustomerNote]) -> Moment:
    kind = get_kind(event.kind)
    note = notes.get(event.data.get("note", 0))
    amount, currency = event.data.get("amount_minor"), event.data.get("currency")
    return Moment(
        title=(kind.describe(event.data) if kind.describe else "") or str(kind.label),
        icon=kind.icon,
        at=event.occurred_at,
        who=event.actor_name if "note" in event.data else "",
        kind="note" if "note" in event.data else "event",
        text=note.text if note else "",
        sum=formats.money(amount, currency) if isinstance(amount, int) and currency else "",
        note=note,
    )
