"""Calls on the timeline, the panel on the card, the script in the settings."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.rows import declare_rows
from zabota.capabilities.telephony.contracts import ANSWER_CALLS, PHONE_CALL, SET_SCRIPT
from zabota.capabilities.telephony.models import Outcome, PhoneCall
from zabota.capabilities.today.sources import declare_source
from zabota.foundation.design.navigation import NewItem, register_new
from zabota.foundation.events.contracts import declare_kind
from zabota.foundation.identity.settings_tabs import add_settings_tab
from zabota.foundation.search.registry import register_action


def _call(data: Mapping[str, Any]) -> str:
    """What came of it, and how long it took where the exchange told."""
    outcome = str(data.get("outcome", ""))
    words = str(dict(Outcome.choices).get(outcome, outcome))
    seconds = data.get("seconds")
    if isinstance(seconds, int) and seconds > 0:
        words += f", {seconds // 60}:{seconds % 60:02}"
    return gettext("Phone call: %(outcome)s") % {"outcome": words}


declare_kind(PHONE_CALL, _("Phone call"), "phone", _call, shares=("outcome", "direction", "seconds"))
declare_rows(PhoneCall, label=_("Phone calls"))
declare_part(ANSWER_CALLS, "zabota.capabilities.telephony.web.card_part.call_part")
declare_source(
    "calls", _("Calls to return"), "phone", ANSWER_CALLS, "zabota.capabilities.telephony.today.load",
    finish="zabota.capabilities.telephony.today.finish", hand_over="zabota.capabilities.telephony.today.hand_over",
    count_done="zabota.capabilities.telephony.today.count_done",
)  # fmt: skip
add_settings_tab("telephony:script", _("Phone calls"), "phone", SET_SCRIPT)
register_new(NewItem(label=_("Phone call"), url_name="telephony:call", icon="phone", permission=ANSWER_CALLS, order=30))
register_action(
    _("Who is calling"), "telephony:call", ANSWER_CALLS,
    ("кто звонит", "входящий звонок", "записать звонок", "incoming call", "phone"), "phone",
)  # fmt: skip
register_action(
    _("Script for calls"), "telephony:script", SET_SCRIPT, ("скрипт звонка", "речевой модуль", "script"), "phone"
)
