"""Answers kept so that a repeated request is not done twice."""

from django.db import models


class IdempotentAnswer(models.Model):
    """The answer to one request of one key; row and work are one transaction, so nobody sees it half-made."""

    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="api_idempotency_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
