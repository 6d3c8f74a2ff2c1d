from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "zabota.capabilities.duplicates"
    label = "duplicates"

    def ready(self) -> None:
        from zabota.capabilities.duplicates import contracts, hooks  # noqa: F401 - they register themselves
