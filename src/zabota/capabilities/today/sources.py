"""Where the queue comes from: each capability above declares its source once, in its `hooks.py`.

declare_source(
    "tasks", _("Tasks"), "list-check", USE_TASKS, load="zabota.capabilities.tasks.today.load",
    finish="zabota.capabilities.tasks.today.finish", hand_over="zabota.capabilities.tasks.today.hand_over",
)

def load(actor: Actor, *, staff_ids: StaffIds, now: datetime, limit: int) -> Sequence[Entry]: ...
def finish(actor: Actor, *, key: str, now: datetime) -> int | None: ...
def hand_over(actor: Actor, *, key: str, to: int, now: datetime) -> int | None: ...
def count_done(*, since: datetime, until: datetime) -> Mapping[int, int]: ...

`load` takes one query or a few, however many entries there are, and returns the most pressing first; those of customers
the actor may not see are left out for it. `finish` and `hand_over` return the change that takes them back, None where
nothing does, and raise GoneError for what is not there; a source without them offers no such button. `count_done` tells
how much each colleague got done. They are named by their paths and loaded with the first page.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from zabota.capabilities.today.contracts import Entry, Worth
from zabota.foundation.identity.contracts import Actor

StaffIds = frozenset[int | None] | None
"""Whose entries are asked for: None among the numbers are those of nobody, None instead of them is everybody's."""


class Load(Protocol):
    def __call__(self, actor: Actor, *, staff_ids: StaffIds, now: datetime, limit: int) -> Sequence[Entry]: ...


class Finish(Protocol):
    def __call__(self, actor: Actor, *, key: str, now: datetime) -> int | None: ...


class HandOver(Protocol):
    def __call__(self, actor: Actor, *, key: str, to: int, now: datetime) -> int | None: ...


class CountDone(Protocol):
    def __call__(self, *, since: datetime, until: datetime) -> Mapping[int, int]: ...


WorthOf = Callable[[Collection[int]], Mapping[int, Worth]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """`label` names a group of entries ("Tasks"), `permission` is the right without which it is not asked."""

    code: str
    label: str | Promise
    icon: str
    permission: str
    load: str
    finish: str = ""
    hand_over: str = ""
    count_done: str = ""


_sources: dict[str, Source] = {}
_worth: dict[str, str] = {}


def declare_source(
    code: str,
    label: str | Promise,
    icon: str,
    permission: str,
    load: str,
    *,
    finish: str = "",
    hand_over: str = "",
    count_done: str = "",
) -> None:
    _sources[code] = Source(
        code=code, label=label, icon=icon, permission=permission, load=load, finish=finish, hand_over=hand_over,
        count_done=count_done,
    )  # fmt: skip


def declare_worth(permission: str, worth_of: str) -> None:
    """Have `worth_of(customer_ids)` tell the worth of the customers in the queue of whoever has the right."""
    _worth[worth_of] = permission


def sources_of(actor: Actor) -> list[Source]:
    return [source for source in _sources.values() if actor.may(source.permission)]


def find_source(actor: Actor, code: str) -> Source | None:
    return next((source for source in sources_of(actor) if source.code == code), None)


def worth_of(actor: Actor, customer_ids: Collection[int]) -> dict[int, Worth]:
    found: dict[int, Worth] = {}
    for path, permission in _worth.items():
        if actor.may(permission) and customer_ids:
            tell: WorthOf = loaded(path)
            found |= tell(customer_ids)
    return found


@cache
def loaded(path: str) -> Any:  # noqa: ANN401 - each caller says what it expects there
    return import_string(path)


def owned_by(staff_ids: StaffIds, *, column: str = "owner_id") -> Q:
    """The rows of these people, as a condition of a query."""
    if staff_ids is None:
        return Q()
    people = [one for one in staff_ids if one is not None]
    mine = Q(**{f"{column}__in": people})
    return mine | Q(**{f"{column}__isnull": True}) if None in staff_ids else mine
