"""Pages by key: the thousandth page of a list costs as much as the first, if the column has an index.

Rows whose value is not known come last, whichever way the list is sorted, in the order of their ids; they are
asked for by a second query, so that both queries walk an index on either database.
"""

import base64
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Cursor:
    """The last row shown: its value in the sorted column (None: not known) and its id."""

    value: Any
    row_id: int

    def encode(self) -> str:
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        return base64.urlsafe_b64encode(json.dumps([value, self.row_id]).encode()).decode().rstrip("=")


@dataclass(frozen=True, kw_only=True)
class KeyPage(Generic[Row]):
    """`following` is where the next page begins; None at the end."""

    rows: tuple[Row, ...]
    following: Cursor | None


def read_cursor(text: str | None) -> Cursor | None:
    """None for the first page, and for an address somebody mangled."""
    if not text:
        return None
    try:
        value, row_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Cursor(value if isinstance(value, str | int | float | None) else None, int(row_id))
    except (ValueError, TypeError):
        return None


def page_of(
    rows: QuerySet[Row], *, column: str, is_descending: bool, after: Cursor | None = None, limit: int = 50
) -> KeyPage[Row]:
    """One page of `rows` by (column, id): at most two queries."""
    found: list[Row] = []
    field = rows.model._meta.get_field(column)
    if after is None or after.value is not None:
        found = list(_known(rows, column, after, is_descending=is_descending)[: limit + 1])
    if field.null and len(found) <= limit:
        unknown = rows.filter(**{f"{column}__isnull": True})
        if after is not None and after.value is None:
            unknown = unknown.filter(id__gt=after.row_id)
        found += unknown.order_by("id")[: limit + 1 - len(found)]
    page = tuple(found[:limit])
    following = Cursor(getattr(page[-1], column), page[-1].pk) if len(found) > limit else None
    return KeyPage(rows=page, following=following)


def _known(rows: QuerySet[Row], column: str, after: Cursor | None, *, is_descending: bool) -> QuerySet[Row]:
    sign, beyond = ("-", "lt") if is_descending else ("", "gt")
    if rows.model._meta.get_field(column).null:
        rows = rows.filter(**{f"{column}__isnull": False})
    if after is not None:
        try:
            rows = rows.filter(**{f"{column}__{beyond}e": after.value}).filter(
                Q(**{f"{column}__{beyond}": after.value}) | Q(**{f"id__{beyond}": after.row_id})
            )
        except (ValueError, TypeError):  # a mangled cursor begins anew
            return rows.order_by(f"{sign}{column}", f"{sign}id")
    return rows.order_by(f"{sign}{column}", f"{sign}id")
