"""Rows of one customer become rows of another: of every table, known here or not, and every row once.

Where a table allows one such row per customer (a phone, a tag, a call of a round), the row that is there stays,
takes over what it lacks, and inherits whatever points at the one that goes.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import ForeignObjectRel, Model, Q, UniqueConstraint

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.customers.rows import Fate, declared_rows
from zabota.foundation.undo.columns import columns_of
from zabota.foundation.undo.recorder import Recorder, batches

Column = tuple[type[Model], str]


def customer_columns() -> list[Column]:
    """Every column that names a customer: of the declared tables, and of whatever else points at customers.

    Derived rows (`Fate.STAY`) are made anew by whoever makes them.
    """
    declared = {(rows.model, "customer_id"): rows.when_deleted for rows in declared_rows()}
    moved = {column: None for column, fate in declared.items() if fate is not Fate.STAY}
    return list(moved | {column: None for column in _pointing_at(Customer) if column not in declared})


def move(recorder: Recorder, *, from_id: int, to_id: int) -> None:
    """Make every row of one customer a row of the other."""
    columns = customer_columns()
    for model in dict.fromkeys(model for model, _column in columns):
        _drop_rows_of_oneself(recorder, model, [name for one, name in columns if one is model], {from_id, to_id})
    for model, column in columns:
        _repoint(recorder, model, column, from_id, to_id)


def _drop_rows_of_oneself(recorder: Recorder, model: type[Model], columns: list[str], ids: Collection[int]) -> None:
    """Nobody is his own relative: a row that would name one customer twice goes."""
    for place, column in enumerate(columns):
        for other in columns[place + 1 :]:
            both = model._default_manager.filter(**{f"{column}__in": list(ids), f"{other}__in": list(ids)})
            recorder.delete(both.exclude(**{column: None}))


def _repoint(recorder: Recorder, model: type[Model], column: str, old: int, new: int) -> None:
    for batch in batches(model._default_manager.filter(**{column: old})):
        free = []
        for row in batch:
            kept = _in_the_way(row, column, new)
            if kept is None:
                free.append(row)
            else:
                _absorb(recorder, row, kept, column)
        recorder.update_many([(row, {column: new}) for row in free])


def _in_the_way(row: Model, column: str, new: int) -> Model | None:
    """The row of the other customer beside which this one may not stand."""
    for others, condition in _unique_with(type(row), column):
        same = {name: getattr(row, name) for name in others}
        if any(value is None for value in same.values()):
            continue
        rows = type(row)._default_manager.filter(**{column: new}, **same)
        own = type(row)._default_manager.filter(pk=row.pk)
        if condition is not None:
            rows, own = rows.filter(condition), own.filter(condition)
        if own.exists() and (kept := rows.first()) is not None:
            return kept
    return None


def _unique_with(model: type[Model], column: str) -> Iterator[tuple[list[str], Q | None]]:
    """The other columns of every rule of uniqueness the column takes part in, and the rule's condition."""
    field = columns_of(model)[column]
    if field.unique:
        yield [], None
    names: list[tuple[Any, Q | None]] = [(tuple(names), None) for names in model._meta.unique_together]
    names += [(one.fields, one.condition) for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    for fields, condition in names:
        if field.name in fields:
            yield [model._meta.get_field(name).attname for name in fields if name != field.name], condition  # type: ignore[union-attr]


def _absorb(recorder: Recorder, row: Model, kept: Model, column: str) -> None:
    for model, pointing in _pointing_at(type(row)):
        _repoint(recorder, model, pointing, row.pk, kept.pk)
    recorder.delete(type(row)._default_manager.filter(pk=row.pk))
    lacking = {
        name: getattr(row, name)
        for name in columns_of(type(row))
        if name not in ("id", column) and getattr(kept, name) in ("", None) and getattr(row, name) not in ("", None)
    }
    recorder.update(kept, lacking)


def _pointing_at(model: type[Model]) -> Iterator[Column]:
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and getattr(relation.field, "db_constraint", False):
            yield relation.related_model, relation.field.attname
