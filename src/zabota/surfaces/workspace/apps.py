from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "zabota.surfaces.workspace"
    label = "workspace"
