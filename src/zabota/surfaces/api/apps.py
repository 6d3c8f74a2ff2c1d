from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "zabota.surfaces.api"
    label = "api"

    def ready(self) -> None:
        from zabota.capabilities.customers.traces import declare_trace
        from zabota.surfaces.api.traces import erase_answers

        declare_trace("api", _("Answers of the API"), erase=erase_answers)
