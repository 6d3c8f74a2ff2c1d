"""What the search knows of: capabilities register their kinds of things and their actions when the product starts."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import Actor
from zabota.foundation.search.contracts import ACTION_KIND, Action, IndexEntry, Kind

Limit = Callable[[Actor], QuerySet[Any] | None]
Everything = Callable[[], Iterable[IndexEntry]]
AsKnown = Callable[[Collection[int]], Iterable[IndexEntry]]

_kinds: dict[str, Kind] = {}
_everything: dict[str, Everything] = {}
_limits: dict[str, Limit] = {}
_views: dict[str, Callable[[Actor], AsKnown | None]] = {}
_actions: dict[str, Action] = {}

ACTIONS = Kind(ACTION_KIND, _("Actions"), "bolt")


def register_kind(
    code: str, label: str | Promise, icon: str, url_name: str = "", everything: Everything | None = None
) -> None:
    """Make a sort of things findable; its group stands under `label`.

    `url_name` is the page of one of them; `everything` gives all entries, when the index is made anew.
    """
    if code == ACTION_KIND:
        raise ValueError(f"{ACTION_KIND!r} is the name of the actions' own group")
    _kinds[code] = Kind(code, label, icon, url_name)
    if everything is not None:
        _everything[code] = everything


def register_action(
    label: str | Promise, url_name: str, permission: str, keywords: tuple[str, ...] = (), icon: str = "bolt"
) -> None:
    """Make something a person can do findable, by its label in his language and by keywords in any."""
    _actions[url_name] = Action(label, url_name, permission, keywords, icon)


def register_limit(kind: str, limit: Limit) -> None:
    """Keep some people to the things of a query; None from `limit(actor)`: this one sees all of the kind."""
    _limits[kind] = limit


def limits_of(actor: Actor) -> dict[str, QuerySet[Any]]:
    found = {kind: limit(actor) for kind, limit in _limits.items()}
    return {kind: rows for kind, rows in found.items() if rows is not None}


def register_view(kind: str, view: Callable[[Actor], AsKnown | None]) -> None:
    """For people who may not know all that things of a kind are found by; None from `view(actor)`: this one may.

    Else it gives entries by their ids as this person may know them: he finds only by what stands in these.
    """
    _views[kind] = view


def views_of(actor: Actor) -> dict[str, AsKnown]:
    found = {kind: view(actor) for kind, view in _views.items()}
    return {kind: view for kind, view in found.items() if view is not None}


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def find_kind(code: str) -> Kind | None:
    return _kinds.get(code)


def sources() -> dict[str, Everything]:
    """By kind: where all its entries come from."""
    return dict(_everything)


def actions() -> tuple[Action, ...]:
    return tuple(_actions.values())
