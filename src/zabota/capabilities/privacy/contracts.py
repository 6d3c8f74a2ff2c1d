from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import DIRECTORS, Role, declare_permission

EXPORT_PERSON = declare_permission("privacy.export", _("Hand a customer all that is held of them"), DIRECTORS)
ERASE_PERSON = declare_permission("privacy.erase", _("Erase a customer for good"), DIRECTORS)
SET_RETENTION = declare_permission("privacy.set_retention", _("Decide how long data is kept"), {Role.OWNER})


class NameMismatchError(ValueError):
    """What was typed is not the name on the card: nothing was erased."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """How many rows of one table are held of a person."""

    label: str
    count: int
