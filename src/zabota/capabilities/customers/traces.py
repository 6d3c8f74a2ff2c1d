"""Where a person leaves traces besides the rows that hang on the card: copies in histories, queues, files.

declare_trace("webhooks", _("Messages to other systems"), erase=erase_deliveries)

Whoever keeps such copies declares them when the product starts, and an erasure goes through all of them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whose traces are looked for: his number, his rows by the table's label, and the words he is known by."""

    customer_id: int
    rows: Mapping[str, Collection[int]] = field(default_factory=dict)
    words: tuple[str, ...] = ()


Erase = Callable[[Person, datetime], int]
Attach = Callable[[Person], Iterable[tuple[str, bytes]]]


@dataclass(frozen=True, kw_only=True)
class Trace:
    """`erase` returns how many copies went; `attach` gives files (name, content) for the person's own copy."""

    code: str
    label: str | Promise
    erase: Erase
    attach: Attach | None = None


_traces: dict[str, Trace] = {}


def declare_trace(code: str, label: str | Promise, *, erase: Erase, attach: Attach | None = None) -> None:
    _traces[code] = Trace(code=code, label=label, erase=erase, attach=attach)


def declared_traces() -> tuple[Trace, ...]:
    return tuple(_traces.values())
