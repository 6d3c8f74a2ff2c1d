"""What is done with duplicates: merged, told apart, searched for, merged by rule."""

from zabota.capabilities.duplicates.services._merging import Merged, merge_cards
from zabota.capabilities.duplicates.services._telling import tell_apart

__all__ = ["Merged", "merge_cards", "tell_apart"]
