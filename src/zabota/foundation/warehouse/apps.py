from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "zabota.foundation.warehouse"
    label = "warehouse"
