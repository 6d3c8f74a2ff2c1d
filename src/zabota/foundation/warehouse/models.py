"""On SQLite, what changed is written down by triggers; on PostgreSQL the rows themselves tell."""

from typing import ClassVar

from django.db import models


class PartMark(models.Model):
    """A random mark that a trigger renews whenever a row of this part of the table is written.

    A part is a range of ids. Part -1 stands for the whole table: it is renewed when the triggers are (re)made,
    because what happened while there were none is unknown. Random, not counted, so that a restored backup
    cannot come to the same mark by another way.
    """

    table_name = models.CharField(max_length=60)
    part = models.BigIntegerField()
    mark = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["table_name", "part"], name="one_mark_per_part"),
        ]

    def __str__(self) -> str:
        return f"{self.table_name}/{self.part}"
