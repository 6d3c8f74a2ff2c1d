from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "zabota.capabilities.letters"
    label = "letters"

    def ready(self) -> None:
        from zabota.capabilities.letters import hooks  # noqa: F401 - it registers itself
