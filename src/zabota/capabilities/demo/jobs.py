"""Loading and removing in the background; each may be killed and run again."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from zabota.capabilities.demo.contracts import LOAD_JOB
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import SYSTEM, Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.jobs import job


@job(name=LOAD_JOB, transactional=False, priority=5)
def load(*, staff_id: int | None, last_on: str | None = None) -> None:
    """`last_on` is an ISO date; without it, yesterday."""
    from zabota.capabilities.demo import services

    now = timezone.now()
    day = date.fromisoformat(last_on) if last_on else timezone.localdate(now, _company_zone()) - timedelta(days=1)
    services.load(_actor(staff_id), last_on=day, now=now)


@job(name="demo.remove", transactional=False, priority=5)
def remove(*, staff_id: int | None) -> None:
    from zabota.capabilities.demo import services

    services.remove(_actor(staff_id), now=timezone.now())


def _company_zone() -> ZoneInfo:
    return ZoneInfo(identity.get_company().time_zone)


def _actor(staff_id: int | None) -> Actor:
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first() if staff_id else None
    return identity.actor_for_staff(staff) if staff else SYSTEM
