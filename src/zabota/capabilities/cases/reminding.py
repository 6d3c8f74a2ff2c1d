"""Under the bell, ahead of the hour: what was promised, and till when a customer waits."""

from datetime import datetime

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.cases.contracts import REMINDER_AHEAD, Fate, State
from zabota.capabilities.cases.models import Case, CasePromise
from zabota.foundation.notices import services as notices


def remind(*, now: datetime) -> int:
    """Each once for each moment it is due; returns how many there were."""
    soon = now + REMINDER_AHEAD
    promises = CasePromise.objects.filter(fate=Fate.OPEN, due_at__lte=soon, due_at__gte=now - REMINDER_AHEAD)
    found = 0
    for one in promises.select_related("case"):
        if one.case.owner_id is not None:
            _tell(
                one.case, f"promise:{one.pk}:{one.due_at:%s}", format_lazy(_("Promised: {words}"), words=one.words), now
            )
            found += 1
    waiting = Case.objects.filter(state=State.NEW, due_at__lte=soon, due_at__gte=now - REMINDER_AHEAD)
    for case in waiting.filter(owner__isnull=False).select_related("customer"):
        text = format_lazy(_("Waits for your call: {name}"), name=case.customer.name)
        _tell(case, f"case:due:{case.pk}:{case.due_at:%s}", text, now)
        found += 1
    return found


def _tell(case: Case, key: str, text: object, now: datetime) -> None:
    if case.owner_id is None:
        return
    notices.tell(
        staff_id=case.owner_id, key=key, text=text, url=reverse("cases:case", args=[case.pk]),  # type: ignore[arg-type]
        customer_id=case.customer_id, now=now,
    )  # fmt: skip
