"""Where the budget shows up: the settings, and what is held of a customer."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.contacting.contracts import SET_BUDGET
from zabota.capabilities.contacting.models import Contact, DeadAddress
from zabota.capabilities.customers.rows import declare_rows
from zabota.capabilities.customers.traces import Person, declare_trace
from zabota.foundation.identity.settings_tabs import add_settings_tab


def _erase_addresses(person: Person, _now: datetime) -> int:
    gone, _by_model = DeadAddress.objects.filter(value__in=[word.casefold() for word in person.words]).delete()
    return gone


declare_rows(Contact, label=_("Messages counted in the budget"))
declare_trace("dead_addresses", _("Addresses from which letters came back"), erase=_erase_addresses)
add_settings_tab("contacting:budget", _("Contact budget"), "mail-forward", SET_BUDGET)
