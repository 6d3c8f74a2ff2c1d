"""What an owner does with webhooks: add an address, change it, turn it off and on, make a new secret, send again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.encryption import box
from zabota.foundation.webhooks import addresses, outbox, queries, rules
from zabota.foundation.webhooks.addresses import read_url
from zabota.foundation.webhooks.contracts import (
    EVERY_KIND,
    MANAGE_WEBHOOKS,
    TEST_KIND,
    DeliveryState,
    EndpointOffError,
    EndpointRefusedError,
    OffReason,
)
from zabota.foundation.webhooks.models import Delivery, Endpoint, EndpointSecret
from zabota.foundation.webhooks.posting import switch_off

MOST_ENDPOINTS = 20
KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class EndpointTold:
    """`kinds`: codes of events, or EVERY_KIND alone."""

    url: str
    kinds: Collection[str]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Issued:
    """An endpoint with a secret nobody is shown again."""

    endpoint: Endpoint
    secret: str


def add_endpoint(actor: Actor, *, told: EndpointTold, now: datetime) -> Issued:
    """Have an address told of events. Raises EndpointRefusedError, also where the host is not public."""
    actor.require(MANAGE_WEBHOOKS)
    if Endpoint.objects.count() >= MOST_ENDPOINTS:
        raise EndpointRefusedError(
            _("There are %(n)s addresses, and no more fit.") % {"n": MOST_ENDPOINTS}, field="url"
        )
    fields = _checked(told)
    addresses.require_reachable(told.url.strip(), allowed=queries.allowed_networks())
    with transaction.atomic():
        endpoint = Endpoint.objects.create(**fields, created_by_id=actor.staff_id, created_at=now)
        secret = _new_secret(endpoint, now=now)
        _record(actor, "webhooks.added", endpoint, after=_of_note(endpoint))
    return Issued(endpoint=endpoint, secret=secret)


def change_endpoint(actor: Actor, *, endpoint_id: int, told: EndpointTold) -> Endpoint:
    """Another address, name or choice of events; what waits goes to the new address."""
    actor.require(MANAGE_WEBHOOKS)
    fields = _checked(told)
    known = Endpoint.objects.get(pk=endpoint_id)
    is_moved = known.url != fields["url"]
    if is_moved:
        addresses.require_reachable(told.url.strip(), allowed=queries.allowed_networks())
    with transaction.atomic():
        endpoint = _locked(endpoint_id)
        before = _of_note(endpoint)
        for name, value in fields.items():
            setattr(endpoint, name, value)
        if is_moved:
            endpoint.failures, endpoint.failing_since, endpoint.held_until = 0, None, None
        endpoint.save()
        if before != _of_note(endpoint) or is_moved:
            _record(actor, "webhooks.changed", endpoint, before=before, after=_of_note(endpoint))
    return endpoint


def turn_off(actor: Actor, *, endpoint_id: int) -> None:
    """Nothing is sent or kept for it any more; what waited counts as not delivered."""
    actor.require(MANAGE_WEBHOOKS)
    with transaction.atomic():
        endpoint = _locked(endpoint_id)
        if endpoint.is_on:
            switch_off(endpoint, OffReason.PERSON)
            _record(actor, "webhooks.turned_off", endpoint, after={"reason": str(OffReason.PERSON)})


def turn_on(actor: Actor, *, endpoint_id: int) -> None:
    actor.require(MANAGE_WEBHOOKS)
    with transaction.atomic():
        endpoint = _locked(endpoint_id)
        if not endpoint.is_on:
            endpoint.is_on, endpoint.off_reason = True, ""
            endpoint.failures, endpoint.failing_since, endpoint.held_until = 0, None, None
            endpoint.save()
            _record(actor, "webhooks.turned_on", endpoint)


def rotate_secret(actor: Actor, *, endpoint_id: int, now: datetime) -> Issued:
    """Make a new secret; for a day messages are signed by the old one too, so that nothing is lost meanwhile."""
    actor.require(MANAGE_WEBHOOKS)
    with transaction.atomic():
        endpoint = _locked(endpoint_id)
        EndpointSecret.objects.filter(endpoint=endpoint, expires_at__lte=now).delete()
        EndpointSecret.objects.filter(endpoint=endpoint, expires_at=None).update(expires_at=now + rules.OLD_SECRET_KEPT)
        secret = _new_secret(endpoint, now=now)
        _record(actor, "webhooks.secret_rotated", endpoint)
    return Issued(endpoint=endpoint, secret=secret)


def delete_endpoint(actor: Actor, *, endpoint_id: int) -> None:
    """With its secrets and everything it was ever sent."""
    actor.require(MANAGE_WEBHOOKS)
    with transaction.atomic():
        endpoint = _locked(endpoint_id)
        before = _of_note(endpoint)
        _record(actor, "webhooks.deleted", endpoint, before=before)
        endpoint.delete()


def send_test(actor: Actor, *, endpoint_id: int, now: datetime) -> Delivery:
    """Put a message of the type `webhooks.test` into the outbox; raises EndpointOffError."""
    actor.require(MANAGE_WEBHOOKS)
    body = rules.body_of(kind=TEST_KIND, occurred_at=now, data={
        "customer_ids": [], "subjects": [], "event_id": None, "actor": {"kind": actor.kind, "id": actor.id},
    })  # fmt: skip
    with transaction.atomic():
        endpoint = _ready(endpoint_id)
        delivery = outbox.new_delivery(endpoint, kind=TEST_KIND, about=(), body=body, now=now)
        delivery.save(force_insert=True)
        _record(actor, "webhooks.tested", endpoint)
        outbox.call_postman([endpoint], now=now)
    return delivery


def replay(actor: Actor, *, delivery_id: int, now: datetime) -> Delivery:
    """Send a message again, under its own id, as if never tried; raises EndpointOffError."""
    actor.require(MANAGE_WEBHOOKS)
    delivery = queries.deliveries_of(actor).get(pk=delivery_id)
    with transaction.atomic():
        endpoint = _ready(delivery.endpoint_id)
        _again(endpoint, [delivery.pk], now=now)
        _record(actor, "webhooks.replayed", endpoint, after={"message": delivery.message_id})
    delivery.refresh_from_db()
    return delivery


def replay_failed(actor: Actor, *, endpoint_id: int, now: datetime) -> int:
    """Send again all that did not arrive at an endpoint; returns how many. Raises EndpointOffError."""
    actor.require(MANAGE_WEBHOOKS)
    with transaction.atomic():
        endpoint = _ready(endpoint_id)
        failed = Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.FAILED)
        count = _again(endpoint, list(failed.values_list("pk", flat=True)), now=now)
        if count:
            _record(actor, "webhooks.replayed", endpoint, after={"messages": count})
    return count


def forget_old(*, now: datetime) -> int:
    """Drop messages older than thirty days; returns how many."""
    old = Delivery.objects.filter(created_at__lt=now - KEPT)
    count = old.count()
    old.delete()
    return count


def _again(endpoint: Endpoint, delivery_ids: list[int], *, now: datetime) -> int:
    rows = Delivery.objects.filter(pk__in=delivery_ids)
    count = rows.update(state=DeliveryState.WAITING, attempts=0, due_at=now)
    outbox.call_postman([endpoint], now=now)
    return count


def _ready(endpoint_id: int) -> Endpoint:
    """An endpoint somebody wants something sent to at once, whatever rest it was given."""
    endpoint = _locked(endpoint_id)
    if not endpoint.is_on:
        raise EndpointOffError(_("This address is off: turn it on first."))
    endpoint.held_until = None
    endpoint.save(update_fields=["held_until"])
    return endpoint


def _locked(endpoint_id: int) -> Endpoint:
    return Endpoint.objects.select_for_update().get(pk=endpoint_id)


def _new_secret(endpoint: Endpoint, *, now: datetime) -> str:
    secret = rules.new_secret()
    EndpointSecret.objects.create(
        endpoint=endpoint, secret_encrypted=box().encrypt(secret.encode()).decode(), created_at=now
    )
    return secret


def _checked(told: EndpointTold) -> dict[str, object]:
    """The columns of an endpoint; known kinds only."""
    url, kinds = told.url.strip(), sorted(set(told.kinds))
    if EVERY_KIND in kinds:
        kinds = [EVERY_KIND]
    if not kinds:
        raise EndpointRefusedError(_("Choose at least one event."), field="kinds")
    if unknown := set(kinds) - {EVERY_KIND} - {kind.code for kind in queries.offered_kinds()}:
        raise EndpointRefusedError(_("There is no event %(kind)s.") % {"kind": min(unknown)}, field="kinds")
    return {"url": url, "name": told.name.strip()[:100], "kinds": kinds}


def _of_note(endpoint: Endpoint) -> dict[str, object]:
    """For the audit log: the host, never the whole address: it may carry a key of the other system."""
    return {"host": read_url(endpoint.url).host, "name": endpoint.name, "kinds": list(endpoint.kinds)}


def _record(
    actor: Actor, action: str, endpoint: Endpoint, *, before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:  # fmt: skip
    audit.record(actor=actor, action=action, object_kind="webhook", object_id=endpoint.pk, before=before, after=after)
