"""Bearer keys: who is calling, how often, and whether the key's scopes allow it."""

from functools import partial

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from zabota.foundation.identity import services
from zabota.foundation.identity.addresses import client_address
from zabota.foundation.identity.contracts import STRANGER, Actor
from zabota.surfaces.api.errors import TooManyRequestsError
from zabota.surfaces.api.idempotency import once
from zabota.surfaces.api.limits import FAILURES, REQUESTS


class BearerKey(HttpBearer):
    """`Authorization: Bearer zbt_…`; a session cookie means nothing here, so there is nothing to forge.

    Leaves `request.actor` and `request.once` (see idempotency) for the capabilities, which know nothing of surfaces.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        now = timezone.now()
        address = client_address(request)
        if wait_seconds := FAILURES.wait_seconds(address, now=now):
            raise TooManyRequestsError(wait_seconds)
        actor = services.authenticate_key(token, now=now, address=address)
        if actor is None:
            FAILURES.take(address, now=now)
            return None
        if wait_seconds := REQUESTS.take(f"key:{actor.id}", now=now):
            raise TooManyRequestsError(wait_seconds)
        request.actor = actor  # type: ignore[attr-defined]
        request.once = partial(once, actor, request=request)  # type: ignore[attr-defined]
        return actor


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind the key of this request."""
    actor: Actor = getattr(request, "actor", STRANGER)
    return actor
