from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "zabota.foundation.audit"
    label = "audit"
