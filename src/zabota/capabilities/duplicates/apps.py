from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "zabota.capabilities.duplicates"
    label = "duplicates"

    def ready(self) -> None:
        from zabota.capabilities.duplicates import hooks, jobs  # noqa: F401 - they register themselves
