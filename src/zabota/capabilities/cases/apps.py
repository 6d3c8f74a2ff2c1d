from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "zabota.capabilities.cases"
    label = "cases"

    def ready(self) -> None:
        from zabota.capabilities.cases import hooks, jobs  # noqa: F401 - they register themselves
