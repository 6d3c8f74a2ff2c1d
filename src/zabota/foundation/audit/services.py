from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from zabota.foundation.audit.models import GENESIS, AuditEntry, AuditHead
from zabota.foundation.audit.rules import canonical_json, entry_hash
from zabota.foundation.identity.contracts import Actor


def record(
    *,
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: str | int,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    summary: str = "",
) -> AuditEntry:
    """Append a deed to the chain, in the caller's transaction: both stay or neither.

    Call it last in a service: the head of the chain stays locked until the transaction ends.
    Write ids and changed values, not people: no phones, e-mails or names of customers.
    """
    with transaction.atomic():
        head = _locked_head()
        fields: dict[str, Any] = {
            "recorded_at": timezone.now(),
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "actor_name": actor.name[:200],
            "action": action,
            "object_kind": object_kind,
            "object_id": str(object_id),
            "before_json": canonical_json(before),
            "after_json": canonical_json(after),
            "summary": summary[:500],
        }
        digest = entry_hash(previous_hash=head.last_hash, fields=fields)
        entry = AuditEntry.objects.create(**fields, previous_hash=head.last_hash, hash=digest)
        head.length += 1
        head.last_hash = digest
        head.save(update_fields=["length", "last_hash"])
        return entry


def _locked_head() -> AuditHead:
    """PostgreSQL locks the row; on SQLite every transaction begins IMMEDIATE, so the writer is alone already."""
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        AuditHead.objects.get_or_create(pk=1, defaults={"length": 0, "last_hash": GENESIS})
        head = AuditHead.objects.select_for_update().get(pk=1)
    return head
