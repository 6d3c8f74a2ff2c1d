from django.apps import AppConfig
from django.db.backends.signals import connection_created


class DatabaseConfig(AppConfig):
    name = "zabota.foundation.database"
    label = "database"

    def ready(self) -> None:
        from zabota.foundation.database.sqlite import teach_cyrillic

        connection_created.connect(teach_cyrillic, dispatch_uid="database.teach_cyrillic")
