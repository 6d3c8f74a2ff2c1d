"""Where webhooks are set up, and the ear that puts every event into their outbox."""

from django.utils.translation import gettext_lazy as _

from zabota.foundation.events.contracts import witness
from zabota.foundation.identity.settings_tabs import add_settings_tab
from zabota.foundation.search.registry import register_action
from zabota.foundation.webhooks.contracts import MANAGE_WEBHOOKS
from zabota.foundation.webhooks.outbox import put_into_outbox

add_settings_tab("webhooks:list", _("Webhooks"), "webhook", MANAGE_WEBHOOKS)
register_action(
    _("Webhooks"), "webhooks:list", MANAGE_WEBHOOKS,
    ("вебхуки", "уведомлять другие системы", "интеграция", "outgoing webhooks", "integration"), "webhook",
)  # fmt: skip
witness(put_into_outbox)
