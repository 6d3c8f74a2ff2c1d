from django.utils import timezone

from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.models import Staff
from zabota.foundation.jobs import daily, job, progress

BATCH = 50


@job(name="privacy.erase_idle", transactional=False)
def erase_idle(*, staff_id: int) -> None:
    """Erase everybody who is idle by the rule, a batch at a time; safe to run again: the erased are not found twice."""
    from zabota.capabilities.privacy import queries, services

    actor = identity.actor_for_staff(Staff.objects.get(pk=staff_id, is_active=True))
    now, erased = timezone.now(), 0
    idle = queries.idle_customers(actor, retention=queries.get_retention(), now=now)
    total = idle.count()
    while ids := list(idle.values_list("pk", flat=True)[:BATCH]):
        erased += services.erase_idle(actor, customer_ids=ids, now=now)
        progress(erased, total)


@daily(at="03:40")
@job(name="privacy.drop_old_history")
def drop_old_history() -> None:
    from zabota.capabilities.privacy import services

    services.drop_old_history(now=timezone.now())
