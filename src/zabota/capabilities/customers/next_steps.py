"""What becomes of the next step somebody writes beside a note: whoever keeps tasks says it once in `hooks.py`.

keep_next_steps(services.keep_step, services.drop_step)

Both are called in the transaction of the note.
"""

from collections.abc import Callable

from zabota.capabilities.customers.models import CustomerNote
from zabota.foundation.identity.contracts import Actor

Keep = Callable[[Actor, CustomerNote], None]
Drop = Callable[[CustomerNote], None]

_keepers: list[tuple[Keep, Drop]] = []


def keep_next_steps(keep: Keep, drop: Drop) -> None:
    """`keep(actor, note)` for a note with a next step, `drop(note)` when the note is taken back."""
    if (keep, drop) not in _keepers:
        _keepers.append((keep, drop))


def kept(actor: Actor, note: CustomerNote) -> None:
    for keep, _drop in _keepers:
        keep(actor, note)


def dropped(note: CustomerNote) -> None:
    for _keep, drop in _keepers:
        drop(note)
