"""What is done with duplicates: looked for, merged, told apart, merged by rule."""

from zabota.capabilities.duplicates.services._certain import begin_certain, go_on_merging, merge_certain, set_rule
from zabota.capabilities.duplicates.services._looking import look_through
from zabota.capabilities.duplicates.services._merging import Merged, merge_cards, sources_of
from zabota.capabilities.duplicates.services._telling import tell_apart

__all__ = [
    "Merged",
    "begin_certain",
    "go_on_merging",
    "look_through",
    "merge_cards",
    "merge_certain",
    "set_rule",
    "sources_of",
    "tell_apart",
]
