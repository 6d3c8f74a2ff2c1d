from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "zabota.foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        from zabota.foundation.identity.settings_tabs import add_settings_tab
        from zabota.foundation.jobs.contracts import MANAGE_JOBS

        add_settings_tab("jobs:list", _("Background jobs"), "clock", MANAGE_JOBS)
        autodiscover_modules("jobs")
