"""Transactions that may not run beside each other."""

from django.db import connection


def wait_turn(name: str) -> None:
    """Go on when no other transaction of this name is open; the turn ends with the caller's transaction.

    SQLite lets one transaction write at a time anyway: here every one of them begins IMMEDIATE.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
