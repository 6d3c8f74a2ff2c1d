from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "zabota.surfaces.api"
    label = "api"
