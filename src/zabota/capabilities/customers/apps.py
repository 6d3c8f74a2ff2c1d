from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "zabota.capabilities.customers"
    label = "customers"
