from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "zabota.capabilities.surveys"
    label = "surveys"

    def ready(self) -> None:
        from zabota.capabilities.surveys import hooks, jobs  # noqa: F401 - they register themselves
