"""The first real steps of a new company. Capabilities register theirs; a step disappears when it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from zabota.foundation.identity.contracts import Actor


@dataclass(frozen=True)
class FirstStep:
    """`done` looks at real data; `permission` hides the step from those who could not do it."""

    label: Promise
    done: Callable[[Actor], bool]
    url_name: str
    permission: str = ""
    text: Promise | str = ""
    order: int = 100


_steps: dict[str, FirstStep] = {}


def register(step: FirstStep) -> None:
    _steps[step.url_name] = step


def remaining_steps(actor: Actor) -> list[FirstStep]:
    steps = sorted(_steps.values(), key=lambda step: step.order)
    return [step for step in steps if (not step.permission or actor.may(step.permission)) and not step.done(actor)]
