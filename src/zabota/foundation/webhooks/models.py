"""Addresses of other systems, their secrets, and the outbox with everything that was tried."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.webhooks.contracts import (
    EVERY_KIND,
    FAULT_WORDS,
    OFF_WORDS,
    STATE_LABELS,
    DeliveryState,
    Fault,
    OffReason,
)


class Endpoint(models.Model):
    """An address that is told of events. `failing_since`: the first failure since the last success.

    `held_until`: an endpoint that does not answer is left alone until then, whatever waits for it.
    """

    url = models.CharField(_("address"), max_length=1000)
    name = models.CharField(_("name"), max_length=100, blank=True)
    kinds = models.JSONField(default=list)
    is_on = models.BooleanField(default=True)
    off_reason = models.CharField(max_length=10, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or self.url

    @property
    def was_given_up(self) -> bool:
        """Turned off because of its answers, by nobody."""
        return self.off_reason not in ("", OffReason.PERSON)

    @property
    def hears_everything(self) -> bool:
        return EVERY_KIND in self.kinds

    def hears(self, kind: str) -> bool:
        return self.hears_everything or kind in self.kinds

    @property
    def off_words(self) -> "str | Promise":
        return OFF_WORDS[OffReason(self.off_reason)] if self.off_reason else ""


class EndpointSecret(models.Model):
    """A secret messages are signed with, encrypted. An old one is good until `expires_at`; the present one has none."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="secrets")
    secret_encrypted = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.endpoint_id} · {self.created_at:%Y-%m-%d %H:%M}"


class Delivery(models.Model):
    """One message to one endpoint, with the very body that is signed. The last attempt is repeated here for the log.

    `message_id` never changes, so that the other side can tell a message it got twice. `customer_id` is a plain
    number as on the timeline, empty where the message is about several or none.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=60)
    customer_id = models.BigIntegerField(null=True, db_index=True)
    body = models.TextField()
    state = models.CharField(
        max_length=10, default=DeliveryState.WAITING.value,
        choices=[(state.value, label) for state, label in STATE_LABELS.items()],
    )  # fmt: skip
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    fault = models.CharField(max_length=20, blank=True)
    milliseconds = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["endpoint", "state", "due_at"], name="webhooks_due"),
            models.Index(fields=["endpoint", "-id"], name="webhooks_log"),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def fault_words(self) -> "str | Promise":
        return FAULT_WORDS[Fault(self.fault)] if self.fault else ""


class Attempt(models.Model):
    """One try: what was answered, or the fault; `text` is the beginning of the answer."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    fault = models.CharField(max_length=20, blank=True)
    milliseconds = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.status or self.fault}"

    @property
    def fault_words(self) -> "str | Promise":
        return FAULT_WORDS[Fault(self.fault)] if self.fault else ""
