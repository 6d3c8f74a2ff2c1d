"""SQLite: a consistent copy by the engine's own backup, while others write."""

import contextlib
import sqlite3
from pathlib import Path

from django.db import connection

from zabota.cli.backup.contracts import BackupError
from zabota.cli.language import _

PAGES_PER_STEP = -1
"""All pages in one step: a step in which another process writes would begin the copy anew."""


def dump(target: Path) -> None:
    """Copy the live database into a file and let the engine check the copy."""
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy, pages=PAGES_PER_STEP)
        copy.execute("PRAGMA journal_mode=DELETE")
        check(copy)


def check(database: sqlite3.Connection) -> None:
    answer = database.execute("PRAGMA integrity_check").fetchone()[0]
    if answer != "ok":
        raise BackupError(_("the database is damaged: %s") % answer)


def load(source: Path) -> None:
    """Copy a saved database over the live one, page by page under its lock: open connections see it whole."""
    with contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as saved:
        check(saved)
        connection.ensure_connection()
        saved.backup(connection.connection, pages=PAGES_PER_STEP)
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")


def count_rows(path: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as saved:
        names = saved.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
        tables = [name for (name,) in names if not name.startswith("sqlite_")]
        return {name: saved.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608
