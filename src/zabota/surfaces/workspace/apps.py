from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "zabota.surfaces.workspace"
    label = "workspace"

    def ready(self) -> None:
        from zabota.surfaces.workspace import actions  # noqa: F401 - they register themselves
