"""The pen with which a service changes rows so that the change can be taken back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import models

from zabota.foundation.database.bulk import insert_rows, reserve_ids
from zabota.foundation.undo.columns import columns_of, encode, values_of
from zabota.foundation.undo.models import Change, ChangedRow

BATCH = 1_000

Row = TypeVar("Row", bound=models.Model)


class Recorder:
    """Changes rows and writes down how they were. Belongs to one change, inside one transaction."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.count = 0

    def insert(self, rows: Iterable[Row]) -> list[Row]:
        """Write new rows; each must have no id yet."""
        made: list[Row] = []
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            model = type(batch[0])
            for row, row_id in zip(batch, reserve_ids(model, len(batch)), strict=True):
                row.pk = row_id
            model._default_manager.bulk_create(batch)
            self._note(model, ((row.pk, None, values_of(row)) for row in batch))
            made += batch
        return made

    def insert_values(
        self, model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> list[int]:
        """Write many new rows of plain values (`names` by column: `owner_id`); returns their ids, in order."""
        ids = list(reserve_ids(model, len(rows))) if rows else []
        insert_rows(model, ("id", *names), ((row_id, *row) for row_id, row in zip(ids, rows, strict=True)))
        self._note(
            model,
            (
                (row_id, None, {"id": row_id} | {name: encode(cell) for name, cell in zip(names, row, strict=True)})
                for row_id, row in zip(ids, rows, strict=True)
            ),
        )
        return ids

    def update(self, row: models.Model, values: Mapping[str, Any]) -> bool:
        """Give one row new values; nothing is written where they are what they were."""
        return self.update_many([(row, values)]) == 1

    def update_many(self, pairs: Sequence[tuple[models.Model, Mapping[str, Any]]]) -> int:
        """Give rows of one model their new values (by column: `owner_id`); returns how many changed."""
        notes: list[tuple[int, dict[str, Any] | None, dict[str, Any] | None]] = []
        by_columns: dict[tuple[str, ...], list[models.Model]] = {}
        for row, values in pairs:
            fields = columns_of(type(row))
            new = {name: value for name, value in values.items() if encode(getattr(row, name)) != encode(value)}
            if not new:
                continue
            notes.append((row.pk, values_of(row, new), {name: encode(value) for name, value in new.items()}))
            for name, value in new.items():
                setattr(row, name, value)
            by_columns.setdefault(tuple(fields[name].name for name in sorted(new)), []).append(row)
        for names, rows in by_columns.items():
            type(rows[0])._default_manager.bulk_update(rows, names, batch_size=500)
        if notes:
            self._note(type(pairs[0][0]), notes)
        return len(notes)

    def update_all(self, rows: models.QuerySet[Any, Any], values: Mapping[str, Any]) -> int:
        """Give every row of a query the same values, batch by batch; returns how many changed."""
        return sum(self.update_many([(row, values) for row in batch]) for batch in batches(rows))

    def delete(self, rows: models.QuerySet[Any, Any]) -> int:
        """Delete rows, remembering them whole. Rows that point at them are the caller's to delete first."""
        deleted = 0
        for batch in batches(rows):
            self._note(rows.model, ((row.pk, values_of(row), None) for row in batch))
            query = rows.model._default_manager.filter(pk__in=[row.pk for row in batch])
            deleted += query._raw_delete(using=query.db)  # no cascade, no surprise
        return deleted

    def _note(
        self, model: type[models.Model], rows: Iterable[tuple[int, dict[str, Any] | None, dict[str, Any] | None]]
    ) -> None:
        noted = [(self.change.pk, model._meta.label, *row) for row in rows]
        ids = reserve_ids(ChangedRow, len(noted)) if noted else ()
        names = ("id", "change_id", "table", "row_id", "before", "after")
        insert_rows(ChangedRow, names, ((row_id, *row) for row_id, row in zip(ids, noted, strict=True)))
        self.count += len(noted)


def batches(rows: models.QuerySet[Any, Any]) -> Iterator[list[Any]]:
    """The rows of a query by id, a batch at a time: what a batch changes cannot hide the next."""
    last_id = 0
    while batch := list(rows.filter(pk__gt=last_id).order_by("pk")[:BATCH]):
        yield batch
        last_id = batch[-1].pk
