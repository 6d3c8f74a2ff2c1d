from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "zabota.foundation.messaging"
    label = "messaging"

    def ready(self) -> None:
        from zabota.foundation.identity.settings_tabs import add_settings_tab
        from zabota.foundation.messaging.contracts import MANAGE_MAIL

        add_settings_tab("messaging:server", _("Mail"), "mail", MANAGE_MAIL)
