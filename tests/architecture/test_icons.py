"""Every icon that a kind, a place or an action names is drawn in the sprite."""

from pathlib import Path

from zabota.foundation import design
from zabota.foundation.design import navigation
from zabota.foundation.events.contracts import declared_kinds
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.search import registry
from zabota.foundation.undo.contracts import declared_changes

DRAWN = set((Path(design.__file__).parent / "icons.txt").read_text(encoding="utf-8").splitlines())


def test_every_icon_named_in_python_is_in_the_sprite() -> None:
    named = [
        *declared_kinds(), *declared_changes(), *registry.kinds(), *registry.actions(),
        *navigation.visible_items(SYSTEM), *navigation.visible_new_items(SYSTEM),
    ]  # fmt: skip
    assert {one.icon for one in named} - DRAWN == set()
