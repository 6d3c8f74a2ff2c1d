import time

from django.utils import timezone

from zabota.foundation.jobs import daily, every, job
from zabota.foundation.webhooks import outbox, posting, queries, services

ROUND_SECONDS = 4.0
"""With the last answer waited for, less than a worker that stops gives its jobs."""


@job(name="webhooks.deliver", transactional=False)
def deliver(*, endpoint_id: int) -> None:
    """Send what is due, one after another; after a while others get their turn. Asks to be called again.

    Not transactional: an answer must be written down whatever comes after, and no transaction waits for one.
    """
    until = time.monotonic() + ROUND_SECONDS
    while time.monotonic() < until:
        delivery = queries.next_due(endpoint_id, now=timezone.now())
        if delivery is None:
            break
        posting.attempt(delivery, now=timezone.now())
    if (hour := queries.next_hour(endpoint_id)) is not None:
        outbox.call_at(endpoint_id, hour)


@every(minutes=5)
@job(name="webhooks.look_after")
def look_after() -> None:
    """Nothing stays in the outbox because its job was lost."""
    now = timezone.now()
    for endpoint_id in queries.endpoints_with_work(now=now):
        outbox.call_at(endpoint_id, now)


@daily(at="04:25")
@job(name="webhooks.forget_old_deliveries")
def forget_old_deliveries() -> None:
    services.forget_old(now=timezone.now())
