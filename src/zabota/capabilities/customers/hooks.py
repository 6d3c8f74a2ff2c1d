"""What customers put on the timeline and where they are found."""

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.contracts import NOTE_ADDED
from zabota.foundation.events.contracts import declare_kind

declare_kind(NOTE_ADDED, _("Note"), "note")
