"""What the search knows of: capabilities register their kinds of things and their actions when the product starts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.search.contracts import ACTION_KIND, Action, Kind

_kinds: dict[str, Kind] = {}
_actions: dict[str, Action] = {}

ACTIONS = Kind(ACTION_KIND, _("Actions"), "bolt")


def register_kind(code: str, label: str | Promise, icon: str) -> None:
    """Make a sort of things findable; its group stands under `label`."""
    if code == ACTION_KIND:
        raise ValueError(f"{ACTION_KIND!r} is the name of the actions' own group")
    _kinds[code] = Kind(code, label, icon)


def register_action(
    label: str | Promise, url_name: str, permission: str, keywords: tuple[str, ...] = (), icon: str = "bolt"
) -> None:
    """Make something a person can do findable, by its label in his language and by keywords in any."""
    _actions[url_name] = Action(label, url_name, permission, keywords, icon)


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def find_kind(code: str) -> Kind | None:
    return _kinds.get(code)


def actions() -> tuple[Action, ...]:
    return tuple(_actions.values())
