from collections.abc import Collection, Sequence
from datetime import datetime

from zabota.capabilities.customers import people as cards
from zabota.capabilities.customers import search_index, taking_back
from zabota.capabilities.customers.contracts import (
    CUSTOMER_ADDED,
    CUSTOMER_CHANGED,
    TAKE_IN_CUSTOMERS,
    IncomingPerson,
    PeopleRules,
    PeopleTaken,
)
from zabota.foundation.events import services as events
from zabota.foundation.events.contracts import NewEvent
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.models import Change


def bring_people(
    actor: Actor, *, change: Change, run_id: int, people: Sequence[IncomingPerson], rules: PeopleRules, now: datetime
) -> PeopleTaken:
    """Write a batch of people of a file as one stretch of a change that can be taken back.

    Leaves `customers.added` and `customers.changed`. Consent is never written: a file cannot give it.
    """
    actor.require(TAKE_IN_CUSTOMERS)
    with undo.going_on(change) as recorder:
        plans = cards.plan_people(people, rules)
        writer = cards.PeopleWriter(recorder, actor, run_id=run_id, source=rules.source, now=now)
        written = writer.write(plans)
        for kind, is_new in ((CUSTOMER_ADDED, True), (CUSTOMER_CHANGED, False)):
            news = [
                NewEvent(customer_id=one, occurred_at=now, data={} if is_new else {"fields": sorted(plan.fields)})
                for one, plan in written.items()
                if (plan.customer_id is None) is is_new
            ]
            if news:
                events.publish_many(kind=kind, actor=actor, events=news, origin=undo.origin_of(change))
    created = sum(plan.customer_id is None for plan in plans)
    changed = sum(plan.is_changed for plan in plans)
    return PeopleTaken(created=created, changed=changed, same=len(plans) - created - changed)


def leave_what_people_went_on_with(actor: Actor, *, change: Change, after_id: int) -> tuple[int, int | None]:
    """Before an import is taken back: cards somebody has worked on since stay, whole. See `taking_back`."""
    actor.require(TAKE_IN_CUSTOMERS)
    return taking_back.leave_what_people_went_on_with(change, after_id=after_id)


def index_people(*, customer_ids: Collection[int], now: datetime) -> None:
    """Make these findable, after a bulk that left the index alone."""
    search_index.refresh(customer_ids, now=now)
