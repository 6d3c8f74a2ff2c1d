"""A view a person keeps: the filter, the order and the columns of a list, under a name."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """`page` is the name of a route, `query` what stands after the question mark."""

    page = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    is_shared = models.BooleanField(_("for everybody"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["page", "owner"], name="views_of_a_page")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"{reverse(self.page)}?{self.query}"
