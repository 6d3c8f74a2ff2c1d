"""Rows put back as they were before a change, many at a time."""

from collections.abc import Sequence

from django.db import IntegrityError
from django.db.models import ForeignObjectRel, Model

from zabota.foundation.undo.columns import apply, columns_of, encode, model_of
from zabota.foundation.undo.models import ChangedRow


def put_back(table: str, rows: Sequence[ChangedRow], *, leaves_relied_upon: bool = False) -> tuple[list[int], int]:
    """Ids of the rows put back, and how many stay as somebody made them since.

    `rows` stand last written first; a change may have written, changed and deleted one row. A new row that others
    were hung on since is an IntegrityError, or stays.
    """
    model = model_of(table)
    now_there = model._default_manager.in_bulk([row.row_id for row in rows])
    revived: dict[int, Model] = {}
    changed: dict[int, set[str]] = {}
    removed: dict[int, Model] = {}
    done: list[int] = []
    left = 0
    for row in rows:
        current = now_there.get(row.row_id)
        if row.after is None:
            if current is not None:
                raise IntegrityError("the row is there again")
            gone = model()
            apply(gone, row.before or {})
            revived[row.row_id] = now_there[row.row_id] = gone
        elif row.before is None:
            if current is None or any(encode(getattr(current, name)) != value for name, value in row.after.items()):
                left += current is not None
                continue
            if revived.pop(row.row_id, None) is None:
                removed[row.row_id] = current
        else:
            if current is None:
                raise IntegrityError("the row is gone")
            same = [name for name, value in row.after.items() if encode(getattr(current, name)) == value]
            left += len(same) < len(row.after)
            if not same:
                continue
            apply(current, {name: row.before[name] for name in same})
            if row.row_id not in revived:
                changed.setdefault(row.row_id, set()).update(same)
        done.append(row.row_id)
    relied = _relied_upon(model, list(removed))
    if relied and not leaves_relied_upon:
        raise IntegrityError("rows were added that rely on this one")
    _remove(model, [row_id for row_id in removed if row_id not in relied])
    _write(model, {row_id: (now_there[row_id], names) for row_id, names in changed.items() if row_id not in removed})
    for one in revived.values():
        one.save(force_insert=True)
    return [row_id for row_id in done if row_id not in relied], left + len(relied)


def _remove(model: type[Model], row_ids: list[int]) -> None:
    query = model._default_manager.filter(pk__in=row_ids)
    query._raw_delete(using=query.db)  # what points at it must be gone already


def _write(model: type[Model], changed: dict[int, tuple[Model, set[str]]]) -> None:
    fields = columns_of(model)
    by_columns: dict[tuple[str, ...], list[Model]] = {}
    for row, names in changed.values():
        by_columns.setdefault(tuple(sorted(fields[name].name for name in names)), []).append(row)
    for columns, rows in by_columns.items():
        model._default_manager.bulk_update(rows, columns, batch_size=500)


def _relied_upon(model: type[Model], row_ids: list[int]) -> set[int]:
    """The database would find out only at the end of the transaction, too late to say which row it was."""
    found: set[int] = set()
    if not row_ids:
        return found
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or not getattr(relation.field, "db_constraint", False):
            continue
        rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": row_ids})
        if relation.related_model is model:
            rows = rows.exclude(pk__in=row_ids)
        found.update(rows.order_by().values_list(relation.field.attname, flat=True).distinct())
    return found
