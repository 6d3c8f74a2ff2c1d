"""The places of the shell: each capability registers its own, the shell shows those the person may see."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise

from zabota.foundation.identity.contracts import Actor


@dataclass(frozen=True)
class NavItem:
    """A line of the navigation; `section` is the part of the product it stands in ("value", "customers", …)."""

    label: Promise
    url_name: str
    icon: str
    permission: str
    order: int
    section: str = ""
    key: str = ""

    @property
    def url(self) -> str:
        return address_of(self.url_name)


@dataclass(frozen=True)
class NewItem:
    """A line of the "new" menu: what a person can add from any page."""

    label: Promise
    url_name: str
    icon: str
    permission: str
    order: int

    @property
    def url(self) -> str:
        return address_of(self.url_name)


@cache
def address_of(url_name: str) -> str:
    """Every page asks for thirty of them, and they never change."""
    return reverse(url_name)


_items: dict[str, NavItem] = {}
_new_items: dict[str, NewItem] = {}


def register(item: NavItem) -> None:
    _items[item.url_name] = item


def visible_items(actor: Actor) -> list[NavItem]:
    return sorted((item for item in _items.values() if actor.may(item.permission)), key=lambda item: item.order)


def register_new(item: NewItem) -> None:
    _new_items[item.url_name] = item


def visible_new_items(actor: Actor) -> list[NewItem]:
    found = (item for item in _new_items.values() if actor.may(item.permission))
    return sorted(found, key=lambda item: item.order)
