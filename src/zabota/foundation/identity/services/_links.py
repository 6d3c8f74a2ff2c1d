"""One-time links: the only way into an account that has no password yet, or has lost it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.foundation.audit import services as audit
from zabota.foundation.identity import queries, rules
from zabota.foundation.identity.contracts import MANAGE_STAFF, Actor, LinkExpiredError
from zabota.foundation.identity.models import AccessLink, Staff
from zabota.foundation.identity.services._passwords import require_good_password
from zabota.foundation.identity.services._sessions import end_all_sessions


@dataclass(frozen=True)
class IssuedLink:
    """The link's token, which nobody can read again."""

    staff: Staff
    token: str
    expires_at: datetime


def make_link(staff: Staff, *, now: datetime) -> IssuedLink:
    token = rules.new_link_token()
    expires_at = now + rules.LINK_LIFETIME
    AccessLink.objects.update_or_create(
        staff=staff,
        defaults={
            "token_hash": rules.fingerprint(token),
            "created_at": now,
            "expires_at": expires_at,
            "used_at": None,
        },
    )
    return IssuedLink(staff, token, expires_at)


def issue_link(actor: Actor, *, staff_id: int, now: datetime) -> IssuedLink:
    """A new link for a colleague; the one given before stops working."""
    actor.require(MANAGE_STAFF)
    with transaction.atomic():
        staff = Staff.objects.select_for_update().get(pk=staff_id, is_active=True)
        link = make_link(staff, now=now)
        audit.record(
            actor=actor, action="staff.issue_link", object_kind="staff", object_id=staff.pk, before=None, after=None
        )
    return link


def accept_link(token: str, *, password: str, now: datetime, address: str = "") -> Staff:
    """Choose a password by a one-time link; of two simultaneous attempts one succeeds. Ends older sessions."""
    link = queries.find_open_link(token, now=now)
    if link is None:
        raise LinkExpiredError(_("This link no longer works. Ask the owner for a new one."))
    require_good_password(password, link.staff)
    with transaction.atomic():
        taken = AccessLink.objects.filter(pk=link.pk, token_hash=link.token_hash, used_at=None).update(used_at=now)
        if not taken:
            raise LinkExpiredError(_("This link no longer works. Ask the owner for a new one."))
        staff = Staff.objects.select_for_update().get(pk=link.staff_id)
        staff.set_password(password)
        staff.save(update_fields=["password"])
        end_all_sessions(staff)
        audit.record(
            actor=queries.actor_for_staff(staff, address=address), action="staff.choose_password",
            object_kind="staff", object_id=staff.pk, before=None, after=None,
        )  # fmt: skip
    return staff
