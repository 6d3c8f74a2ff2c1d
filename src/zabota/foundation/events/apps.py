from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "zabota.foundation.events"
    label = "events"
