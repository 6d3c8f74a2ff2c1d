"""The timeline, the outbox of announcements, and the inbox that remembers who has heard them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class TimelineEvent(models.Model):
    """Something that happened to a customer (or, without one, to the company).

    `customer_id` is a plain number: the timeline lies below the customers' capability and must not know it.
    `origin` names what wrote the event ("import:12"), so that an undone import takes its events along.
    """

    kind = models.CharField(max_length=60)
    customer_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=80, blank=True)
    origin = models.CharField(max_length=80, blank=True)
    occurred_at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        # Whole indexes, not partial ones: SQLite does not use a partial index for a bound parameter.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer_id", "-occurred_at", "-id"], name="events_timeline"),
            models.Index(fields=["kind", "occurred_at"], name="events_kind"),
            models.Index(fields=["origin"], name="events_origin"),
            models.Index(fields=["subject"], name="events_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.customer_id} · {self.occurred_at:%Y-%m-%d %H:%M}"


class Announcement(models.Model):
    """An outbox row: written with the event in one transaction, heard by each subscriber once.

    A bulk import leaves one announcement for the whole batch: `event_id` is empty, `event_count` says how many.
    """

    kind = models.CharField(max_length=60)
    event_id = models.BigIntegerField(null=True)
    event_count = models.PositiveIntegerField(default=1)
    customer_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=80, blank=True)
    origin = models.CharField(max_length=80, blank=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} · {self.event_count}"


class Hearing(models.Model):
    """An inbox row: this subscriber has heard this announcement; the pair is unique."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="hearings")
    subscriber = models.CharField(max_length=150)
    heard_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["announcement", "subscriber"], name="events_heard_once")
        ]

    def __str__(self) -> str:
        return self.subscriber
