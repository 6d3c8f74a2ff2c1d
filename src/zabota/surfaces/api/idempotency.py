"""Sending the same request twice does it once.

The row of the key and the work share one transaction: either both stay or neither, so a crash leaves the
key free and a repeated call cannot do the work again.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from zabota.foundation.api.requests import Answer
from zabota.foundation.identity.contracts import Actor
from zabota.surfaces.api.errors import IdempotencyConflictError
from zabota.surfaces.api.models import IdempotentAnswer

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(days=7)
MAX_LENGTH = 200


def request_hash(request: HttpRequest) -> str:
    """Method, path and raw body: the same key may not carry another request."""
    head = f"{request.method} {request.path}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()


def once(actor: Actor, *, request: HttpRequest, now: datetime, work: Callable[[], Answer]) -> Answer:
    """Do `work` unless this key was answered before; then give the same answer again.

    Without the header the work is simply done. Another body under the same key raises
    IdempotencyConflictError (409). Answers are kept for seven days.
    """
    key = request.headers.get(HEADER, "").strip()
    if not key:
        return work()
    if len(key) > MAX_LENGTH:
        raise IdempotencyConflictError(f"{HEADER} is longer than {MAX_LENGTH} characters.")
    caller, digest = f"{actor.kind}:{actor.id}", request_hash(request)
    try:
        with transaction.atomic():
            row = IdempotentAnswer.objects.create(caller=caller, key=key, request_hash=digest, created_at=now)
            status, body = work()
            row.status, row.body = status, json.loads(json.dumps(body, default=str))
            row.save(update_fields=["status", "body"])
    except IntegrityError:
        if (known := IdempotentAnswer.objects.filter(caller=caller, key=key).first()) is None:
            raise
        return _again(known, digest)
    return status, body


def _again(known: IdempotentAnswer, digest: str) -> Answer:
    if known.request_hash != digest:
        raise IdempotencyConflictError("This idempotency key was used for another request.")
    return known.status, known.body


def forget_old(*, now: datetime) -> int:
    """Drop answers older than seven days; returns how many."""
    deleted, _by_model = IdempotentAnswer.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return deleted
