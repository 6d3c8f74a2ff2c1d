"""PostgreSQL: every table by COPY inside one REPEATABLE READ transaction, so that all show one moment.

No pg_dump: its version must fit the server's, and it is absent where only Python is installed.
"""

import csv
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

CHUNK = 1 << 20


def tables() -> list[str]:
    """Every table of our schema but the record of migrations, which a restore writes anew."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_list(cursor)
    record = MigrationRecorder.Migration._meta.db_table
    return sorted(table.name for table in found if table.type == "t" and table.name != record)


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _copy(table: str, direction: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns(table)))
    return sql.SQL("COPY {} ({}) " + direction + " (FORMAT csv, HEADER MATCH)").format(sql.Identifier(table), names)


def dump(folder: Path) -> None:
    """One CSV a table, all of one moment, however much is written meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in tables():
            statement = _copy(table, "TO STDOUT").as_string(cursor.connection).replace("HEADER MATCH", "HEADER")
            with (folder / f"{table}.csv").open("wb") as file, cursor.copy(statement) as stream:
                for chunk in stream:
                    file.write(chunk)


def count_rows(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for _row in csv.reader(file)) - 1


def load(folder: Path, *, migrations: dict[str, str]) -> None:
    """Build the schema as it was when the backup was made, fill it in one transaction, then bring it up to date."""
    _clear([path.stem for path in folder.glob("*.csv")])
    MigrationExecutor(connection).migrate(list(migrations.items()))
    with transaction.atomic(), connection.cursor() as cursor:
        present = tables()
        names = sql.SQL(", ").join(map(sql.Identifier, present))
        cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(names).as_string(cursor.connection))
        for path in sorted(folder.glob("*.csv")):
            with path.open("rb") as file, cursor.copy(_copy(path.stem, "FROM STDIN")) as stream:
                while chunk := file.read(CHUNK):
                    stream.write(chunk)
        models = list(apps.get_models(include_auto_created=True))
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _clear(saved: list[str]) -> None:
    """Drop our own tables, those of today and those of the backup, so that migrations begin from nothing."""
    ours = {*connection.introspection.django_table_names(), *saved, MigrationRecorder.Migration._meta.db_table}
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(ours):
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(table)))
