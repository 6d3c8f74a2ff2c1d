"""Webhooks over JSON: addresses, what they are told of, and what became of every message."""

import json
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from zabota.foundation.api.requests import REPEATABLE, once
from zabota.foundation.api.schemas import StrictSchema
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.webhooks import queries, services
from zabota.foundation.webhooks.addresses import LONGEST_URL
from zabota.foundation.webhooks.contracts import MANAGE_WEBHOOKS
from zabota.foundation.webhooks.models import Attempt, Delivery, Endpoint
from zabota.foundation.webhooks.services import EndpointTold

router = Router(tags=["webhooks"])

MOST_ROWS = 200
EVENTS_MEANT = '`["*"]` for all, also those that are added later; else codes of `GET /webhooks/events`.'


class EventKindOut(Schema):
    code: str
    name: str = Field(description="In the caller's language.")


class WebhookIn(StrictSchema):
    url: str = Field(min_length=1, max_length=LONGEST_URL, description="https, and in the public internet.")
    events: list[str] = Field(min_length=1, max_length=200, description=EVENTS_MEANT)
    name: str = Field("", max_length=100)


class WebhookPatch(StrictSchema):
    url: str = Field("", max_length=LONGEST_URL, description="Empty: stays as it is.")
    events: list[str] = Field(default_factory=list, max_length=200, description="Empty: stay as they are.")
    name: str | None = Field(None, max_length=100)
    on: bool | None = None


class WebhookOut(Schema):
    id: int
    url: str
    name: str
    events: list[str]
    on: bool
    off_reason: Literal["", "person", "gone", "failing"]
    failing_since: datetime | None
    created_at: datetime


class IssuedOut(WebhookOut):
    secret: str | None = Field(description="Shown only now; null when the same request is sent again.")


class DeliveryOut(Schema):
    """`fault`: why the last attempt failed: "status", "timeout", "no_host", "address", "no_connection", …"""

    id: int
    message_id: str
    event: str
    state: Literal["waiting", "delivered", "failed"]
    attempts: int
    status: int | None
    fault: str
    milliseconds: int | None
    created_at: datetime
    due_at: datetime


class DeliveriesOut(Schema):
    deliveries: list[DeliveryOut]
    next: str | None


class AttemptOut(Schema):
    at: datetime
    status: int | None
    fault: str
    milliseconds: int
    answer: str = Field(description="Its first two kilobytes.")


class WholeDeliveryOut(DeliveryOut):
    webhook_id: int
    body: dict[str, Any]
    tries: list[AttemptOut]


class DeliveriesAsked(Schema):
    state: Literal["waiting", "delivered", "failed"] | None = None
    after: str = Field("", pattern=r"^[0-9]{0,18}$")
    limit: int = Field(100, ge=1, le=MOST_ROWS)


class ReplayedOut(Schema):
    replayed: int


@router.get("/webhooks/events", response=list[EventKindOut], summary="Events a webhook can be told of")
def list_event_kinds(request: HttpRequest) -> list[EventKindOut]:
    """Their codes, which stand in a message as its `type`."""
    actor_of(request).require(MANAGE_WEBHOOKS)
    return [EventKindOut(code=kind.code, name=str(kind.label)) for kind in queries.offered_kinds()]


@router.get("/webhooks", response=list[WebhookOut], summary="List webhooks")
def list_webhooks(request: HttpRequest) -> list[WebhookOut]:
    """There are at most twenty."""
    return [WebhookOut(**_out(one)) for one in queries.list_endpoints(actor_of(request))]


@router.post("/webhooks", response={201: IssuedOut}, summary="Add a webhook", openapi_extra=REPEATABLE)
def add_webhook(request: HttpRequest, told: WebhookIn) -> tuple[int, dict[str, Any]]:
    """The secret is in this answer only. A request sent again with its `Idempotency-Key` is answered without it."""
    actor, now = actor_of(request), timezone.now()
    actor.require(MANAGE_WEBHOOKS)
    secrets: list[str] = []

    def work() -> tuple[int, dict[str, Any]]:
        wanted = EndpointTold(url=told.url, kinds=told.events, name=told.name)
        issued = services.add_endpoint(actor, told=wanted, now=now)
        secrets.append(issued.secret)
        return 201, _out(issued.endpoint)

    status, body = once(request, now=now, work=work)
    return status, {**body, "secret": secrets[0] if secrets else None}


@router.get("/webhooks/{int:webhook_id}", response=WebhookOut, summary="One webhook")
def get_webhook(request: HttpRequest, webhook_id: int) -> dict[str, Any]:
    return _out(_endpoint(request, webhook_id))


@router.patch("/webhooks/{int:webhook_id}", response=WebhookOut, summary="Change a webhook")
def change_webhook(request: HttpRequest, webhook_id: int, told: WebhookPatch) -> dict[str, Any]:
    """Only what is sent changes; `on` turns it on and off."""
    actor, known = actor_of(request), _endpoint(request, webhook_id)
    wanted = EndpointTold(
        url=told.url or known.url, kinds=told.events or known.kinds, name=known.name if told.name is None else told.name
    )
    services.change_endpoint(actor, endpoint_id=known.pk, told=wanted)
    if told.on is not None:
        (services.turn_on if told.on else services.turn_off)(actor, endpoint_id=known.pk)
    return _out(_endpoint(request, webhook_id))


