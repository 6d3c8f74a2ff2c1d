"""Waves, the words of their letters, who was left out and why, and questions promised for later."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.asking.contracts import WAVE_KINDS, WAVE_STATES, WAYS, WaveKind, WaveState
from zabota.capabilities.surveys.contracts import Channel


class Wave(models.Model):
    """Who is asked what, and how far it is. `last_customer_id` is the last one looked at, so that a killed job goes on.

    The audience is `filter` (the text of an address, see segments), or `customer_ids`, or everybody.
    """

    survey = models.ForeignKey("surveys.Survey", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name of the mailing"), max_length=120)
    kind = models.CharField(_("when"), max_length=6, choices=list(WAVE_KINDS.items()), default=WaveKind.ONCE)
    state = models.CharField(max_length=7, choices=list(WAVE_STATES.items()), default=WaveState.DRAFT)
    channel = models.CharField(_("way"), max_length=6, choices=list(WAYS.items()), default=Channel.EMAIL)
    filter = models.TextField(blank=True)
    customer_ids = models.JSONField(default=list)
    days_after = models.PositiveSmallIntegerField(default=3)
    period_days = models.PositiveSmallIntegerField(default=90)
    remind_after_days = models.PositiveSmallIntegerField(null=True)
    expires_after_days = models.PositiveSmallIntegerField(default=30)
    total = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    last_customer_id = models.BigIntegerField(default=0)
    last_round_on = models.DateField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """As its invitations and its contacts in the budget name it."""
        return f"wave:{self.pk}"


class WaveText(models.Model):
    """The words in one language; without a segment, for everybody who has none of his own."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="texts")
    segment = models.ForeignKey("segments.Segment", null=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=2)
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text"))

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.subject


class Wording(models.Model):
    """Which segment's words an invitation is sent with, settled when it is made."""

    invitation = models.OneToOneField("surveys.Invitation", on_delete=models.CASCADE, related_name="+")
    segment = models.ForeignKey("segments.Segment", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.invitation_id}: {self.segment_id}"


class Skipped(models.Model):
    """Somebody a wave left out, and why when it came to him last."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="skipped", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=40)
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["wave", "customer"], name="asking_skipped_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["wave", "reason"], name="skipped_by_reason")]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.customer_id} {self.reason}"


class Later(models.Model):
    """A customer who is to be asked again on a day; `done_at` when he was, or it was given up."""

    survey = models.ForeignKey("surveys.Survey", on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=80, unique=True)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["done_at", "due_on"], name="asked_later")]

    def __str__(self) -> str:
        return f"{self.about}: {self.due_on}"
