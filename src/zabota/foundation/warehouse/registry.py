"""Which tables are snapshotted: capabilities declare their own when the product starts."""

from collections.abc import Iterable

from django.db.models import Model

from zabota.foundation.warehouse.contracts import Table

_tables: dict[str, Table] = {}


def register_table(name: str, model: type[Model], columns: Iterable[str | tuple[str, str]]) -> None:
    """Snapshot `model` as the view `name`. A column is a field's name, or (name in the view, name of the field).

    The model's key must be an integer named `id`; it is always the first column. How changes are noticed is the
    warehouse's own business: the model needs no "updated at".
    """
    pairs = [(column, column) if isinstance(column, str) else column for column in columns]
    _tables[name] = Table(name, model, (("id", "id"), *(pair for pair in pairs if pair[0] != "id")))


def tables() -> tuple[Table, ...]:
    return tuple(_tables.values())
