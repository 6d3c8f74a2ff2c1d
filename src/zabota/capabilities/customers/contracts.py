"""What others may see of customers: rights and kinds."""

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import EVERYONE, Role, declare_permission

READ_CUSTOMERS = declare_permission("customers.read", _("See customers and how to reach them"), EVERYONE)
WRITE_NOTES = declare_permission(
    "customers.write_notes", _("Write notes about customers"), {Role.OWNER, Role.MANAGER, Role.AGENT}
)


class EmptyNoteError(ValueError):
    """A note says nothing: no text, no outcome, no next step."""
