"""Tags: the company's own words for its customers."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tag(models.Model):
    name = models.CharField(_("tag"), max_length=60, unique=True)
    colour = models.CharField(_("colour"), max_length=12, default="grey")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name
