from datetime import date, datetime

from django.db import transaction

from zabota.capabilities.customers.contracts import NOTE_ADDED, WRITE_NOTES, EmptyNoteError
from zabota.capabilities.customers.models import Customer, CustomerNote
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor


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
