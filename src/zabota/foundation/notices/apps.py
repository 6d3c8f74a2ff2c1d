from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "zabota.foundation.notices"
    label = "notices"

    def ready(self) -> None:
        from zabota.foundation.identity.settings_tabs import add_settings_tab
        from zabota.foundation.notices import jobs, posting  # noqa: F401 - they register themselves

        add_settings_tab("notices:settings", _("Notices"), "bell", "")
