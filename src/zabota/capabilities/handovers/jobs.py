from collections.abc import Sequence

from django.utils import timezone

from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.models import Staff
from zabota.foundation.jobs import job


@job(name="handovers.hand_over", transactional=False)
def hand_over(
    *, staff_id: int, customer_ids: Sequence[int], from_staff_id: int | None, to: Sequence[int], note: str
) -> None:
    """Many at once. Run again after a crash it goes on with those who have not changed hands yet."""
    from zabota.capabilities.handovers import services
    from zabota.capabilities.handovers.contracts import NobodyChosenError, Wanted

    actor = identity.actor_for_staff(Staff.objects.get(pk=staff_id, is_active=True))
    wanted = Wanted(customer_ids=tuple(customer_ids), from_staff_id=from_staff_id)
    try:
        services.hand_over(actor, wanted=wanted, to=to, note=note, now=timezone.now())
    except NobodyChosenError:
        return  # all have changed hands before the crash
