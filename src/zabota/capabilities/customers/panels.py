"""What capabilities add to a customer's card: each says it once in its `hooks.py`, the card puts it together.

declare_part(READ_ORDERS, "zabota.capabilities.sales.web.customer_part.orders_part")

def orders_part(asked: CardRequest) -> CardPart:
    return CardPart(panels=[Panel(template="sales/customer_orders.html", context={...}, order=40)])

A panel's template finds its context under the name `panel`, and the customer under `customer`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.utils.module_loading import import_string

from zabota.capabilities.customers.models import Customer
from zabota.foundation.identity.contracts import Actor


class Place(StrEnum):
    """The wide column tells who the customer is, the side one what was said and what is to be done."""

    MAIN = "main"
    SIDE = "side"


@dataclass(frozen=True, kw_only=True)
class CardRequest:
    """Who looks at whose card, when, and what the address asks (`given`: its parameters)."""

    actor: Actor
    customer: Customer
    given: Mapping[str, Any]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Panel:
    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    place: Place = Place.MAIN
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Badge:
    """A word beside the name; `tone` as in the components of the gallery."""

    text: str
    tone: str = "hollow"
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class CardAction:
    """Something to do with this customer; the first of `order` stand as buttons, the rest under "More"."""

    label: str
    url: str
    icon: str
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class CardPart:
    """`brief`: sentences on what to know before one speaks to the customer. `answer` and `certainty` head the page.

    `worth` is the number of dots beside the name, 0 for none, `worth_words` says them to who does not see.
    """

    panels: Sequence[Panel] = ()
    badges: Sequence[Badge] = ()
    actions: Sequence[CardAction] = ()
    brief: Sequence[str] = ()
    name: str = ""
    answer: str = ""
    certainty: str = ""
    worth: int = 0
    worth_words: str = ""


Build = Callable[[CardRequest], CardPart]

_parts: dict[str, str] = {}


def declare_part(permission: str, build: str) -> None:
    """Have a `Build` called for every card looked at by somebody who has the right.

    It is named by its path and loaded with the first card: pages draw in libraries that a start need not wait for.
    """
    _parts[build] = permission


def parts_of(asked: CardRequest) -> list[CardPart]:
    return [_load(path)(asked) for path, permission in _parts.items() if asked.actor.may(permission)]


@cache
def _load(path: str) -> Build:
    build: Build = import_string(path)
    return build
