"""The numbers of the budget, every contact made, and addresses from which letters come back."""

from datetime import time
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Budget(models.Model):
    """Always row 1. Between two contacts of whatever sort lie `rest_days`; at night nobody is written to.

    `site` is the address under which customers reach this installation: links in letters begin with it.
    """

    rest_days = models.PositiveSmallIntegerField(default=3)
    quiet_from = models.TimeField(default=time(21))
    quiet_till = models.TimeField(default=time(9))
    asks_silent = models.BooleanField(default=False)
    site = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.rest_days}, {self.quiet_from}–{self.quiet_till}"


class Window(models.Model):
    """How many days lie between two contacts on one occasion, where the company changed it."""

    occasion = models.CharField(max_length=40, unique=True)
    days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.occasion}: {self.days}"


class Contact(models.Model):
    """One message to one customer, counted from the moment it was to leave; `origin` says what sent it."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False)
    occasion = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, blank=True)
    origin = models.CharField(max_length=40)
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer", "-at"], name="contacts_of_customer"),
            models.Index(fields=["origin", "customer"], name="contacts_of_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.occasion} {self.at}"


class DeadAddress(models.Model):
    """A server refused this address for good; a changed address on the card is another one."""

    value = models.CharField(max_length=254, unique=True)
    detail = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.value
