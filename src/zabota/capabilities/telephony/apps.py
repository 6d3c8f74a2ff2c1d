from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    name = "zabota.capabilities.telephony"
    label = "telephony"

    def ready(self) -> None:
        from zabota.capabilities.telephony import hooks  # noqa: F401 - it registers itself
