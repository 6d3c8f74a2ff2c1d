"""Who may show a view to everybody."""

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import NUMBER_READERS, declare_permission

SHARE_VIEWS = declare_permission("listing.share_views", _("Share saved views of lists with colleagues"), NUMBER_READERS)


class UnknownPageError(ValueError):
    """A view of a page that does not exist, or a name of nothing but spaces."""
