"""What the warehouse promises, and its refusals."""

from dataclasses import dataclass

from django.db.models import Model


class SnapshotMissingError(Exception):
    """Nothing was ever snapshotted here: call `services.refresh()` first."""


class UnsupportedColumnError(TypeError):
    """A field whose values have no columnar type here."""


@dataclass(frozen=True)
class Table:
    """A table to snapshot: the view's name, the model, and (column of the view, field of the model) pairs."""

    name: str
    model: type[Model]
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """What a refresh did to one table."""

    row_count: int
    parts_written: int
    parts_kept: int
    parts_dropped: int
