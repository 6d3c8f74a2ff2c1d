"""A person or a company, and the ways to reach them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerKind(models.TextChoices):
    PERSON = "person", _("Person")
    COMPANY = "company", _("Company")


class Manner(models.TextChoices):
    """How a person deals with us; the card advises how to talk to each."""

    LOYAL = "loyal", _("Loyal")
    CONTROLLING = "controlling", _("Controlling")
    DEMANDING = "demanding", _("Demanding")
    DOUBTING = "doubting", _("Doubting")
    KNOW_ALL = "know_all", _("Know-all")


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    TELEGRAM = "telegram", _("Telegram")
    WHATSAPP = "whatsapp", _("WhatsApp")
    VIBER = "viber", _("Viber")
    VK = "vk", _("VK")
    MAX = "max", _("MAX")
    SITE = "site", _("Website")
    OTHER = "other", _("Other")


class Customer(models.Model):
    """Someone who buys, may buy, or turned to us: a person or a company."""

    kind = models.CharField(_("kind"), max_length=10, choices=CustomerKind.choices, default=CustomerKind.PERSON)
    name = models.CharField(_("name"), max_length=200, blank=True)
    salutation = models.CharField(_("how to address"), max_length=120, blank=True, default="", db_default="")
    occupation = models.CharField(_("occupation"), max_length=120, blank=True, default="", db_default="")
    city = models.CharField(_("city"), max_length=120, blank=True, default="", db_default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="", db_default="")
    language = models.CharField(_("language"), max_length=2, blank=True, default="", db_default="")
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, default="", db_default="")
    manner = models.CharField(
        _("customer type"), max_length=12, choices=Manner.choices, blank=True, default="", db_default=""
    )
    acquired_on = models.DateField(_("customer since"), null=True, blank=True)
    acquisition_source = models.CharField(_("where from"), max_length=120, blank=True)
    acquisition_cost_minor = models.BigIntegerField(_("cost of acquisition"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("responsible"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    branch = models.ForeignKey(
        "identity.Branch", verbose_name=_("branch"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    import_run = models.ForeignKey("importing.ImportRun", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("added"))
    updated_at = models.DateTimeField(_("changed"), null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name", "id"], name="customers_by_name"),
            models.Index(fields=["owner", "id"], name="customers_by_owner"),
            models.Index(fields=["city", "id"], name="customers_by_city"),
            models.Index(fields=["created_at", "id"], name="customers_by_age"),
        ]

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
    """A phone (E.164), an e-mail (lower case), a messenger's name. A household may share one: unique per customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = models.CharField(max_length=254)
    raw = models.CharField(max_length=254, blank=True)
    label = models.CharField(_("label"), max_length=60, blank=True, default="", db_default="")
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
