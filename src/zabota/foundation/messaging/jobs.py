from django.utils import timezone

from zabota.foundation.jobs import job
from zabota.foundation.messaging import mailings, services


@job(name="messaging.deliver", transactional=False, priority=5)
def deliver(*, mail_id: int) -> None:
    """Not transactional: what the server has accepted must be written down, whatever comes after."""
    services.deliver(mail_id=mail_id, now=timezone.now())


@job(name="messaging.deliver_mailing", transactional=False, priority=4)
def deliver_mailing(*, kind: str) -> None:
    mailings.deliver(kind=kind, clock=timezone.now)
