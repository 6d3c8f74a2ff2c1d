from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "zabota.capabilities.sales"
    label = "sales"
