from zabota.foundation.identity.contracts import Actor, Role
from zabota.foundation.identity.models import Company, Staff


def find_company() -> Company | None:
    return Company.objects.filter(pk=1).first()


def get_company() -> Company:
    return Company.objects.get(pk=1)


def actor_for_staff(staff: Staff, *, address: str = "") -> Actor:
    return Actor(
        kind="staff",
        name=staff.name or staff.email,
        role=Role(staff.role),
        id=staff.pk,
        branch_id=staff.branch_id,
        address=address,
    )
