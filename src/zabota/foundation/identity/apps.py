from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "zabota.foundation.identity"
    label = "identity"
