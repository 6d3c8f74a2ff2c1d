"""What is remembered about a file that came in: the file, the choices, how far it went, what it changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportStatus(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    MAPPED = "mapped", _("Columns chosen")
    CHECKED = "checked", _("Checked, nothing written yet")
    APPLYING = "applying", _("Being written")
    APPLIED = "applied", _("Imported")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class ImportRun(models.Model):
    """One file (or one batch of the API) on its way in, and afterwards its trace."""

    kind = models.CharField(max_length=20, default="orders")
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64, blank=True)
    stored_path = models.CharField(max_length=255, blank=True, help_text=_("Relative to the uploads folder."))
    size_bytes = models.BigIntegerField(default=0)
    status = models.CharField(_("status"), max_length=10, choices=ImportStatus.choices, default=ImportStatus.UPLOADED)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problem = models.JSONField(default=dict, help_text=_("Why the file as a whole was refused: code and parameters."))
    cursor = models.BigIntegerField(default=0, help_text=_("How many orders are written: moves with each batch."))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class ImportChange(models.Model):
    """A row that was there before and was changed: what it looked like, so that undo can put it back."""

    import_run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    before = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["import_run", "table", "row_id"], name="one_change_per_row"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class SavedMapping(models.Model):
    """The choices a person confirmed for files with these headers; offered again next time."""

    kind = models.CharField(max_length=20)
    header_signature = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "header_signature"], name="one_mapping_per_headers"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.header_signature[:8]}"
