from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "zabota.foundation.webhooks"
    label = "webhooks"
