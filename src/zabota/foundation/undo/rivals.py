"""A deleted row's place was taken by another, which is gone too: the later deletion has to be taken back first.

Else the place would be taken when its turn comes, and neither it nor what happened to its row in between could be taken
back any more.
"""

from collections.abc import Iterator, Sequence

from django.db.models import Model, UniqueConstraint

from zabota.foundation.undo.columns import columns_of, model_of
from zabota.foundation.undo.models import ChangedRow


def later_deletion(change_id: int, table: str, rows: Sequence[ChangedRow]) -> int | None:
    """The latest change, not undone yet, that deleted a row of the same unique key as one of those to be put back."""
    befores = [row.before for row in rows if row.after is None and row.before is not None]
    later = ChangedRow.objects.filter(table=table, change_id__gt=change_id, change__undone_at=None)
    if not befores or not later.exists():
        return None
    found: list[int] = []
    for names in _unique_columns(model_of(table)):
        keys = {key for before in befores if None not in (key := tuple(before.get(name) for name in names))}
        alike = later.filter(**{f"before__{names[0]}__in": sorted({key[0] for key in keys})}) if keys else later.none()
        found += [
            row.change_id
            for row in alike
            if row.after is None and row.before and tuple(row.before.get(name) for name in names) in keys
        ]
    return max(found, default=None)


def _unique_columns(model: type[Model]) -> Iterator[list[str]]:
    attnames = {field.name: name for name, field in columns_of(model).items()}
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            yield [attnames[name] for name in constraint.fields]
    yield from ([attnames[name] for name in names] for names in model._meta.unique_together)
    yield from ([name] for name, field in columns_of(model).items() if field.unique and not field.primary_key)
