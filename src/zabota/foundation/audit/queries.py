"""Reading the log: pages by id, and the check of the whole chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from zabota.foundation.audit.contracts import ChainBreak, ChainCheck
from zabota.foundation.audit.models import GENESIS, AuditEntry, AuditHead
from zabota.foundation.audit.rules import HASHED_FIELDS, entry_hash


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    text: str = ""
    action: str = ""
    actor_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def filtered(wanted: AuditFilter) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.all()
    if wanted.text:
        rows = rows.filter(
            Q(summary__icontains=wanted.text)
            | Q(actor_name__icontains=wanted.text)
            | Q(object_id=wanted.text)
            | Q(action__icontains=wanted.text)
            | Q(before_json__icontains=wanted.text)
            | Q(after_json__icontains=wanted.text)
        )
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.actor_id is not None:
        rows = rows.filter(actor_kind="staff", actor_id=wanted.actor_id)
    if wanted.since is not None:
        rows = rows.filter(recorded_at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(recorded_at__lt=wanted.until)
    return rows.order_by("-id")


def list_entries(wanted: AuditFilter, *, before_id: int | None = None, limit: int = 50) -> list[AuditEntry]:
    """Newest first; `before_id` is the last id of the previous page."""
    rows = filtered(wanted)
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows[:limit])


def list_actions() -> list[str]:
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())


def list_actors() -> list[tuple[int, str]]:
    """Staff who have left a trace, by their latest name."""
    rows = AuditEntry.objects.filter(actor_kind="staff").order_by("id").values_list("actor_id", "actor_name").distinct()
    return sorted({actor_id: name for actor_id, name in rows if actor_id is not None}.items(), key=lambda row: row[1])


def oldest_first() -> Iterator[AuditEntry]:
    return AuditEntry.objects.order_by("id").iterator(chunk_size=2000)


def verify_chain() -> ChainCheck:
    """Walk the chain from its first row; the first row that does not fit is named."""
    previous, length = GENESIS, 0
    for entry in oldest_first():
        if entry.previous_hash != previous:
            return _broken("missing", entry.pk, length, previous)
        fields = {name: getattr(entry, name) for name in HASHED_FIELDS}
        if entry.hash != entry_hash(previous_hash=previous, fields=fields):
            return _broken("altered", entry.pk, length, previous)
        previous, length = entry.hash, length + 1
    head = AuditHead.objects.filter(pk=1).first()
    expected = (head.length, head.last_hash) if head else (0, GENESIS)
    if expected != (length, previous):
        return _broken("tail", None, length, previous)
    return ChainCheck(entries=length, last_hash=previous)


def _broken(what: str, entry_id: int | None, entries: int, last_hash: str) -> ChainCheck:
    return ChainCheck(entries=entries, last_hash=last_hash, broken=ChainBreak(what=what, entry_id=entry_id))
