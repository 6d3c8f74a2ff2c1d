"""Rows of a part as columns, all parts of all tables as of one moment."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction

from zabota.foundation.warehouse.contracts import Table, UnsupportedColumnError
from zabota.foundation.warehouse.marks import PART_BITS

if TYPE_CHECKING:
    import pyarrow as pa

FETCH = 20_000
MICROSECONDS = "(extract(epoch FROM {column}) * 1000000)::bigint"


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is of one moment, whatever others commit meanwhile; writers are not held up.

    Inside a transaction of the caller, its own (uncommitted) view of things is what is read.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own would be IMMEDIATE and take the writer's place
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def schema_of(table: Table) -> "pa.Schema":
    """Columns and their types. Moments are UTC without a zone, so that no engine turns them by its own clock."""
    import pyarrow as pa

    return pa.schema([(name, _type_of(table.model._meta.get_field(field))) for name, field in table.columns])


def _type_of(field: Any) -> "pa.DataType":  # noqa: ANN401 - Django's fields and relations share no typed base
    import pyarrow as pa

    while isinstance(field, models.ForeignKey):
        field = field.target_field
    kinds: tuple[tuple[type, pa.DataType], ...] = (
        (models.BooleanField, pa.bool_()),
        (models.IntegerField, pa.int64()),
        (models.DateTimeField, pa.timestamp("us")),
        (models.DateField, pa.date32()),
        (models.FloatField, pa.float64()),
        (models.CharField, pa.string()),
        (models.TextField, pa.string()),
    )
    for kind, arrow_type in kinds:
        if isinstance(field, kind):
            return arrow_type
    raise UnsupportedColumnError(f"{field} is a {type(field).__name__}")


def read_part(table: Table, part: int, schema: "pa.Schema") -> "pa.Table":
    """The rows of one part, ordered by id."""
    return _copy(table, part, schema) if connection.vendor == "postgresql" else _fetch(table, part, schema)


def _select(table: Table, part: int, expressions: list[str]) -> str:
    source = connection.ops.quote_name(table.model._meta.db_table)
    first, end = part << PART_BITS, (part + 1) << PART_BITS
    return f"SELECT {', '.join(expressions)} FROM {source} WHERE id >= {first} AND id < {end} ORDER BY id"  # noqa: S608


def _column(table: Table, field: str) -> str:
    column: str = table.model._meta.get_field(field).column  # type: ignore[union-attr,assignment]
    return connection.ops.quote_name(column)


def _fetch(table: Table, part: int, schema: "pa.Schema") -> "pa.Table":
    """SQLite over Django's own connection: a second SQLite library on the file would break its locks."""
    import pyarrow as pa

    as_text = [pa.types.is_temporal(kind) for kind in schema.types]
    columns = [_column(table, field) for _name, field in table.columns]
    # An expression has no declared type, so no Python date is made of every text.
    select = _select(table, part, [f"{c} || ''" if text else c for c, text in zip(columns, as_text, strict=True)])
    batches = []
    with connection.cursor() as cursor:
        cursor.execute(select)
        while rows := cursor.fetchmany(FETCH):
            arrays = [
                _array(list(values), kind) for values, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
            ]
            batches.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


def _array(values: list[Any], kind: "pa.DataType") -> "pa.Array":
    import pyarrow as pa

    if pa.types.is_temporal(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)


def _copy(table: Table, part: int, schema: "pa.Schema") -> "pa.Table":
    """PostgreSQL by COPY: its own fastest way out, parsed column by column."""
    import pyarrow as pa
    from pyarrow import csv

    moments = [pa.types.is_timestamp(kind) for kind in schema.types]
    columns = [_column(table, field) for _name, field in table.columns]
    select = _select(
        table,
        part,
        [MICROSECONDS.format(column=c) if moment else c for c, moment in zip(columns, moments, strict=True)],
    )
    buffer = io.BytesIO()
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT csv)") as copy:
        for chunk in copy:
            buffer.write(chunk)
    plain = pa.schema([(f.name, pa.int64() if m else f.type) for f, m in zip(schema, moments, strict=True)])
    buffer.seek(0)
    read = csv.read_csv(
        buffer,
        read_options=csv.ReadOptions(column_names=plain.names, use_threads=False),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=plain, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
            true_values=["t"], false_values=["f"],
        ),
    )  # fmt: skip
    return read.cast(schema)
