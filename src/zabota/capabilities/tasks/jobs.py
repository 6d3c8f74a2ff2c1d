from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from zabota.foundation.identity import queries as identity
from zabota.foundation.jobs import every, hourly, job

CATCH_UP_DAYS = 7
"""After a stop of the server, reminders of so many days are made up for."""


@hourly()
@job(name="tasks.make_reminders")
def make_reminders() -> None:
    """Every hour, so that each place of the world has them in its morning; each reminder is made once."""
    from zabota.capabilities.tasks import services

    company = identity.find_company()
    if company is None:
        return
    today = timezone.localdate(timezone=ZoneInfo(company.time_zone))
    services.make_reminders(today=today, since=today - timedelta(days=CATCH_UP_DAYS), now=timezone.now())


@every(minutes=5)
@job(name="tasks.tell_due")
def tell_due() -> None:
    """What has come due stands under the bell of its owner within five minutes, once."""
    from zabota.capabilities.tasks import telling

    company = identity.find_company()
    if company is not None:
        telling.tell_due(zone=ZoneInfo(company.time_zone), now=timezone.now())
