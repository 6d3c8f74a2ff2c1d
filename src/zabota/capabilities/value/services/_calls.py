"""Rounds of calls to the customers who bring most: plan, give out, record what was said, take it back."""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.value import queries
from zabota.capabilities.value.contracts import (
    CALL_RECORDED,
    MAKE_CALLS,
    PLAN_CALLS,
    QUESTIONS,
    USUAL_HORIZON_MONTHS,
    CallDoneError,
    EmptyRoundError,
)
from zabota.capabilities.value.models import Call, CallOutcome, CallRound, CustomerValue
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff

LARGEST_ROUND = 5_000
BASES = {"year": "last_year_margin_minor", "all": "margin_minor"}


def plan_round(
    actor: Actor, *, name: str, share: float, basis: str, owner_ids: Sequence[int], now: datetime
) -> CallRound:
    """Choose the `share` (0–1) of customers who brought most margin and deal the calls out in turn.

    `basis`: "year" (the last 12 months) or "all". Raises EmptyRoundError where nobody brought any.
    """
    actor.require(PLAN_CALLS)
    chosen = _best(actor, share=share, column=BASES[basis])
    found = Staff.objects.filter(pk__in=owner_ids, is_active=True).order_by("name", "pk")
    owners: list[Staff | None] = [*found] or [None]
    with transaction.atomic():
        planned = CallRound.objects.create(
            name=name.strip(), share=share, basis=basis, created_at=now, created_by_id=actor.staff_id
        )
        Call.objects.bulk_create(
            Call(
                round=planned, customer_id=value.customer_id, rank=place, margin_minor=getattr(value, BASES[basis]),
                owner=owners[(place - 1) % len(owners)],
            )
            for place, value in enumerate(chosen, start=1)
        )  # fmt: skip
        audit.record(
            actor=actor, action="value.round_planned", object_kind="call_round", object_id=planned.pk,
            after={"share": share, "basis": basis, "calls": len(chosen), "owners": [one.pk for one in owners if one]},
        )  # fmt: skip
    return planned


def take_into_round(actor: Actor, *, call_round: CallRound, customer_ids: Collection[int]) -> int:
    """Add customers to an open round (those who slip away); returns how many were not in it yet."""
    actor.require(PLAN_CALLS)
    _require_open(call_round)
    with transaction.atomic():
        there = set(Call.objects.filter(round=call_round).values_list("customer_id", flat=True))
        last = Call.objects.filter(round=call_round).aggregate(last=Max("rank"))["last"] or 0
        values = queries.values_of([one for one in customer_ids if one not in there])
        new = sorted(values.values(), key=lambda value: -value.margin_minor)
        Call.objects.bulk_create(
            Call(round=call_round, customer_id=value.customer_id, rank=place, margin_minor=value.margin_minor)
            for place, value in enumerate(new, start=last + 1)
        )
        audit.record(
            actor=actor, action="value.round_extended", object_kind="call_round", object_id=call_round.pk,
            after={"customers": [value.customer_id for value in new]},
        )  # fmt: skip
    return len(new)


def assign_call(actor: Actor, *, call: Call, owner: Staff | None) -> None:
    """Say who calls."""
    actor.require(PLAN_CALLS)
    with transaction.atomic():
        before, call.owner = call.owner_id, owner
        call.save(update_fields=["owner"])
        audit.record(
            actor=actor, action="value.call_assigned", object_kind="call", object_id=call.pk,
            before={"owner": before}, after={"owner": owner.pk if owner else None},
        )  # fmt: skip


def record_call(
    actor: Actor,
    *,
    call: Call,
    outcome: CallOutcome,
    answers: Mapping[str, str],
    text: str = "",
    next_step: str = "",
    next_step_on: date | None = None,
    now: datetime,
) -> Call:
    """Keep what came of a call: on the call, and as a note and an event on the customer.

    Recording again replaces what was recorded before. Raises CallDoneError in a closed round.
    """
    actor.require(MAKE_CALLS)
    _require_open(call.round)
    said = {code: answers[code].strip() for code in QUESTIONS if answers.get(code, "").strip()}
    with transaction.atomic():
        call = Call.objects.select_for_update().get(pk=call.pk)
        _forget(actor, call)
        customer = Customer.objects.get(pk=call.customer_id)
        call.note = customers.add_note(
            actor, customer=customer, topic="call", outcome=outcome, text="\n\n".join([*_lines(said), text.strip()]),
            next_step=next_step, next_step_on=next_step_on, kind=CALL_RECORDED, now=now,
        )  # fmt: skip
        call.outcome, call.answers = outcome, {**said, "text": text.strip()}
        call.next_step, call.next_step_on = next_step.strip(), next_step_on
        call.called_at, call.called_by_name = now, actor.name[:150]
        call.save()
        audit.record(
            actor=actor, action="value.call_recorded", object_kind="call", object_id=call.pk,
            after={"outcome": str(outcome), "customer": call.customer_id, "has_next_step": bool(call.next_step)},
        )  # fmt: skip
    return call


def reopen_call(actor: Actor, *, call: Call) -> Call:
    """Take back what was recorded: the call waits again, its note and its event are gone."""
    actor.require(MAKE_CALLS)
    _require_open(call.round)
    with transaction.atomic():
        call = Call.objects.select_for_update().get(pk=call.pk)
        before = {"outcome": call.outcome, "answers": len(call.answers)}
        _forget(actor, call)
        call.outcome, call.answers, call.next_step, call.next_step_on = CallOutcome.WAITING, {}, "", None
        call.called_at, call.called_by_name, call.note = None, "", None
        call.save()
        audit.record(
            actor=actor, action="value.call_reopened", object_kind="call", object_id=call.pk,
            before=before, after={"outcome": str(CallOutcome.WAITING)},
        )  # fmt: skip
    return call


def close_round(actor: Actor, *, call_round: CallRound, now: datetime) -> None:
    """End a round; its calls stay to be read."""
    actor.require(PLAN_CALLS)
    with transaction.atomic():
        call_round.closed_at = now
        call_round.save(update_fields=["closed_at"])
        audit.record(actor=actor, action="value.round_closed", object_kind="call_round", object_id=call_round.pk)


def _best(actor: Actor, *, share: float, column: str) -> list[CustomerValue]:
    run = queries.find_run()
    if run is None:
        raise EmptyRoundError
    everybody = queries.filtered(
        actor, run=run, horizon_months=USUAL_HORIZON_MONTHS, wanted=queries.ValueFilter()
    ).filter(**{f"{column}__gt": 0})
    size = min(math.ceil(share * everybody.count()), LARGEST_ROUND)
    chosen = list(everybody.order_by(f"-{column}", "-id")[:size])
    if not chosen:
        raise EmptyRoundError
    return chosen


def _require_open(call_round: CallRound) -> None:
    if call_round.closed_at is not None:
        raise CallDoneError


def _forget(actor: Actor, call: Call) -> None:
    if call.note is not None:
        customers.remove_note(actor, note=call.note)


def _lines(said: Mapping[str, str]) -> list[str]:
    return [f"{QUESTIONS[code].short}: {answer}" for code, answer in said.items()]
