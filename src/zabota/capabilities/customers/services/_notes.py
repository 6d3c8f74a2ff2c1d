from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import next_steps, queries
from zabota.capabilities.customers.contracts import DELETE_CUSTOMERS, NOTE_ADDED, WRITE_NOTES, EmptyNoteError
from zabota.capabilities.customers.models import Customer, CustomerNote
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change

NOTE_CHANGED = declare_change("customers.note_changed", _("Note changed"), WRITE_NOTES, "note")
NOTE_DELETED = declare_change("customers.note_deleted", _("Note deleted"), WRITE_NOTES, "trash")
NOTE_PINNED = declare_change("customers.note_pinned", _("Note pinned"), WRITE_NOTES, "pin")


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

    `topic` names the work the note belongs to ("call"). A next step becomes a task (`next_steps.py`).
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
            next_step=next_step.strip()[:300],
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
        if note.next_step:
            next_steps.kept(actor, note)
    return note


def remove_note(actor: Actor, *, note: CustomerNote) -> None:
    """Take a note back, with its event and the next step that followed from it."""
    actor.require(WRITE_NOTES)
    with transaction.atomic():
        next_steps.dropped(note)
        events.retract(origin=_origin(note))
        audit.record(
            actor=actor, action="customers.note_removed", object_kind="customer", object_id=note.customer_id,
            before={"note": note.pk, "topic": note.topic, "outcome": note.outcome},
        )  # fmt: skip
        note.delete()


def change_note(actor: Actor, *, note_id: int, text: str, now: datetime) -> int:
    """Rewrite one's own note; returns the change that undoes it. Raises EmptyNoteError, CustomerNote.DoesNotExist.

    Directors may rewrite anybody's; what a call or another work left is changed where it was made.
    """
    note = _own_note(actor, note_id)
    if not text.strip():
        raise EmptyNoteError
    with undo.recording(actor, kind=NOTE_CHANGED, now=now, data={"customer_id": note.customer_id}) as recorder:
        if recorder.update(note, {"text": text.strip()}):
            recorder.update(note, {"changed_at": now})
            _audit(actor, note, "customers.note_changed")
    return recorder.change.pk


def delete_note(actor: Actor, *, note_id: int, now: datetime) -> int:
    """Delete one's own note with its moment on the timeline; returns the change that undoes it."""
    note = _own_note(actor, note_id)
    with undo.recording(actor, kind=NOTE_DELETED, now=now, data={"customer_id": note.customer_id}) as recorder:
        recorder.delete(TimelineEvent.objects.filter(origin=_origin(note)))
        recorder.delete(CustomerNote.objects.filter(pk=note.pk))
        _audit(actor, note, "customers.note_deleted")
    return recorder.change.pk


def pin_note(actor: Actor, *, note_id: int, is_pinned: bool, now: datetime) -> int:
    """Put a note on top of the card, in the place of the one that stood there, or take it off."""
    actor.require(WRITE_NOTES)
    note = _visible_note(actor, note_id)
    pinned = CustomerNote.objects.filter(customer_id=note.customer_id, is_pinned=True)
    with undo.recording(actor, kind=NOTE_PINNED, now=now, data={"customer_id": note.customer_id}) as recorder:
        recorder.update_all(pinned.exclude(pk=note.pk) if is_pinned else pinned.none(), {"is_pinned": False})
        recorder.update(note, {"is_pinned": is_pinned})
        _audit(actor, note, "customers.note_pinned")
    return recorder.change.pk


def _visible_note(actor: Actor, note_id: int) -> CustomerNote:
    return CustomerNote.objects.get(pk=note_id, customer__in=queries.visible_to(actor))


def _own_note(actor: Actor, note_id: int) -> CustomerNote:
    actor.require(WRITE_NOTES)
    note = _visible_note(actor, note_id)
    if note.topic or not may_rewrite(actor, note):
        raise CustomerNote.DoesNotExist
    return note


def may_rewrite(actor: Actor, note: CustomerNote) -> bool:
    """One's own note, or anybody's for whoever may delete customers; never what another work left."""
    own = actor.staff_id is not None and note.author_id == actor.staff_id
    return actor.may(WRITE_NOTES) and not note.topic and (own or actor.may(DELETE_CUSTOMERS))


def _audit(actor: Actor, note: CustomerNote, action: str) -> None:
    audit.record(
        actor=actor, action=action, object_kind="customer", object_id=note.customer_id, after={"note": note.pk}
    )


def _origin(note: CustomerNote) -> str:
    return f"note:{note.pk}"
