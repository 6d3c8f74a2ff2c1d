"""Signing, wording and waiting: pure. The signature is that of Standard Webhooks (standardwebhooks.com)."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from zabota.foundation.events.contracts import About

SECRET_PREFIX = "whsec_"  # noqa: S105 - how a secret begins
SECRET_BYTES = 32
OLD_SECRET_KEPT = timedelta(hours=24)

WAITS = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
"""How long to wait after the first, second… attempt; then the message counts as not delivered."""

GIVES_UP_AFTER = timedelta(days=5)
"""An endpoint that has failed for so long, without one success, is turned off."""

FIRST_REST, LONGEST_REST = timedelta(seconds=5), timedelta(minutes=10)
MOST_IN_ONE = 1_000
BUSY = (429, 503)
LONGEST_ASKED = timedelta(days=1)
"""`Retry-After` of a busy endpoint is obeyed up to this."""


def new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def new_message_id() -> str:
    return f"msg_{secrets.token_hex(16)}"


def sign(secret: str, *, message_id: str, timestamp: int, body: str) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over id, time and body."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = hmac.new(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode("ascii")


def headers_of(*, message_id: str, body: str, known: Iterable[str], now: datetime) -> dict[str, str]:
    """The headers of one attempt, signed by every secret that is good now."""
    timestamp = int(now.timestamp())
    signatures = (sign(secret, message_id=message_id, timestamp=timestamp, body=body) for secret in known)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Zabota-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def body_of(*, kind: str, occurred_at: datetime, data: Mapping[str, Any]) -> str:
    moment = occurred_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = {"type": kind, "timestamp": moment, "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str)


def wait_after(attempt: int) -> timedelta | None:
    """None when it was tried often enough; `attempt` counts from 1."""
    return WAITS[attempt - 1] if attempt <= len(WAITS) else None


def asked_wait(status: int | None, retry_after: str, *, now: datetime) -> timedelta | None:
    """How long a busy endpoint asks to be left alone, a day at most; None where it asks for nothing we understand."""
    text = retry_after.strip()
    if status not in BUSY or not text:
        return None
    if text.isascii() and text.isdecimal():
        asked = timedelta(seconds=min(int(text[:9]), LONGEST_ASKED.total_seconds()))
    else:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        asked = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return min(max(asked, timedelta(0)), LONGEST_ASKED)


def rest_after(failures: int) -> timedelta:
    """How long an endpoint that does not answer is left alone, whatever waits for it: doubled every time."""
    return min(FIRST_REST * (1 << min(failures - 1, 10)), LONGEST_REST)


def in_parts(about: Sequence[About]) -> list[Sequence[About]]:
    """A batch as messages of at most a thousand events; one message where there is none."""
    return [about[start : start + MOST_IN_ONE] for start in range(0, max(len(about), 1), MOST_IN_ONE)]
