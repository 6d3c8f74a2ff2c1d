"""The timeline of a card: by day, of all kinds or of one, page by page."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.panels import CardRequest
from zabota.capabilities.customers.web import moments
from zabota.foundation.events import queries as events
from zabota.foundation.events.contracts import declared_kinds

MOMENTS_SHOWN = 10
FEWEST_KINDS = 2


@dataclass(frozen=True, kw_only=True)
class Chip:
    label: str
    icon: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """`days`: (day, its moments), the newest first. `older` is the address of the next page, empty at the end."""

    days: list[tuple[object, list[moments.Moment]]]
    chips: list[Chip]
    older: str
    rewritable: frozenset[int]


def timeline_of(asked: CardRequest) -> Timeline:
    """Five queries, four for a further page."""
    kind = str(asked.given.get("kind", ""))
    before = _cursor(str(asked.given.get("before", "")))
    hidden = queries.kinds_hidden_from(asked.actor)
    page = events.list_timeline(
        asked.customer.pk, before=before, kinds=[kind] if kind else None, without=hidden, limit=MOMENTS_SHOWN
    )
    notes = queries.notes_by_ids(asked.actor, moments.note_ids(page.events))
    shown = moments.shown(page.events, notes=notes)
    older = ""
    if page.older:
        at = {"before": f"{page.older[0].isoformat()}_{page.older[1]}"}
        older = f"?{urlencode(at | ({'kind': kind} if kind else {}))}"
    return Timeline(
        days=[(day, list(group)) for day, group in groupby(shown, key=lambda one: timezone.localdate(one.at))],
        chips=[] if before else _chips(asked.customer.pk, kind, hidden),
        older=older,
        rewritable=frozenset(pk for pk, note in notes.items() if services.may_rewrite(asked.actor, note)),
    )


def _chips(customer_id: int, chosen: str, hidden: Collection[str]) -> list[Chip]:
    counts = {kind: count for kind, count in events.count_kinds(customer_id).items() if kind not in hidden}
    if len(counts) < FEWEST_KINDS and not chosen:
        return []
    return [
        Chip(
            label=str(kind.label), icon=kind.icon, count=counts.get(kind.code, 0), is_chosen=kind.code == chosen,
            url="?#what-happened" if kind.code == chosen else f"?{urlencode({'kind': kind.code})}#what-happened",
        )
        for kind in declared_kinds()
        if kind.code in counts or kind.code == chosen
    ]  # fmt: skip


def _cursor(text: str) -> events.Cursor | None:
    moment, _line, event_id = text.partition("_")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return (at, int(event_id)) if at is not None and event_id.isascii() and event_id.isdecimal() else None
