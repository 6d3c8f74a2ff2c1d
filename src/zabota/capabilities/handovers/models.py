"""What the new colleague is told about a customer he was given, until he has read it."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Brief(models.Model):
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    former_name = models.CharField(max_length=150, blank=True)
    former_since = models.DateTimeField(null=True)
    given_by_name = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    given_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["staff", "read_at", "-id"], name="briefs_to_read")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} → {self.staff_id}"
