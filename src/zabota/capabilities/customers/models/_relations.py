"""How customers belong together: who works where, who advised whom to come, who is whose family."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.models._customer import Customer


class RelationKind(models.TextChoices):
    """Read from `customer` to `other`: the person works at the company, was recommended by the other."""

    WORKS_AT = "works_at", _("Works at")
    RECOMMENDED_BY = "recommended", _("Recommended by")
    FAMILY = "family", _("Family")
    OTHER = "other", _("Another relation")


class Relation(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="relations_of_others")
    kind = models.CharField(_("relation"), max_length=12, choices=RelationKind.choices)
    note = models.CharField(_("in what way"), max_length=120, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["customer", "other", "kind"], name="one_relation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.other_id}"
