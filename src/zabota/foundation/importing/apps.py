from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "zabota.foundation.importing"
    label = "importing"
