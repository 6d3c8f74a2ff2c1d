from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "zabota.capabilities.demo"
    label = "demo"

    def ready(self) -> None:
        from zabota.capabilities.demo import jobs  # noqa: F401 - declares them
