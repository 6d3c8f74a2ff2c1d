"""What others may see of sales: rights, and the shapes a file of orders takes on its way in."""

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import DIRECTORS, EVERYONE, declare_permission

READ_ORDERS = declare_permission("sales.read", _("See orders"), EVERYONE)
EXPORT_ORDERS = declare_permission("sales.export", _("Download orders"), DIRECTORS)
IMPORT_ORDERS = declare_permission("sales.import", _("Import orders and undo imports"), DIRECTORS)
