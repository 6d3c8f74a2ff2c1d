"""The index: one row for everything that can be found."""

from typing import ClassVar

from django.db import models


class SearchEntry(models.Model):
    """What is shown of a thing, and the words it is found by.

    The full-text structures over `search_text` are made by vendor in the first migration and kept by the
    database itself: FTS5 with triggers on SQLite, a generated tsvector with a GIN index on PostgreSQL.
    """

    kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300)
    search_text = models.TextField()
    permission = models.CharField(max_length=64)
    weight = models.IntegerField(default=0)
    branch_id = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_search_entry_per_thing"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "-weight", "-updated_at", "-object_id"], name="search_by_weight"),
        ]

    def __str__(self) -> str:
        return self.title
