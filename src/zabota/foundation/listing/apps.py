from django.apps import AppConfig


class ListingConfig(AppConfig):
    name = "zabota.foundation.listing"
    label = "listing"

    def ready(self) -> None:
        from zabota.foundation.listing import contracts  # noqa: F401 - rights declare themselves
