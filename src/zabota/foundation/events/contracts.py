"""Kinds of events and their subscribers: declared when the product starts, looked up when something happens.

orders_imported = declare_kind("orders.imported", _("Orders imported"), "file-import")

@subscribe("orders.imported")
def refresh_models(news: News) -> None: ...
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from zabota.foundation.identity.contracts import Actor

Describe = Callable[[Mapping[str, Any]], str]


class UnknownKindError(Exception):
    """An event of a kind nobody declared."""


@dataclass(frozen=True, kw_only=True)
class EventKind:
    """`describe` makes the sentence of the timeline from the event's data; without it the label stands alone.

    `shares` names what of the data may leave the product: ids, codes, names of fields, never people's words.
    """

    code: str
    label: str | Promise
    icon: str
    describe: Describe | None = None
    shares: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """One event of a bulk: see `services.publish_many`."""

    customer_id: int | None
    occurred_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class News:
    """What a subscriber is told. `event_id` is None for a bulk: ask the queries by `origin` or `data`."""

    announcement_id: int
    kind: str
    event_id: int | None
    event_count: int
    customer_id: int | None
    subject: str
    origin: str
    data: Mapping[str, Any]


Subscriber = Callable[[News], None]
About = tuple[int | None, str]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What a witness sees: one event, or a batch of them; `about` names the customer and the subject of each.

    `event_id` as in News.
    """

    kind: EventKind
    actor: Actor
    event_id: int | None
    about: tuple[About, ...]
    occurred_at: datetime
    data: Mapping[str, Any]


Witness = Callable[[Happening], None]

_kinds: dict[str, EventKind] = {}
_subscribers: dict[str, dict[str, Subscriber]] = {}
_witnesses: list[Witness] = []


def declare_kind(
    code: str, label: str | Promise, icon: str, describe: Describe | None = None, *, shares: Iterable[str] = ()
) -> str:
    """Register a kind with its wording on the timeline and its icon; returns the code."""
    _kinds[code] = EventKind(code=code, label=label, icon=icon, describe=describe, shares=frozenset(shares))
    return code


def get_kind(code: str) -> EventKind:
    if code not in _kinds:
        raise UnknownKindError(code)
    return _kinds[code]


def declared_kinds() -> tuple[EventKind, ...]:
    return tuple(_kinds[code] for code in sorted(_kinds))


def subscribe(kind: str) -> Callable[[Subscriber], Subscriber]:
    """Have a function called in a job, once per announcement, in one transaction with the mark that it was heard."""

    def decorator(function: Subscriber) -> Subscriber:
        _subscribers.setdefault(kind, {})[f"{function.__module__}.{function.__qualname__}"] = function
        return function

    return decorator


def subscribers_of(kind: str) -> Mapping[str, Subscriber]:
    return _subscribers.get(kind, {})


def witness(function: Witness) -> Witness:
    """Have a function called for every event of every kind, in the publisher's own transaction: be quick."""
    _witnesses.append(function)
    return function


def witnesses() -> tuple[Witness, ...]:
    return tuple(_witnesses)
