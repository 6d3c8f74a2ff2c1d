"""Orders, their lines and the products in them. Money is in minor units of the order's currency."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderKind(models.TextChoices):
    SALE = "sale", _("Sale")
    RETURN = "return", _("Return")


class Product(models.Model):
    sku = models.CharField(_("article"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    category = models.CharField(_("category"), max_length=200, blank=True)
    import_run = models.ForeignKey("importing.ImportRun", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["sku"]

    def __str__(self) -> str:
        return self.name or self.sku


class Order(models.Model):
    """A purchase or a return. A return has a negative amount and, when found, points at what it returns.

    No customer means an anonymous sale. ``number`` is the source's own; where the source has none it is
    made of customer, moment and amount (see ``rules.natural_number``), so that the same file changes nothing.
    """

    source = models.CharField(_("source"), max_length=40)
    number = models.CharField(_("number"), max_length=100)
    customer = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_on = models.DateField(_("ordered on"))
    kind = models.CharField(_("kind"), max_length=6, choices=OrderKind.choices, default=OrderKind.SALE)
    returns_order = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="returned_by", db_index=False
    )
    amount_minor = models.BigIntegerField(_("amount"))
    cost_minor = models.BigIntegerField(_("cost"), null=True)
    margin_minor = models.BigIntegerField(_("margin"), null=True)
    currency = models.CharField(_("currency"), max_length=3)
    units_milli = models.BigIntegerField(_("units"), default=0)
    channel = models.CharField(_("channel"), max_length=60, blank=True)
    branch = models.ForeignKey(
        "identity.Branch", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    content_hash = models.CharField(max_length=32)
    import_run = models.ForeignKey("importing.ImportRun", null=True, on_delete=models.PROTECT, related_name="orders")

    class Meta:
        ordering: ClassVar[list[str]] = ["-ordered_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "number"], name="one_order_per_number"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The day and the kind come along, so that "who bought lately" is answered from the index alone.
            models.Index(fields=["customer", "ordered_at", "ordered_on", "kind"], name="orders_by_customer"),
            models.Index(fields=["ordered_at"], name="orders_by_moment"),
            models.Index(
                fields=["returns_order"], name="orders_by_returned", condition=models.Q(returns_order__isnull=False)
            ),
            models.Index(fields=["branch"], name="orders_by_branch", condition=models.Q(branch__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lines")
    position = models.IntegerField()
    quantity_milli = models.BigIntegerField(_("quantity"))
    amount_minor = models.BigIntegerField(_("amount"))
    cost_minor = models.BigIntegerField(_("cost"), null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["order_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order", "position"], name="one_line_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.position}"

    @property
    def quantity(self) -> Decimal:
        return Decimal(self.quantity_milli).scaleb(-3)
