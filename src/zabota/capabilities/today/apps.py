from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "zabota.capabilities.today"
    label = "today"

    def ready(self) -> None:
        from zabota.capabilities.today import hooks  # noqa: F401 - it registers itself
