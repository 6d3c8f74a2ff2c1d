from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "zabota.foundation.identity"
    label = "identity"

    def ready(self) -> None:
        from zabota.foundation.design import navigation
        from zabota.foundation.identity import signals
        from zabota.foundation.identity.contracts import MANAGE_COMPANY

        signals.connect()
        navigation.register(
            navigation.NavItem(_("Settings"), "identity:company", "settings", MANAGE_COMPANY, order=900)
        )
