"""What can be undone, by whom, and whom to tell when it was."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

RowsTakenBack = Callable[[Collection[int], datetime], None]


class UndoneAlreadyError(Exception):
    """The change was taken back before."""


class LaterChangeError(Exception):
    """A later change stands in the way and has to be taken back first; `change_id` names it where it is known."""

    def __init__(self, change_id: int | None = None) -> None:
        super().__init__(change_id)
        self.change_id = change_id


class OwnPageError(Exception):
    """A change of this kind is taken back on a page of its own."""


@dataclass(frozen=True, kw_only=True)
class ChangeKind:
    """A sort of change people can take back: its words in the history and the right that it takes."""

    code: str
    label: str | Promise
    permission: str
    icon: str = "arrow-back-up"
    page: Callable[[Mapping[str, Any]], str] | None = None
    """The address, made of the change's data, of the page where a large change is taken back piece by piece."""


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """`restored`: rows put back; `left`: rows somebody changed since, which stay as they are now."""

    restored: int
    left: int


_kinds: dict[str, ChangeKind] = {}
_listeners: dict[str, list[RowsTakenBack]] = {}


def declare_change(
    code: str,
    label: str | Promise,
    permission: str,
    icon: str = "arrow-back-up",
    page: Callable[[Mapping[str, Any]], str] | None = None,
) -> str:
    """Register a kind of change with its words in the history; returns the code."""
    _kinds[code] = ChangeKind(code=code, label=label, permission=permission, icon=icon, page=page)
    return code


def get_change_kind(code: str) -> ChangeKind:
    return _kinds[code]


def declared_changes() -> tuple[ChangeKind, ...]:
    return tuple(_kinds[code] for code in sorted(_kinds))


def on_taken_back(table: str, listener: RowsTakenBack) -> None:
    """Have `listener(row_ids, now)` called, in the same transaction, when rows of a table were put back.

    `table` is a model's label ("customers.Customer"); a search index or a counter is mended there.
    """
    _listeners.setdefault(table, []).append(listener)


def listeners_of(table: str) -> tuple[RowsTakenBack, ...]:
    return tuple(_listeners.get(table, ()))
