"""What changed since the last snapshot: a mark for every part of a table, different whenever its rows are.

SQLite: triggers renew the mark of a row's part, whoever writes the row and by whatever SQL.
PostgreSQL: every written row has a new place and a new transaction (ctid, xmin), so a sum of hashes over the
part is the mark; no trigger, no lock between writers.
"""

from collections.abc import Sequence

from django.db import connection, transaction

from zabota.foundation.warehouse.contracts import Table

PART_BITS = 16
WHOLE = -1

_RENEW = """INSERT INTO warehouse_partmark (table_name, part, mark) VALUES ('{name}', {part}, lower(hex(randomblob(8))))
    ON CONFLICT (table_name, part) DO UPDATE SET mark = excluded.mark"""
_EVENTS = {"insert": ("new",), "delete": ("old",), "update": ("old", "new")}


def ensure(tables: Sequence[Table]) -> None:
    """Make the triggers of these tables where they are missing (a migration that rebuilds a table drops them)."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'warehouse_%%'")
        known = dict(cursor.fetchall())
    for table in tables:
        wanted = _triggers(table)
        if table.model._meta.db_table in existing and any(known.get(name) != sql for name, sql in wanted.items()):
            _make(table, wanted)


def _make(table: Table, triggers: dict[str, str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name, sql in triggers.items():
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            cursor.execute(sql)
        cursor.execute(_RENEW.format(name=table.name, part=WHOLE))


def _triggers(table: Table) -> dict[str, str]:
    source = table.model._meta.db_table
    triggers = {}
    for event, sides in _EVENTS.items():
        body = "; ".join(_RENEW.format(name=table.name, part=f"{side}.id >> {PART_BITS}") for side in sides)
        name = f"warehouse_{table.name}_{event}"
        triggers[name] = f'CREATE TRIGGER "{name}" AFTER {event.upper()} ON "{source}" BEGIN {body}; END'
    return triggers


def current(table: Table) -> dict[int, str]:
    """The mark of every part that has rows; two marks are equal only if the rows are."""
    source = connection.ops.quote_name(table.model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _written_down(cursor, table, source)
        cursor.execute(
            f"SELECT id >> {PART_BITS}, count(*)::text || ':' || "  # noqa: S608 - names of our own tables
            "sum(hashint8extended(id, hashtidextended(ctid, xmin::text::bigint)))::text "
            f"FROM {source} GROUP BY 1"
        )
        return dict(cursor.fetchall())


def _written_down(cursor, table: Table, source: str) -> dict[int, str]:  # type: ignore[no-untyped-def]
    cursor.execute("SELECT part, mark FROM warehouse_partmark WHERE table_name = %s", [table.name])
    marks = dict(cursor.fetchall())
    cursor.execute(f"SELECT id >> {PART_BITS}, count(*) FROM {source} GROUP BY 1")  # noqa: S608
    return {part: f"{count}:{marks.get(WHOLE)}:{marks.get(part)}" for part, count in cursor.fetchall()}
