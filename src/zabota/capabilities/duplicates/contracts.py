"""Who may merge, what may be chosen, and what a merge says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, DIRECTORS, declare_permission

MERGE_CUSTOMERS = declare_permission("duplicates.merge", _("Merge cards of one customer"), CUSTOMER_WORKERS)
MERGE_CERTAIN = declare_permission(
    "duplicates.merge_certain", _("Merge all certain duplicates at once, and have it done every night"), DIRECTORS
)

CERTAIN_KIND = "duplicates.certain_merged"
"""The kind of change of the history in which all certain pairs are merged."""

MOST_CARDS = 10
"""So many cards stand side by side at most."""


class NothingToMergeError(ValueError):
    """Fewer than two cards, or more than fit on a page."""


@dataclass(frozen=True, kw_only=True)
class Merge:
    """Which card stays, which are merged into it, and from which card each field is taken (`name`: 17).

    A field is a column of the card, "birthday", or "custom_7"; one that is not named is taken as `rules.choosing.best`
    says.
    """

    winner_id: int
    loser_ids: Sequence[int]
    choices: Mapping[str, int] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        return [self.winner_id, *self.loser_ids]
