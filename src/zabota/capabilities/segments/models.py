"""A filter under a name, and how many customers it held on each day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Segment(models.Model):
    """`filter` is the text of an address (see criteria.py); only its owner sees one that is not shared."""

    name = models.CharField(_("name"), max_length=80)
    about = models.CharField(_("what for"), max_length=300, blank=True)
    colour = models.CharField(_("colour"), max_length=8)
    filter = models.TextField(_("filter"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    is_shared = models.BooleanField(_("for everybody"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class SegmentSize(models.Model):
    """How many customers of the whole company a segment held on a day."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="sizes", db_index=False)
    day = models.DateField()
    customers = models.IntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["segment_id", "day"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["segment", "day"], name="one_size_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.day}: {self.customers}"
