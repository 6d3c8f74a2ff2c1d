from django.db.models import QuerySet

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.handovers.contracts import HAND_OVER, Wanted
from zabota.capabilities.handovers.models import Brief
from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, DIRECTORS, Actor
from zabota.foundation.identity.models import Staff


def to_hand_over(actor: Actor, *, wanted: Wanted) -> QuerySet[Customer]:
    """The customers meant, of those this actor may hand over: directors all they see, others their own."""
    actor.require(HAND_OVER)
    seen = customers.visible_to(actor)
    if actor.role not in DIRECTORS:
        seen = seen.filter(owner_id=actor.staff_id)
    if wanted.from_staff_id is not None:
        return seen.filter(owner_id=wanted.from_staff_id).order_by("pk")
    return seen.filter(pk__in=wanted.customer_ids).order_by("pk")


def colleagues() -> QuerySet[Staff]:
    """Who can take customers."""
    return Staff.objects.filter(is_active=True, role__in=CUSTOMER_WORKERS).order_by("name", "pk")


def find_brief(actor: Actor, *, customer: Customer) -> Brief | None:
    """What the responsible colleague has not read yet; nothing once the customer is another's again."""
    if actor.staff_id is None or customer.owner_id != actor.staff_id:
        return None
    return Brief.objects.filter(customer=customer, staff_id=actor.staff_id, read_at=None).first()
