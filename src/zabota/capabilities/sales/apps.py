from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "zabota.capabilities.sales"
    label = "sales"

    def ready(self) -> None:
        from zabota.capabilities.sales import contracts, hooks, jobs  # noqa: F401 - they register themselves
