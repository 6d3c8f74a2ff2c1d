"""What can be found, and what finding returns."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise

ACTION_KIND = "action"


@dataclass(frozen=True, kw_only=True)
class IndexEntry:
    """One thing that can be found, as its capability describes it.

    `permission` is the right a person needs to see it. `weight` orders hits of one kind (higher first), then
    `updated_at` does. `text` holds everything else it should be found by; phones are given apart, so that
    their last digits find it too. Whoever is kept to one branch finds only what belongs to it.
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
    branch_id: int | None = None


@dataclass(frozen=True)
class Kind:
    """A sort of things ("customer"), the heading of its group of hits, its icon, and the page of one of them.

    The page is a route that takes the thing's id. It may belong to a capability above the one that keeps the things.
    """

    code: str
    label: str | Promise
    icon: str
    url_name: str = ""

    def url(self, object_id: int) -> str:
        return reverse(self.url_name, args=[object_id])


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
