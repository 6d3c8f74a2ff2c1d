"""Calls, as a person wrote them down or a telephone exchange told of them, and the company's script."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    INCOMING = "in", _("Incoming")
    OUTGOING = "out", _("Outgoing")


class Outcome(models.TextChoices):
    TALKED = "talked", _("Talked")
    CALL_BACK = "call_back", _("Asked to call back")
    NO_ANSWER = "no_answer", _("No answer")


class PhoneCall(models.Model):
    """One call. `source` and `key` are the exchange's own: the same call told twice is one.

    `settled_at`: nobody need call back any more.
    """

    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    phone = models.CharField(_("phone"), max_length=32)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    duration_seconds = models.PositiveIntegerField(null=True)
    recording_url = models.URLField(max_length=500, blank=True)
    source = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=120, null=True)  # noqa: DJ001 - NULL: written by hand, not compared
    started_at = models.DateTimeField(_("when"))
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="one_call_per_key"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["phone", "-id"], name="calls_by_phone"),
            models.Index(
                fields=["started_at"], name="calls_to_return",
                condition=models.Q(settled_at=None, outcome__in=["call_back", "no_answer"]),
            ),
            models.Index(fields=["staff", "started_at"], name="calls_of_a_colleague"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.direction} {self.started_at:%Y-%m-%d %H:%M}"


class Script(models.Model):
    """Row 1: what to say on the phone, in the company's words."""

    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]
