from typing import ClassVar

from django.conf import settings
from django.db import models


class Snooze(models.Model):
    """A person does not want to see an entry before a moment; the entry itself stays where it is."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["staff", "key"], name="one_snooze_an_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.key} till {self.until:%Y-%m-%d %H:%M}"
