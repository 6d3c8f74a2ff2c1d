from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "zabota.capabilities.segments"
    label = "segments"

    def ready(self) -> None:
        from zabota.capabilities.segments import hooks, jobs  # noqa: F401 - they register themselves
