from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "zabota.capabilities.customers"
    label = "customers"

    def ready(self) -> None:
        from zabota.capabilities.customers import contracts, hooks  # noqa: F401 - they register themselves
