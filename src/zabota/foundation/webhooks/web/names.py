"""What people call the type of a message."""

from django.utils.translation import gettext as _

from zabota.foundation.events.contracts import UnknownKindError, get_kind
from zabota.foundation.webhooks.contracts import TEST_KIND


def name_of(kind: str) -> str:
    """A kind that is not declared any more keeps its code."""
    if kind == TEST_KIND:
        return _("Test message")
    try:
        return str(get_kind(kind).label)
    except UnknownKindError:
        return kind
