from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "zabota.capabilities.privacy"
    label = "privacy"

    def ready(self) -> None:
        from zabota.capabilities.privacy import hooks, jobs  # noqa: F401 - they register themselves
