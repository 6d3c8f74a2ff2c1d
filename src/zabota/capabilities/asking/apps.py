from django.apps import AppConfig


class AskingConfig(AppConfig):
    name = "zabota.capabilities.asking"
    label = "asking"

    def ready(self) -> None:
        from zabota.capabilities.asking import hooks, jobs  # noqa: F401 - they register themselves
