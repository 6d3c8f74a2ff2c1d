from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from zabota.capabilities.customers import intake, queries, search_index
from zabota.capabilities.customers.contracts import (
    NOTE_ADDED,
    TAKE_IN_CUSTOMERS,
    WRITE_NOTES,
    EmptyNoteError,
    IncomingCustomer,
    TakenBack,
    TakenIn,
)
from zabota.capabilities.customers.models import Customer, CustomerNote
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.search.contracts import IndexEntry


def add_note(
    actor: Actor,
    *,
    customer: Customer,
    text: str = "",
    topic: str = "",
    outcome: str = "",
    next_step: str = "",
    next_step_on: date | None = None,
    kind: str = NOTE_ADDED,
    now: datetime,
) -> CustomerNote:
    """Write down what was said or decided about a customer; leaves an event of `kind` on the timeline.

    `topic` names the work the note belongs to ("call").
    """
    actor.require(WRITE_NOTES)
    if not (text.strip() or outcome or next_step.strip()):
        raise EmptyNoteError
    with transaction.atomic():
        note = CustomerNote.objects.create(
            customer=customer,
            author_id=actor.staff_id,
            author_name=actor.name[:150],
            topic=topic,
            outcome=outcome,
            text=text.strip(),
            next_step=next_step.strip(),
            next_step_on=next_step_on,
            created_at=now,
        )
        events.publish(
            kind=kind, actor=actor, customer_id=customer.pk, occurred_at=now, origin=_origin(note),
            data={"note": note.pk, "topic": topic, "outcome": outcome},
        )  # fmt: skip
        audit.record(
            actor=actor, action="customers.note_added", object_kind="customer", object_id=customer.pk,
            after={"note": note.pk, "topic": topic, "outcome": outcome},
        )  # fmt: skip
    return note


def remove_note(actor: Actor, *, note: CustomerNote) -> None:
    """Take a note back, and its event with it."""
    actor.require(WRITE_NOTES)
    with transaction.atomic():
        events.retract(origin=_origin(note))
        audit.record(
            actor=actor, action="customers.note_removed", object_kind="customer", object_id=note.customer_id,
            before={"note": note.pk, "topic": note.topic, "outcome": note.outcome},
        )  # fmt: skip
        note.delete()


def _origin(note: CustomerNote) -> str:
    return f"note:{note.pk}"


def take_in_customers(
    actor: Actor, *, run_id: int, source: str, people: Sequence[IncomingCustomer], now: datetime
) -> TakenIn:
    """Write a batch of an import: new customers, new keys and contacts of known ones, empty cells filled in.

    Safe to repeat. Every row remembers the import; `take_back_customers` undoes it.
    """
    actor.require(TAKE_IN_CUSTOMERS)
    with transaction.atomic():
        return intake.take_in(run_id=run_id, source=source, people=people, now=now)


def take_back_customers(actor: Actor, *, run_id: int, in_use: QuerySet[Any, Any], now: datetime) -> TakenBack:
    """Undo what an import did to customers, once its orders are gone.

    A customer somebody relies on meanwhile stays: a note, a contact from elsewhere, or an id in ``in_use``.
    """
    actor.require(TAKE_IN_CUSTOMERS)
    with transaction.atomic():
        return intake.take_back(run_id=run_id, in_use=in_use, now=now)


def index_next_of_import(*, run_id: int, after_id: int, now: datetime) -> int | None:
    """Make the next customers an import touched findable; returns the last one's id, None when there are no more."""
    return search_index.index_next_of_import(run_id=run_id, after_id=after_id, now=now)


def entries_for_search(*, weights: Mapping[int, int], now: datetime) -> Iterator[IndexEntry]:
    """Every customer as the search should know him; those of a higher `weight` come first."""
    return search_index.entries(queries.each_person(), weights=weights, now=now)
