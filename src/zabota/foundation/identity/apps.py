from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "zabota.foundation.identity"
    label = "identity"

    def ready(self) -> None:
        from zabota.foundation.identity import signals

        signals.connect()
