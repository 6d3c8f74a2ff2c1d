"""The record of erasures, without the person, and how long things are kept."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    ASKED = "asked", _("The customer asked for it")
    WITHDRAWN = "withdrawn", _("Consent was withdrawn")
    MISTAKE = "mistake", _("The card should never have been here")
    NOT_NEEDED = "not_needed", _("Kept longer than needed")


class Erasure(models.Model):
    """One person was erased: the number of the card, when, by whom and why. Nothing else of the person is here."""

    card_number = models.BigIntegerField(_("card"))
    reason = models.CharField(_("why"), max_length=12, choices=Reason.choices)
    erased_by_name = models.CharField(_("who"), max_length=200, blank=True)
    erased_at = models.DateTimeField(_("when"))
    counts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"#{self.card_number}"


class Retention(models.Model):
    """Row 1: months after which a customer without anything new is offered for erasure; days of the history."""

    idle_months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    history_days = models.PositiveSmallIntegerField(_("days"), default=365)

    def __str__(self) -> str:
        return f"{self.idle_months} · {self.history_days}"
