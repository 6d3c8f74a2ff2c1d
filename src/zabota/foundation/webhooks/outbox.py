"""What happens becomes messages, in the transaction of the event itself: both stay or neither."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from zabota.foundation.events.contracts import About, Happening
from zabota.foundation.webhooks import rules
from zabota.foundation.webhooks.models import Delivery, Endpoint


def put_into_outbox(happening: Happening) -> None:
    """One message for each endpoint that wants to hear of it; ids and codes, never people's words."""
    endpoints = [one for one in Endpoint.objects.filter(is_on=True) if one.hears(happening.kind.code)]
    if not endpoints:
        return
    now = timezone.now()
    messages = [
        (part, rules.body_of(kind=happening.kind.code, occurred_at=happening.occurred_at, data=_data(happening, part)))
        for part in rules.in_parts(happening.about)
    ]
    Delivery.objects.bulk_create(
        [
            new_delivery(endpoint, kind=happening.kind.code, about=part, body=body, now=now)
            for endpoint in endpoints
            for part, body in messages
        ],
        batch_size=500,
    )
    call_postman(endpoints, now=now)


def new_delivery(
    endpoint: Endpoint, *, kind: str, about: Sequence[About], body: str, now: datetime
) -> Delivery:  # fmt: skip
    return Delivery(
        endpoint=endpoint, message_id=rules.new_message_id(), kind=kind, body=body, due_at=now, created_at=now,
        customer_id=about[0][0] if len(about) == 1 else None,
    )  # fmt: skip


def call_postman(endpoints: Iterable[Endpoint], *, now: datetime) -> None:
    """One job for each endpoint takes all that is due, so that a slow one keeps no other waiting."""
    for endpoint in endpoints:
        call_at(endpoint.pk, max(now, endpoint.held_until or now))


def call_at(endpoint_id: int, hour: datetime) -> None:
    from zabota.foundation.webhooks.jobs import deliver

    deliver.enqueue(unique=f"webhooks:{endpoint_id}", run_at=hour, endpoint_id=endpoint_id)


def _data(happening: Happening, about: Sequence[About]) -> dict[str, Any]:
    """What may leave: numbers of customers, of other things (`order:12`), of who did it, and what the kind shares."""
    shared = {name: value for name, value in happening.data.items() if name in happening.kind.shares}
    return shared | {
        "customer_ids": list(dict.fromkeys(customer_id for customer_id, _subject in about if customer_id)),
        "subjects": list(dict.fromkeys(subject for _customer_id, subject in about if subject)),
        "event_id": happening.event_id,
        "actor": {"kind": happening.actor.kind, "id": happening.actor.id},
    }
