"""When a letter that did not leave is tried again: pure."""

from datetime import timedelta

WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1))
"""How long to wait after the first, second… attempt; then people are told."""


def wait_after(attempt: int) -> timedelta | None:
    """None when it was tried often enough; `attempt` counts from 1."""
    return WAITS[attempt - 1] if attempt <= len(WAITS) else None
