"""What happened that may have moved the scores: a new price, a new shop."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class MarkedEvent(models.Model):
    day = models.DateField(_("day"))
    words = models.CharField(_("what happened"), max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-day", "-id"]

    def __str__(self) -> str:
        return self.words
