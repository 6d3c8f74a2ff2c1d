"""What can be found, and what finding returns."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

ACTION_KIND = "action"


@dataclass(frozen=True, kw_only=True)
class IndexEntry:
    """One thing that can be found, as its capability describes it.

    `permission` is the right a person needs to see it. `weight` orders hits of one kind (higher first), then
    `updated_at` does. `text` holds everything else it should be found by; phones are given apart, so that
    their last digits find it too.
    """

    kind: str
    object_id: int
    title: str
    url: str
    permission: str
    updated_at: datetime
    subtitle: str = ""
    text: str = ""
    phones: tuple[str, ...] = ()
    weight: int = 0


@dataclass(frozen=True)
class Kind:
    """A sort of things ("customer"), the heading of its group of hits and its icon."""

    code: str
    label: str | Promise
    icon: str


@dataclass(frozen=True)
class Action:
    """Something a person may do, found by its label or by its keywords in any language."""

    label: str | Promise
    url_name: str
    permission: str
    keywords: tuple[str, ...] = ()
    icon: str = "bolt"


@dataclass(frozen=True)
class Hit:
    kind: str
    object_id: int | None
    title: str
    subtitle: str
    url: str


@dataclass(frozen=True)
class HitGroup:
    kind: Kind
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Found:
    """Hits in groups, in the order the kinds were registered; `understood_as` when the keyboard layout was mistaken."""

    text: str
    groups: tuple[HitGroup, ...] = field(default=())
    understood_as: str = ""

    @property
    def count(self) -> int:
        return sum(len(group.hits) for group in self.groups)
