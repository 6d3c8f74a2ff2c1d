from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "zabota.foundation.files"
    label = "files"
