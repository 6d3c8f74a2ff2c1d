"""The queue of the day over JSON."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from zabota.capabilities.today import queries
from zabota.capabilities.today.contracts import SEE_ALL_TODAY
from zabota.capabilities.today.queries import Waiting, Whose
from zabota.capabilities.today.rules import Urgency
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.queries import get_company
from zabota.foundation.identity.web.requests import actor_of

router = Router(tags=["today"])
MOST_ROWS = 500
Word = Literal["overdue", "today", "week", "open"]
WORDS: dict[Urgency, Word] = {
    Urgency.OVERDUE: "overdue", Urgency.TODAY: "today", Urgency.WEEK: "week", Urgency.OPEN: "open",
}  # fmt: skip


class WaitingOut(Schema):
    """`at_risk_minor` is null where nobody knows; of a day without an hour `due_at` is its last minute."""

    key: str = Field(description="The same for the same thing, whenever it is asked for.")
    source: str = Field(description="Where it comes from: tasks, slipping, rounds, calls …")
    title: str
    reason: str
    urgency: Word
    due_at: datetime | None
    is_whole_day: bool
    at_risk_minor: int | None
    at_risk_low_minor: int | None
    at_risk_high_minor: int | None
    customer_id: int | None
    owner_id: int | None = Field(description="The colleague whose it is; null: nobody's yet.")
    url: str


class TodayOut(Schema):
    currency: str
    total: int = Field(description="How much waits in all; a source tells at most 500 things.")
    items: list[WaitingOut]


class TodayAsked(Schema):
    owner_id: int | None = Field(None, ge=1, description="Of one colleague only.")
    limit: int = Field(100, ge=1, le=MOST_ROWS)


@router.get("/today", response=TodayOut, summary="What waits today, ranked")
def get_today(request: HttpRequest, asked: Query[TodayAsked]) -> TodayOut:
    """What the page of the day shows: the overdue first, then by money at risk.

    A key of a director's role sees everybody's, another what is nobody's yet.
    """
    actor = actor_of(request)
    queue = queries.get_queue(actor, of=_whose(actor, asked.owner_id), now=timezone.now())
    return TodayOut(
        currency=get_company().currency, total=len(queue.waiting),
        items=[_out(one) for one in queue.waiting[: asked.limit]],
    )  # fmt: skip


def _whose(actor: Actor, owner_id: int | None) -> Whose:
    if not actor.may(SEE_ALL_TODAY):
        return queries.own(actor)
    return Whose(staff_ids=None if owner_id is None else frozenset({owner_id}))


def _out(one: Waiting) -> WaitingOut:
    entry, money = one.entry, one.at_risk
    return WaitingOut(
        key=one.key, source=one.source.code, title=entry.title, reason=entry.reason, due_at=entry.due_at,
        urgency=WORDS[one.urgency], is_whole_day=entry.is_whole_day, customer_id=entry.customer_id,
        at_risk_minor=money.amount_minor if money else None, at_risk_low_minor=money.low_minor if money else None,
        at_risk_high_minor=money.high_minor if money else None, owner_id=entry.owner_id, url=entry.url,
    )  # fmt: skip
