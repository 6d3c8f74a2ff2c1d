"""Where the history is found."""

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, declare_permission
from zabota.foundation.search.registry import register_action

READ_HISTORY = declare_permission("undo.read", _("See the history of changes that can be taken back"), CUSTOMER_WORKERS)

register_action(_("History"), "undo:history", READ_HISTORY, ("история", "отменить", "вернуть", "undo"), "history")
