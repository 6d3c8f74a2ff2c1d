from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "zabota.foundation.audit"
    label = "audit"

    def ready(self) -> None:
        from zabota.foundation.audit.contracts import READ_AUDIT
        from zabota.foundation.identity.settings_tabs import add_settings_tab

        add_settings_tab("audit:list", _("Audit log"), "history", READ_AUDIT)
