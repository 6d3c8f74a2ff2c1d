"""What a person agreed to: rows are only ever added."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.models._customer import Customer


class Channel(models.TextChoices):
    PHONE = "phone", _("Calls")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")
    MESSENGER = "messenger", _("Messengers")
    POST = "post", _("Paper mail")


class Purpose(models.TextChoices):
    SERVICE = "service", _("About their orders and requests")
    MARKETING = "marketing", _("Offers and news")
    SURVEYS = "surveys", _("Questions about our work")


class ConsentEntry(models.Model):
    """Given or withdrawn: the latest entry of a channel and purpose holds. The database refuses to change one."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    is_given = models.BooleanField()
    how = models.CharField(_("how it was told"), max_length=200, blank=True)
    text_version = models.CharField(_("version of the text"), max_length=60, blank=True, default="", db_default="")
    proof = models.TextField(_("proof"), blank=True, default="", db_default="")
    actor_name = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer", "purpose", "channel", "-id"], name="consent_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.purpose}/{self.channel}"
