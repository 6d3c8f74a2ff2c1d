"""Notices, how each colleague wants them by e-mail, and the morning letters that gathered them."""

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MailChoice(models.TextChoices):
    AT_ONCE = "at_once", _("At once, each on its own")
    MORNING = "morning", _("In the morning, all in one letter")
    OFF = "off", _("Not at all")


class NoticeSettings(models.Model):
    """One's own choice; who has made none gets the morning letter. Quiet hours may pass midnight."""

    staff = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="notice_settings"
    )
    mail = models.CharField(max_length=10, choices=MailChoice.choices, default=MailChoice.MORNING)
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.mail}"


class Digest(models.Model):
    """The morning letter of one person on one day: unique, so that it is made once."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on_day = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["staff", "on_day"], name="notices_one_digest_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.on_day}"


class Notice(models.Model):
    """Something one colleague should know. `key` is unique: who tells the same twice tells it once.

    `customer_id` is the customer it speaks of, a plain number as on the timeline.
    """

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    customer_id = models.BigIntegerField(null=True, db_index=True)
    digest = models.ForeignKey(Digest, null=True, on_delete=models.SET_NULL, related_name="notices")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["staff", "read_at"], name="notices_unread"),
            models.Index(fields=["staff", "-id"], name="notices_of_a_person"),
        ]

    def __str__(self) -> str:
        return self.text
