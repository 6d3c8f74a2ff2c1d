"""Many rows at once, where building a model for each would take most of the time.

The only place below the ORM: ids are reserved first, so that rows of several tables can point at each other,
then each table takes one `executemany` (SQLite) or one COPY (PostgreSQL). Call it inside a transaction.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL
from pydantic_core import to_json

Row = Sequence[Any]


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids nobody else will get, in growing order."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f'"{table}"', count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        # Every SQLite transaction here begins IMMEDIATE: between these statements nobody else writes.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last = found[0] if found else 0
        if found:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last + count])
        return range(last + 1, last + count + 1)


def any_of(values: Iterable[str]) -> RawSQL:
    """For `filter(name__in=any_of(texts))`: one parameter however many texts, where the ORM would check each."""
    listed = list(values)
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::text[])", [listed])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(listed)])


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows of plain values; `names` are field names (`customer_id` for a foreign key), every NOT NULL one.

    Raises IntegrityError as the ORM would.
    """
    fields = [_field(model, name) for name in names]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    adapters = [(place, adapt) for place, field in enumerate(fields) if (adapt := _adapter(field))]
    adapted = _adapted(rows, adapters) if adapters else rows
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for row in adapted:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', adapted)  # type: ignore[arg-type]  # noqa: S608


def _field(model: type[models.Model], name: str) -> Any:  # noqa: ANN401 - fields are generic in what they hold
    for field in model._meta.concrete_fields:
        if name in (field.attname, field.name):
            return field
    raise ValueError(f"{model.__name__} has no field {name}")


def _adapted(rows: Iterable[Row], adapters: list[tuple[int, Callable[[Any], Any]]]) -> Iterable[Row]:
    """Column by column: a loop over the adapted cells alone costs a fraction of one over all cells of all rows."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    if not columns:
        return ()
    for place, adapt in adapters:
        columns[place] = [None if value is None else adapt(value) for value in columns[place]]
    return zip(*columns, strict=True)


def _adapter(field: Any) -> Callable[[Any], Any] | None:  # noqa: ANN401
    if isinstance(field, models.JSONField):
        return _json
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return _sqlite_moment
    return date.isoformat if isinstance(field, models.DateField) else None


def _json(value: Any) -> str:  # noqa: ANN401
    return to_json(value).decode()


@lru_cache(maxsize=8192)
def _sqlite_moment(value: datetime) -> str:
    """As Django writes it: UTC without a zone."""
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.replace(tzinfo=None).isoformat(" ")
