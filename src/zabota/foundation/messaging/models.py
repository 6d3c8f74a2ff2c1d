"""The company's mail server and the outbox."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.foundation.messaging.contracts import REASON_WORDS, MailState, Reason


class Security(models.TextChoices):
    STARTTLS = "starttls", _("STARTTLS (usually port 587)")
    TLS = "tls", _("TLS (usually port 465)")
    NONE = "none", _("None (only inside one's own network)")


class MailServer(models.Model):
    """The one server letters leave by (always row 1); the password is kept encrypted."""

    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=8, choices=Security.choices)
    user = models.CharField(max_length=254, blank=True)
    password_encrypted = models.TextField(blank=True)
    from_email = models.CharField(max_length=254)
    from_name = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class OutgoingMail(models.Model):
    """A letter on its way. It holds no words and no address: who owns `reference` composes it when it leaves.

    `key` is unique: a letter is put here once. Its Message-ID never changes, so that a server or a mailbox that
    got it twice can tell.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)
    reference = models.BigIntegerField()
    state = models.CharField(max_length=10, default=MailState.QUEUED.value)
    message_id = models.CharField(max_length=255)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=30, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"], name="mail_by_state"),
            models.Index(fields=["kind", "reference"], name="mail_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"

    @property
    def reason_words(self) -> str:
        return str(REASON_WORDS[Reason(self.reason)]) if self.reason else ""
