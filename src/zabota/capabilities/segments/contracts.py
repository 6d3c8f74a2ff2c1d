"""What others may see of segments: rights, a filter as a tree, its errors."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.filtering import Operator
from zabota.foundation.identity.contracts import EVERYONE, NUMBER_READERS, declare_permission

EXPORT_CUSTOMERS = declare_permission("customers.export", _("Export customers"), NUMBER_READERS)
KEEP_SEGMENTS = declare_permission("segments.keep", _("Keep segments of one's own"), EVERYONE)
SHARE_SEGMENTS = declare_permission("segments.share", _("Share segments with colleagues"), NUMBER_READERS)

COLOURS = ("moss", "sea", "berry", "amber", "ink")
MOST_CONDITIONS = 30
AT_ONCE = 500
"""So many customers are changed while one waits; more of them in the background."""


@dataclass(frozen=True)
class Asked:
    """One condition as it stands in an address: values are text."""

    field: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """All of the parts, or any of them. A group of nothing lets everybody through."""

    parts: "tuple[Asked | Group, ...]" = ()
    is_any: bool = False

    def __bool__(self) -> bool:
        return bool(self.parts)


class BadFilterError(ValueError):
    """A filter that cannot be read, or asks what is not there; `message` says it in the person's words."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NobodyFoundError(ValueError):
    """A deed for nobody."""
