from django.apps import AppConfig


class PeopleFilesConfig(AppConfig):
    name = "zabota.capabilities.people_files"
    label = "people_files"

    def ready(self) -> None:
        from zabota.capabilities.people_files import hooks  # noqa: F401 - it registers itself
