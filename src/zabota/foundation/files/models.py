"""A kept file. Its content lies in the data folder under its hash; the same content is stored once."""

from django.db import models


class StoredFile(models.Model):
    """`subject` says whose it is ("customer:12"), so that an erasure finds it after its row is gone."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=150)
    size_bytes = models.BigIntegerField()
    subject = models.CharField(max_length=80, blank=True, db_index=True)
    stored_at = models.DateTimeField()
    stored_by_name = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name
