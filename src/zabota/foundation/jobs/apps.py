from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "zabota.foundation.jobs"
    label = "jobs"
