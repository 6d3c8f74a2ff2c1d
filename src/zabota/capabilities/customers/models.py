"""Customers and the ways to reach them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerKind(models.TextChoices):
    PERSON = "person", _("Person")
    COMPANY = "company", _("Company")


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")


class Customer(models.Model):
    """Someone who buys: a person or a company."""

    kind = models.CharField(_("kind"), max_length=10, choices=CustomerKind.choices, default=CustomerKind.PERSON)
    name = models.CharField(_("name"), max_length=200, blank=True)
    acquired_on = models.DateField(_("customer since"), null=True)
    acquisition_source = models.CharField(_("where from"), max_length=120, blank=True)
    acquisition_cost_minor = models.BigIntegerField(_("cost of acquisition"), null=True)
    branch = models.ForeignKey("identity.Branch", null=True, on_delete=models.SET_NULL, related_name="+")
    import_run = models.ForeignKey("importing.ImportRun", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.name


class CustomerKey(models.Model):
    """What a source (a till, a shop, a file) calls this customer; one customer may have several."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="keys")
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    import_run = models.ForeignKey("importing.ImportRun", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="one_customer_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class ContactPoint(models.Model):
    """A phone (E.164) or an e-mail (lower case). A household may share one, so it is unique per customer only."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=5, choices=ContactKind.choices)
    value = models.CharField(max_length=254)
    raw = models.CharField(max_length=254, blank=True)
    is_preferred = models.BooleanField(default=False)
    import_run = models.ForeignKey("importing.ImportRun", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-is_preferred", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["customer", "kind", "value"], name="one_contact_per_customer"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "value"], name="contact_by_value")]

    def __str__(self) -> str:
        return self.value


class CustomerNote(models.Model):
    """What was said or decided about a customer: a note, or the outcome of a call with its next step."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    text = models.TextField(_("note"), blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("when"), null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["topic", "created_at"], name="notes_by_topic")]

    def __str__(self) -> str:
        return self.text[:60]
