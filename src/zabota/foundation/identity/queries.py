"""Reading accounts: bounded queries, rights checked here for lists that only some may see."""

from datetime import datetime
from typing import TypeVar

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet

from zabota.foundation.identity import rules
from zabota.foundation.identity.contracts import MANAGE_KEYS, MANAGE_STAFF, Actor, Role
from zabota.foundation.identity.models import AccessLink, ApiKey, Branch, Company, Staff

Row = TypeVar("Row", bound=Model)


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


def actor_for_key(key: ApiKey, *, address: str = "") -> Actor:
    return Actor(
        kind="key", name=key.name, role=Role(key.role), id=key.pk, scopes=frozenset(key.scopes), address=address
    )


def limit_to_branch(rows: QuerySet[Row], actor: Actor, *, field: str = "branch_id") -> QuerySet[Row]:
    """Only the rows of the actor's branch, where the actor is kept to one."""
    return rows if actor.branch_limit is None else rows.filter(**{field: actor.branch_limit})


def list_staff(actor: Actor, *, search: str = "", role: str = "", active: bool | None = None) -> QuerySet[Staff]:
    actor.require(MANAGE_STAFF)
    staff = Staff.objects.select_related("branch", "access_link")
    if search:
        staff = staff.filter(Q(name__icontains=search) | Q(email__icontains=search))
    if role:
        staff = staff.filter(role=role)
    if active is not None:
        staff = staff.filter(is_active=active)
    return staff


def get_staff(actor: Actor, *, staff_id: int) -> Staff:
    return list_staff(actor).get(pk=staff_id)


def list_branches() -> QuerySet[Branch]:
    return Branch.objects.all()


def list_keys(actor: Actor) -> QuerySet[ApiKey]:
    actor.require(MANAGE_KEYS)
    return ApiKey.objects.select_related("created_by")


def find_open_link(token: str, *, now: datetime) -> AccessLink | None:
    return (
        AccessLink.objects.select_related("staff")
        .filter(token_hash=rules.fingerprint(token), used_at=None, expires_at__gt=now, staff__is_active=True)
        .first()
    )


def links_of(staff: Staff) -> QuerySet[AccessLink]:
    return AccessLink.objects.filter(staff=staff)


def list_sessions(actor: Actor, *, now: datetime) -> list[UserSession]:
    """The open sessions of this person, the last used first; dead ones are left out, not deleted."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return list(UserSession.objects.filter(user_id=actor.staff_id, session_key__in=alive).order_by("-last_seen_at"))


def has_second_factor(staff_id: int) -> bool:
    return bool(Authenticator.objects.filter(user_id=staff_id, type=Authenticator.Type.TOTP).exists())
