from django.apps import AppConfig


class ContactingConfig(AppConfig):
    name = "zabota.capabilities.contacting"
    label = "contacting"

    def ready(self) -> None:
        from zabota.capabilities.contacting import hooks  # noqa: F401 - it registers itself
