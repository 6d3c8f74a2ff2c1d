"""Keys by which programs act: shown once, kept as a hash."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zabota.foundation.audit import services as audit
from zabota.foundation.identity import queries, rules
from zabota.foundation.identity.contracts import (
    MANAGE_KEYS,
    Actor,
    InvalidChoiceError,
    Role,
    declared_permissions,
)
from zabota.foundation.identity.models import ApiKey, Staff

LAST_USED_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class IssuedKey:
    """The key and its text, which nobody can read again."""

    key: ApiKey
    text: str


def create_key(
    actor: Actor, *, name: str, role: Role, scopes: Iterable[str], expires_at: datetime | None = None
) -> IssuedKey:
    """Make a key with some of the rights of one role; a scope that the role does not hold is refused."""
    actor.require(MANAGE_KEYS)
    chosen = sorted(set(scopes))
    held = {permission.code for permission in declared_permissions() if role in permission.roles}
    if not chosen or not set(chosen) <= held:
        raise InvalidChoiceError(_("Choose at least one right, and only rights that this role has."), field="scopes")
    new = rules.new_key()
    with transaction.atomic():
        key = ApiKey.objects.create(
            name=name.strip(), prefix=new.prefix, secret_hash=rules.fingerprint(new.secret), role=role,
            scopes=chosen, created_by_id=actor.staff_id, expires_at=expires_at,
        )  # fmt: skip
        audit.record(
            actor=actor, action="key.create", object_kind="api_key", object_id=key.pk,
            before=None, after={"name": key.name, "prefix": key.prefix, "role": str(role), "scopes": chosen},
        )  # fmt: skip
    return IssuedKey(key, new.text)


def revoke_key(actor: Actor, *, key_id: int, now: datetime) -> ApiKey:
    actor.require(MANAGE_KEYS)
    with transaction.atomic():
        key = ApiKey.objects.select_for_update().get(pk=key_id)
        if key.revoked_at is None:
            key.revoked_at = now
            key.save(update_fields=["revoked_at"])
            audit.record(
                actor=actor, action="key.revoke", object_kind="api_key", object_id=key.pk,
                before={"revoked": False}, after={"revoked": True},
            )  # fmt: skip
    return key


def revoke_keys_of(actor: Actor, staff: Staff, *, now: datetime) -> None:
    """Part of deactivation: whoever leaves leaves no key behind."""
    for key in ApiKey.objects.select_for_update().filter(created_by=staff, revoked_at=None).order_by("id"):
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        audit.record(
            actor=actor, action="key.revoke", object_kind="api_key", object_id=key.pk,
            before={"revoked": False}, after={"revoked": True},
        )  # fmt: skip


def authenticate_key(text: str, *, now: datetime, address: str = "") -> Actor | None:
    """The actor behind a bearer key, or None; a wrong prefix and a wrong secret cost the same comparison."""
    given = rules.split_key(text)
    if given is None:
        return None
    valid = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
    key = ApiKey.objects.filter(valid, prefix=given.prefix).first()
    known_hash = key.secret_hash if key else rules.fingerprint("")
    if not hmac.compare_digest(known_hash, rules.fingerprint(given.secret)) or key is None:
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - LAST_USED_STEP)
    ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
    return queries.actor_for_key(key, address=address)
