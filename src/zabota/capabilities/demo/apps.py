from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "zabota.capabilities.demo"
    label = "demo"
