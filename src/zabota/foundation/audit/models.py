"""The book of deeds: rows linked by hashes, and the head that says where the chain ends."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

GENESIS = "0" * 64


class AuditEntry(models.Model):
    """One deed. The database itself refuses to change or delete it (triggers in migration 0002).

    `before_json` and `after_json` are text, not a JSON column: PostgreSQL rewrites numbers inside jsonb,
    and a rewritten number would look like a forged row.
    """

    recorded_at = models.DateTimeField(_("when"), db_index=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=200, blank=True)
    action = models.CharField(_("action"), max_length=80, db_index=True)
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=80)
    before_json = models.TextField(blank=True)
    after_json = models.TextField(blank=True)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_kind", "object_id"], name="audit_object"),
            models.Index(fields=["actor_kind", "actor_id"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.action} {self.object_kind} {self.object_id}"


class AuditHead(models.Model):
    """Row 1: how long the chain is and where it ends. Its lock keeps writers in line; it betrays a cut tail."""

    length = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.length} · {self.last_hash[:12]}"
