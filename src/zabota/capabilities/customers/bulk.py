"""What can be done to many chosen customers at once: each capability declares its own deeds.

declare_action(BulkAction(
    code="tag", label=_("Add a tag"), icon="tag", permission=WRITE_CUSTOMERS, form=TagForm, apply=add_tag,
))

def add_tag(asked: BulkRequest) -> int:
    ...asked.recorder.insert(...)

Whoever calls opens one change for all of it and gives at most 1,000 customers at a time, each batch in a transaction
of its own: what goes through the recorder is taken back together. An action is safe to run twice on a batch.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.functional import Promise

from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo.recorder import Recorder


@dataclass(frozen=True, kw_only=True)
class BulkRequest:
    """`data` is what the form took; `customer_ids` are all this actor's to see, in the order of ids."""

    actor: Actor
    recorder: Recorder
    customer_ids: Sequence[int]
    data: Mapping[str, Any]
    now: datetime


MakeForm = Callable[[Actor, Mapping[str, Any] | None], Form]
"""`make(actor, given)`: an empty form to fill, or one bound to what was sent; `given` is a QueryDict."""


@dataclass(frozen=True, kw_only=True)
class BulkAction:
    """`apply` returns how many customers changed. `form` None: nothing to ask but the confirmation.

    A deed that needs more than a form names its own `page` instead, which gets `?id=7&id=9` of those who were ticked.
    """

    code: str
    label: str | Promise
    icon: str
    permission: str
    apply: Callable[[BulkRequest], int] = lambda _asked: 0
    page: str = ""
    form: MakeForm | None = None
    is_dangerous: bool = False
    order: int = 50


_actions: dict[str, BulkAction] = {}


def declare_action(action: BulkAction) -> None:
    _actions[action.code] = action


def actions_for(actor: Actor) -> list[BulkAction]:
    """What this person may do to many, in order."""
    allowed = [action for action in _actions.values() if actor.may(action.permission)]
    return sorted(allowed, key=lambda action: (action.order, action.code))


def find_action(actor: Actor, code: str) -> BulkAction | None:
    """None where there is none, or it is not this person's to do."""
    return next((action for action in actions_for(actor) if action.code == code), None)
