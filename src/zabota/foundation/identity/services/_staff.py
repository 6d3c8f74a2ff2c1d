"""Colleagues: invited, given a role and a branch, deactivated."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zabota.foundation.audit import services as audit
from zabota.foundation.identity import queries
from zabota.foundation.identity.contracts import MANAGE_STAFF, SYSTEM, Actor, EmailTakenError, LastOwnerError, Role
from zabota.foundation.identity.models import Staff
from zabota.foundation.identity.services._keys import revoke_keys_of
from zabota.foundation.identity.services._links import IssuedLink, make_link
from zabota.foundation.identity.services._sessions import end_all_sessions


def invite_staff(
    actor: Actor, *, email: str, name: str, role: Role, branch_id: int | None, language: str, now: datetime
) -> IssuedLink:
    """Add a colleague without a password and return the one-time link by which he chooses his own."""
    actor.require(MANAGE_STAFF)
    try:
        with transaction.atomic():
            staff = Staff.objects.create_user(
                email.strip(), None, name=name.strip(), role=role, branch_id=branch_id, language=language
            )
            link = make_link(staff, now=now)
            audit.record(
                actor=actor, action="staff.invite", object_kind="staff", object_id=staff.pk,
                before=None, after=_snapshot(staff),
            )  # fmt: skip
    except IntegrityError as error:
        raise EmailTakenError(_("Somebody here already has this e-mail."), field="email") from error
    return link


def change_staff(actor: Actor, *, staff_id: int, name: str, role: Role, branch_id: int | None) -> Staff:
    """Change name, role, branch; a new role or branch ends the person's sessions."""
    actor.require(MANAGE_STAFF)
    with transaction.atomic():
        staff = Staff.objects.select_for_update().get(pk=staff_id)
        before = _snapshot(staff)
        if staff.role == Role.OWNER and role != Role.OWNER:
            _require_another_owner(staff)
        rights_change = (staff.role, staff.branch_id) != (role, branch_id)
        staff.name, staff.role, staff.branch_id = name.strip(), role, branch_id
        staff.save(update_fields=["name", "role", "branch"])
        if rights_change:
            end_all_sessions(staff)
        audit.record(
            actor=actor, action="staff.change", object_kind="staff", object_id=staff.pk,
            before=before, after=_snapshot(staff),
        )  # fmt: skip
    return staff


def deactivate_staff(actor: Actor, *, staff_id: int, now: datetime) -> Staff:
    """End the person's sessions, keys and open link at once; the last owner stays."""
    actor.require(MANAGE_STAFF)
    with transaction.atomic():
        staff = Staff.objects.select_for_update().get(pk=staff_id)
        if not staff.is_active:
            return staff
        if staff.role == Role.OWNER:
            _require_another_owner(staff)
        before = _snapshot(staff)
        staff.is_active = False
        staff.save(update_fields=["is_active"])
        queries.links_of(staff).delete()
        end_all_sessions(staff)
        revoke_keys_of(actor, staff, now=now)
        audit.record(
            actor=actor, action="staff.deactivate", object_kind="staff", object_id=staff.pk,
            before=before, after=_snapshot(staff),
        )  # fmt: skip
    return staff


def activate_staff(actor: Actor, *, staff_id: int) -> Staff:
    actor.require(MANAGE_STAFF)
    with transaction.atomic():
        staff = Staff.objects.select_for_update().get(pk=staff_id)
        before = _snapshot(staff)
        staff.is_active = True
        staff.save(update_fields=["is_active"])
        audit.record(
            actor=actor, action="staff.activate", object_kind="staff", object_id=staff.pk,
            before=before, after=_snapshot(staff),
        )  # fmt: skip
    return staff


def remove_second_factor(actor: Actor, *, staff_id: int) -> Staff:
    """For a colleague who lost phone and codes: the password alone opens again, every session ends."""
    actor.require(MANAGE_STAFF)
    with transaction.atomic():
        staff = Staff.objects.select_for_update().get(pk=staff_id)
        Authenticator.objects.filter(user=staff).delete()
        end_all_sessions(staff)
        audit.record(
            actor=actor, action="staff.second_factor_remove", object_kind="staff", object_id=staff.pk,
            before=None, after=None,
        )  # fmt: skip
    return staff


def recover_staff(*, email: str, removes_second_factor: bool, now: datetime) -> IssuedLink:
    """A way back in for somebody locked out, asked for at the server itself: a one-time link for a new password.

    Whoever can run this can read the database anyway, so no right is asked; the audit keeps it. Ends the person's
    sessions. Raises Staff.DoesNotExist for an unknown or closed account.
    """
    with transaction.atomic():
        staff = Staff.objects.select_for_update().get(email__iexact=email.strip(), is_active=True)
        if removes_second_factor:
            Authenticator.objects.filter(user=staff).delete()
        end_all_sessions(staff)
        link = make_link(staff, now=now)
        audit.record(
            actor=SYSTEM, action="staff.recover", object_kind="staff", object_id=staff.pk,
            before=None, after={"second_factor_removed": removes_second_factor},
        )  # fmt: skip
    return link


def note_password_change(actor: Actor, *, staff_id: int, by: str) -> None:
    """The audit row of a password changed on the sign-in pages."""
    audit.record(
        actor=actor, action=f"staff.password_{by}", object_kind="staff", object_id=staff_id, before=None, after=None
    )


def _require_another_owner(staff: Staff) -> None:
    """Owners are locked in the order of their ids, so two removals at once cannot leave none."""
    owners = Staff.objects.select_for_update().filter(role=Role.OWNER, is_active=True).order_by("id")
    if not any(owner.pk != staff.pk and owner.has_usable_password() for owner in owners):
        raise LastOwnerError(_("This is the last owner who can sign in. Make somebody else an owner first."))


def _snapshot(staff: Staff) -> dict[str, object]:
    return {
        "email": staff.email,
        "name": staff.name,
        "role": str(staff.role),
        "branch_id": staff.branch_id,
        "is_active": staff.is_active,
    }
