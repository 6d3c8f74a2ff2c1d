from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "zabota.capabilities.value"
    label = "value"

    def ready(self) -> None:
        from zabota.capabilities.value import contracts, hooks, jobs  # noqa: F401 - they register themselves
