"""A change people can take back, and the rows it touched, each as it was and as it became."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """One deed of one person: a merge, a bulk edit, a hand-over, a deletion."""

    kind = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=200, blank=True)
    data = models.JSONField(default=dict)
    row_count = models.IntegerField(default=0)
    made_at = models.DateTimeField(_("when"))
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "-id"], name="changes_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class ChangedRow(models.Model):
    """`before` is null for a row that was made, `after` for a deleted one; else both hold the changed columns."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="rows")
    table = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["table", "row_id"], name="changes_of_a_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
