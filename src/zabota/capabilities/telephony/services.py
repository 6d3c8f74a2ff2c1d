"""Write a call down, open a card for an unknown number, keep the script."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.telephony import queries
from zabota.capabilities.telephony.contracts import ANSWER_CALLS, PHONE_CALL, SET_SCRIPT
from zabota.capabilities.telephony.models import Direction, Outcome, PhoneCall, Script
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change

SETTLED = declare_change("telephony.settled", _("Calls to return: done or given to a colleague"), ANSWER_CALLS, "phone")


def write_down(
    actor: Actor, *, customer: Customer, phone: str, direction: str, outcome: str, text: str = "", next_step: str = "",
    next_step_on: date | None = None, now: datetime,
) -> PhoneCall:  # fmt: skip
    """Keep a call with what was said and what follows; leaves `telephony.call` on the timeline.

    With a next step nobody need call back besides: the step is a task.
    """
    actor.require(ANSWER_CALLS)
    with transaction.atomic():
        call = PhoneCall.objects.create(
            customer=customer, staff_id=actor.staff_id, phone=phone, direction=Direction(direction),
            outcome=Outcome(outcome), started_at=now, settled_at=now if next_step else None,
        )  # fmt: skip
        customers.add_note(
            actor, customer=customer, text=text, topic="phone", outcome=outcome, next_step=next_step,
            next_step_on=next_step_on, kind=PHONE_CALL, now=now,
        )  # fmt: skip
    return call


def open_card(actor: Actor, *, phone: str, name: str, now: datetime) -> Customer:
    """A card for a number nobody has; earlier calls from it move onto the card."""
    actor.require(ANSWER_CALLS)
    told = CustomerChange(
        fields={"name": name, "owner_id": actor.staff_id},
        contacts=[ContactDraft(kind="phone", value=phone, is_preferred=True)],
    )  # fmt: skip
    with transaction.atomic():
        customer = customers.create_customer(actor, told=told, now=now).customer
        for call in PhoneCall.objects.filter(phone=phone, customer=None).order_by("pk"):
            PhoneCall.objects.filter(pk=call.pk).update(customer=customer)
            _publish(actor, call, customer)
    return customer


def take_call(
    actor: Actor, *, phone: str, direction: str, started_at: datetime, key: str, source: str = "",
    duration_seconds: int | None = None, employee: str = "", recording_url: str = "",
) -> PhoneCall:  # fmt: skip
    """A call a telephone exchange tells of; told twice (`source`, `key`) it is one.

    The customer is found by the number; of several, the one who prefers it. A call of nobody waits for a card.
    """
    actor.require(ANSWER_CALLS)
    with transaction.atomic():
        known = PhoneCall.objects.filter(source=source, key=key).first()
        if known is not None:
            return known
        found = queries.who_calls(actor, phone=phone)
        customer = found[0] if found else None
        staff = Staff.objects.filter(email__iexact=employee, is_active=True).first() if employee else None
        talked = duration_seconds is None or duration_seconds > 0
        call = PhoneCall.objects.create(
            customer=customer, staff=staff, phone=phone, direction=Direction(direction), source=source, key=key,
            outcome=Outcome.TALKED if talked else Outcome.NO_ANSWER, duration_seconds=duration_seconds,
            recording_url=recording_url, started_at=started_at,
        )  # fmt: skip
        if customer is not None:
            _publish(actor, call, customer)
        audit.record(actor=actor, action="telephony.call_taken", object_kind="phone_call", object_id=call.pk)
    return call


def settle_call(actor: Actor, *, call: PhoneCall, now: datetime) -> int:
    """Nobody need call back any more; returns the change that takes it back."""
    actor.require(ANSWER_CALLS)
    with undo.recording(actor, kind=SETTLED, now=now) as recorder:
        recorder.update(call, {"settled_at": now})
    return recorder.change.pk


def give_call(actor: Actor, *, call: PhoneCall, to: int, now: datetime) -> int:
    """A colleague is to call back; returns the change that takes it back."""
    actor.require(ANSWER_CALLS)
    with undo.recording(actor, kind=SETTLED, now=now) as recorder:
        recorder.update(call, {"staff_id": to})
    return recorder.change.pk


def _publish(actor: Actor, call: PhoneCall, customer: Customer) -> None:
    data = {"outcome": call.outcome, "direction": call.direction, "seconds": call.duration_seconds}
    events.publish(
        kind=PHONE_CALL, actor=actor, customer_id=customer.pk, occurred_at=call.started_at, data=data,
        origin=f"phone_call:{call.pk}",
    )  # fmt: skip


def set_script(actor: Actor, *, text: str) -> None:
    """The words the call panel shows."""
    actor.require(SET_SCRIPT)
    with transaction.atomic():
        Script.objects.update_or_create(pk=1, defaults={"text": text.strip()})
        audit.record(actor=actor, action="telephony.script_set", object_kind="company", object_id=1)
