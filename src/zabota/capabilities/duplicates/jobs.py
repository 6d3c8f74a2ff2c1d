from django.utils import timezone

from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.identity.models import Staff
from zabota.foundation.jobs import daily, job
from zabota.foundation.undo.models import Change

LOOK_KEY = "duplicates.look"


@daily(at="02:40")
@job(name="duplicates.look", transactional=False)
def look() -> None:
    """Look through the cards that changed since the last look; merge what is certain where the company wants it."""
    from zabota.capabilities.duplicates import queries, services

    services.look_through(now=timezone.now())
    if queries.merges_by_itself():
        services.merge_certain(SYSTEM, now=timezone.now())


@job(name="duplicates.merge_certain", transactional=False)
def merge_certain(*, staff_id: int, change_id: int) -> None:
    """Run again after a crash it goes on with the next pair."""
    from zabota.capabilities.duplicates import services

    actor = identity.actor_for_staff(Staff.objects.get(pk=staff_id, is_active=True))
    services.go_on_merging(actor, change=Change.objects.get(pk=change_id), now=timezone.now())
