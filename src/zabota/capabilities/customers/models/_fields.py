"""Fields the company makes itself, and what they hold of each customer: one typed table."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.models._customer import Customer


class FieldKind(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("A number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of several")
    SEVERAL = "several", _("Several of a list")
    YES_NO = "yes_no", _("Yes or no")


class CustomField(models.Model):
    """Fields of one `group` stand together on the card; without a group they stand among the facts.

    `hidden_from` lists roles who do not see it anywhere. An archived field keeps its values and is shown nowhere.
    """

    name = models.CharField(_("name"), max_length=80)
    help = models.CharField(_("hint"), max_length=200, blank=True)
    group = models.CharField(_("group on the card"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=FieldKind.choices)
    is_required = models.BooleanField(_("asked when a card is opened"), default=False)
    is_searchable = models.BooleanField(_("found by the search"), default=False)
    hidden_from = models.JSONField(default=list)
    position = models.IntegerField(_("place"), default=0)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_options(self) -> bool:
        return self.kind in (FieldKind.CHOICE, FieldKind.SEVERAL)


class FieldOption(models.Model):
    """A word to choose; an archived one stays where it was chosen and is offered no more."""

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="options")
    name = models.CharField(_("option"), max_length=80)
    position = models.IntegerField(default=0)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["field", "name"], name="one_option_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CustomFieldValue(models.Model):
    """One row a field; for options one row an option. Only the column of the field's kind is filled.

    A yes is the number 1, a no is 0.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="custom_values")
    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="values")
    text = models.CharField(max_length=500, blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    day = models.DateField(null=True)
    option = models.ForeignKey(FieldOption, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["field", "customer", "option"], name="one_option_once"),
            models.UniqueConstraint(
                fields=["field", "customer"], condition=models.Q(option=None), name="one_value_of_a_field"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["field", "text"], name="values_by_text"),
            models.Index(fields=["field", "number"], name="values_by_number"),
            models.Index(fields=["field", "day"], name="values_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}:{self.field_id}"
