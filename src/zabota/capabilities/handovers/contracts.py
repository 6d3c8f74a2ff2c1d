from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, declare_permission

HAND_OVER = declare_permission("handovers.make", _("Hand customers over to a colleague"), CUSTOMER_WORKERS)

AT_ONCE = 2_000
"""So many customers change hands while the person waits; above, a job does it."""


class NobodyChosenError(ValueError):
    """Neither customers nor a colleague to give them to."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whose customers: chosen ones, or all of a colleague."""

    customer_ids: tuple[int, ...] = ()
    from_staff_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """What was done: the change that takes it back, and how many changed hands."""

    change_id: int
    count: int
