"""Reading webhooks: what is set up, what was sent, what is due."""

from collections.abc import Sequence
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from zabota.foundation.events.contracts import EventKind, declared_kinds
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.encryption import box
from zabota.foundation.webhooks.addresses import Network, read_url
from zabota.foundation.webhooks.contracts import MANAGE_WEBHOOKS, DeliveryState
from zabota.foundation.webhooks.models import Delivery, Endpoint, EndpointSecret


def allowed_networks() -> Sequence[Network]:
    """Networks that are not public and may be called all the same: the installation's own."""
    networks: Sequence[Network] = settings.WEBHOOKS_ALLOW_PRIVATE
    return networks


def offered_kinds() -> tuple[EventKind, ...]:
    return declared_kinds()


def list_endpoints(actor: Actor) -> QuerySet[Endpoint]:
    """Each with `last_at`, the moment of its newest message: one statement."""
    actor.require(MANAGE_WEBHOOKS)
    newest = Delivery.objects.filter(endpoint=OuterRef("pk")).order_by("-id")
    return Endpoint.objects.annotate(last_at=Subquery(newest.values("created_at")[:1])).order_by("id")


def list_all_endpoints() -> list[Endpoint]:
    return list(Endpoint.objects.order_by("id"))


def shown_name(endpoint: Endpoint) -> str:
    """The name its owner gave, else the host: the rest of an address may be a secret."""
    return endpoint.name or read_url(endpoint.url).host


def count_states(endpoint: Endpoint) -> dict[str, int]:
    counted = Delivery.objects.filter(endpoint=endpoint).order_by().values_list("state").annotate(n=Count("id"))
    return {state.value: 0 for state in DeliveryState} | dict(counted)


def list_deliveries(
    endpoint: Endpoint, *, state: str = "", before_id: int | None = None, limit: int = 50
) -> list[Delivery]:
    """Newest first; `before_id` is the last id of the page before."""
    rows = Delivery.objects.filter(endpoint=endpoint)
    if state:
        rows = rows.filter(state=state)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return list(rows.order_by("-id")[:limit])


def deliveries_of(actor: Actor) -> QuerySet[Delivery]:
    """Each with its endpoint and all its attempts, the last first."""
    actor.require(MANAGE_WEBHOOKS)
    return Delivery.objects.select_related("endpoint").prefetch_related("tries")


def next_due(endpoint_id: int, *, now: datetime) -> Delivery | None:
    """The message that waits longest, of an endpoint that is on and not left alone."""
    ready = Q(endpoint__held_until=None) | Q(endpoint__held_until__lte=now)
    return (
        Delivery.objects.select_related("endpoint")
        .filter(ready, endpoint=endpoint_id, endpoint__is_on=True, state=DeliveryState.WAITING, due_at__lte=now)
        .order_by("due_at", "id")
        .first()
    )


def next_hour(endpoint_id: int) -> datetime | None:
    """When something is due next; None where nothing waits."""
    first = (
        Delivery.objects.filter(endpoint=endpoint_id, endpoint__is_on=True, state=DeliveryState.WAITING)
        .order_by("due_at")
        .values_list("due_at", "endpoint__held_until")
        .first()
    )
    if first is None:
        return None
    due_at, held_until = first
    return max(due_at, held_until) if held_until else due_at


def endpoints_with_work(*, now: datetime) -> list[int]:
    rows = Delivery.objects.filter(endpoint__is_on=True, state=DeliveryState.WAITING, due_at__lte=now)
    return list(rows.order_by().values_list("endpoint_id", flat=True).distinct())


def good_secrets(endpoint_id: int, *, now: datetime) -> list[str]:
    """The present secret and old ones that have not run out, newest first. Unreadable ones are left out."""
    good = EndpointSecret.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), endpoint=endpoint_id)
    found = []
    for encrypted in good.order_by("-id").values_list("secret_encrypted", flat=True):
        try:
            found.append(box().decrypt(encrypted.encode()).decode())
        except InvalidToken:  # encrypted by another installation's secret
            continue
    return found
