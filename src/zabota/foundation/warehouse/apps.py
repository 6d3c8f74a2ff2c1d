from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _ensure_marks(**_signal: Any) -> None:  # noqa: ANN401
    from zabota.foundation.warehouse import marks, registry

    marks.ensure(registry.tables())


class WarehouseConfig(AppConfig):
    name = "zabota.foundation.warehouse"
    label = "warehouse"

    def ready(self) -> None:
        post_migrate.connect(_ensure_marks, sender=self, dispatch_uid="warehouse.ensure_marks")
