from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "zabota.capabilities.tasks"
    label = "tasks"

    def ready(self) -> None:
        from zabota.capabilities.tasks import hooks, jobs  # noqa: F401 - they register themselves
