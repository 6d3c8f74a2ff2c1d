"""What passes along when a customer gets another responsible colleague: open tasks, cases.

on_handed_over(move_open_tasks)

A listener is called in the same transaction and writes through the recorder, so that it can be taken back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from zabota.foundation.undo.recorder import Recorder


@dataclass(frozen=True, kw_only=True)
class Handed:
    """By customer: the colleague responsible before (None: nobody) and the new one."""

    before: Mapping[int, int | None]
    after: Mapping[int, int]
    now: datetime


Listener = Callable[[Recorder, Handed], None]

_listeners: list[Listener] = []


def on_handed_over(listener: Listener) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def tell(recorder: Recorder, handed: Handed) -> None:
    for listener in _listeners:
        listener(recorder, handed)
