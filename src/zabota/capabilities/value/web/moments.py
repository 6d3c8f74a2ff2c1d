"""The timeline in words: each event by its kind, a note with its text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from zabota.capabilities.customers.contracts import NOTE_ADDED
from zabota.capabilities.customers.models import CustomerNote
from zabota.capabilities.value.contracts import CALL_RECORDED
from zabota.capabilities.value.models import CallOutcome
from zabota.foundation.design import formats
from zabota.foundation.events.contracts import get_kind
from zabota.foundation.events.models import TimelineEvent

OURS = frozenset({NOTE_ADDED, CALL_RECORDED})


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


def shown(events: Iterable[TimelineEvent], *, notes: Sequence[CustomerNote]) -> list[Moment]:
    known = {note.pk: note for note in notes}
    return [_moment(event, known) for event in events]


def _moment(event: TimelineEvent, notes: dict[int, CustomerNote]) -> Moment:
    kind = get_kind(event.kind)
    title = (kind.describe(event.data) if kind.describe else "") or str(kind.label)
    if event.kind in OURS:
        note = notes.get(event.data.get("note", 0))
        outcome = dict(CallOutcome.choices).get(event.data.get("outcome", ""), "")
        return Moment(
            title=f"{kind.label}: {outcome}" if outcome else title, icon=kind.icon, at=event.occurred_at,
            who=event.actor_name, kind="note", text=note.text if note else "", note=note,
        )  # fmt: skip
    amount, currency = event.data.get("amount_minor"), event.data.get("currency")
    spent = formats.money(amount, currency) if isinstance(amount, int) and currency else ""
    return Moment(title=title, icon=kind.icon, at=event.occurred_at, sum=spent)
