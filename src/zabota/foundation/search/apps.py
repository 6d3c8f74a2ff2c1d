from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "zabota.foundation.search"
    label = "search"
