from django.apps import AppConfig


class ScoresConfig(AppConfig):
    name = "zabota.capabilities.scores"
    label = "scores"

    def ready(self) -> None:
        from zabota.capabilities.scores import hooks  # noqa: F401 - it registers itself
