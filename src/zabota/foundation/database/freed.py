"""Deleted rows must not stay readable in the files of the database."""

from django.db import connection


class FilesInUseError(Exception):
    """Somebody reads the write-ahead log just now: try again later."""


def overwrite_freed() -> None:
    """Have the database give up what was deleted. Outside a transaction.

    SQLite overwrites freed bytes at once (`secure_delete`); what is left is the write-ahead log, which is written
    back and cut here. PostgreSQL removes dead rows in a VACUUM; its own log keeps them for as long as it is told to.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM")
            return
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (is_busy, _pages, _moved) = cursor.fetchone()
        if is_busy:
            raise FilesInUseError
