from django.apps import AppConfig


class UndoConfig(AppConfig):
    name = "zabota.foundation.undo"
    label = "undo"

    def ready(self) -> None:
        from zabota.foundation.undo import hooks  # noqa: F401 - it registers itself
