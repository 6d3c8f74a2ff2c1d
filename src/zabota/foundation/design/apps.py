from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "zabota.foundation.design"
    label = "design"
