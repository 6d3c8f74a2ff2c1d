from django.utils import timezone

from zabota.foundation.jobs import job
from zabota.foundation.messaging import services


@job(name="messaging.deliver", transactional=False, priority=5)
def deliver(*, mail_id: int) -> None:
    """Not transactional: what the server has accepted must be written down, whatever comes after."""
    services.deliver(mail_id=mail_id, now=timezone.now())
