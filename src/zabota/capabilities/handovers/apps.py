from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "zabota.capabilities.handovers"
    label = "handovers"

    def ready(self) -> None:
        from zabota.capabilities.handovers import hooks, jobs  # noqa: F401 - they register themselves
