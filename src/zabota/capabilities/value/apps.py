from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "zabota.capabilities.value"
    label = "value"
