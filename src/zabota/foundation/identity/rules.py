"""Decisions without the database: what a key and a link look like, when a session is over."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

KEY_MARK = "zbt"
LINK_LIFETIME = timedelta(hours=72)
SESSION_LIFETIME_SECONDS = 12 * 3600
SESSION_IDLE_SECONDS = 3 * 3600
SEEN_STEP_SECONDS = 60


def fingerprint(secret: str) -> str:
    """SHA-256 is enough here: the secrets are random and long, not chosen by people."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class NewKey:
    prefix: str
    secret: str

    @property
    def text(self) -> str:
        return f"{KEY_MARK}_{self.prefix}_{self.secret}"


def new_key() -> NewKey:
    return NewKey(prefix=secrets.token_hex(5), secret=secrets.token_urlsafe(32))


def split_key(text: str) -> NewKey | None:
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    return NewKey(prefix, secret) if mark == KEY_MARK and prefix and secret else None


def new_link_token() -> str:
    return secrets.token_urlsafe(32)


def session_is_over(*, signed_in_at: float, seen_at: float, now: datetime) -> bool:
    """Twelve hours after sign-in, or three hours after the last page."""
    moment = now.timestamp()
    return moment - signed_in_at >= SESSION_LIFETIME_SECONDS or moment - seen_at >= SESSION_IDLE_SECONDS