@router.delete("/webhooks/{int:webhook_id}", response={204: None}, summary="Delete a webhook")
def delete_webhook(request: HttpRequest, webhook_id: int) -> tuple[int, None]:
    """With its secret and its messages; it cannot be taken back."""
    services.delete_endpoint(actor_of(request), endpoint_id=_endpoint(request, webhook_id).pk)
    return 204, None


@router.post(
    "/webhooks/{int:webhook_id}/secret", response=IssuedOut, summary="Make a new secret", openapi_extra=REPEATABLE
)
def rotate_secret(request: HttpRequest, webhook_id: int) -> tuple[int, dict[str, Any]]:
    """For a day messages are signed by the old one too. The new one is in this answer only."""
    actor, now, known = actor_of(request), timezone.now(), _endpoint(request, webhook_id)
    secrets: list[str] = []

    def work() -> tuple[int, dict[str, Any]]:
        secrets.append(services.rotate_secret(actor, endpoint_id=known.pk, now=now).secret)
        return 200, _out(known)

    status, body = once(request, now=now, work=work)
    return status, {**body, "secret": secrets[0] if secrets else None}


@router.post(
    "/webhooks/{int:webhook_id}/test", response={202: DeliveryOut}, summary="Send a test message",
    openapi_extra=REPEATABLE,
)  # fmt: skip
def test_webhook(request: HttpRequest, webhook_id: int) -> tuple[int, dict[str, Any]]:
    """It is on its way; what was answered is found among the deliveries."""
    actor, now, known = actor_of(request), timezone.now(), _endpoint(request, webhook_id)
    return once(
        request, now=now, work=lambda: (202, _delivery(services.send_test(actor, endpoint_id=known.pk, now=now)))
    )


@router.post(
    "/webhooks/{int:webhook_id}/replay", response={202: ReplayedOut}, summary="Send again all that failed",
    openapi_extra=REPEATABLE,
)  # fmt: skip
def replay_webhook(request: HttpRequest, webhook_id: int) -> tuple[int, dict[str, Any]]:
    """Every message that was given up, under its own id."""
    actor, now, known = actor_of(request), timezone.now(), _endpoint(request, webhook_id)
    return once(
        request, now=now,
        work=lambda: (202, {"replayed": services.replay_failed(actor, endpoint_id=known.pk, now=now)}),
    )  # fmt: skip


@router.get("/webhooks/{int:webhook_id}/deliveries", response=DeliveriesOut, summary="What a webhook was sent")
def list_deliveries(request: HttpRequest, webhook_id: int, asked: Query[DeliveriesAsked]) -> DeliveriesOut:
    """Newest first, of the last thirty days. Ask again with `after` until `next` is null."""
    known = _endpoint(request, webhook_id)
    rows = queries.list_deliveries(
        known, state=asked.state or "", before_id=int(asked.after or 0) or None, limit=asked.limit + 1
    )
    shown = rows[: asked.limit]
    following = str(shown[-1].pk) if len(rows) > asked.limit else None
    return DeliveriesOut(deliveries=[DeliveryOut(**_delivery(row)) for row in shown], next=following)


@router.get("/webhooks/deliveries/{int:delivery_id}", response=WholeDeliveryOut, summary="One message of a webhook")
def get_delivery(request: HttpRequest, delivery_id: int) -> dict[str, Any]:
    """With its body and every attempt, the last first."""
    found = queries.deliveries_of(actor_of(request)).get(pk=delivery_id)
    return {
        **_delivery(found), "webhook_id": found.endpoint_id, "body": json.loads(found.body),
        "tries": [_attempt(one) for one in found.tries.all()],
    }  # fmt: skip


@router.post(
    "/webhooks/deliveries/{int:delivery_id}/replay", response={202: DeliveryOut}, summary="Send a message again",
    openapi_extra=REPEATABLE,
)  # fmt: skip
def replay_delivery(request: HttpRequest, delivery_id: int) -> tuple[int, dict[str, Any]]:
    """Under its own id, so that the other system can tell."""
    actor, now = actor_of(request), timezone.now()
    actor.require(MANAGE_WEBHOOKS)
    return once(
        request, now=now, work=lambda: (202, _delivery(services.replay(actor, delivery_id=delivery_id, now=now)))
    )


def _endpoint(request: HttpRequest, endpoint_id: int) -> Endpoint:
    return queries.list_endpoints(actor_of(request)).get(pk=endpoint_id)


def _out(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "id": endpoint.pk, "url": endpoint.url, "name": endpoint.name, "events": endpoint.kinds, "on": endpoint.is_on,
        "off_reason": endpoint.off_reason, "failing_since": endpoint.failing_since, "created_at": endpoint.created_at,
    }  # fmt: skip


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": row.pk, "message_id": row.message_id, "event": row.kind, "state": str(row.state),
        "attempts": row.attempts, "status": row.status, "fault": row.fault, "milliseconds": row.milliseconds,
        "created_at": row.created_at, "due_at": row.due_at,
    }  # fmt: skip


def _attempt(one: Attempt) -> dict[str, Any]:
    return {
        "at": one.at, "status": one.status, "fault": one.fault, "milliseconds": one.milliseconds, "answer": one.text,
    }  # fmt: skip
