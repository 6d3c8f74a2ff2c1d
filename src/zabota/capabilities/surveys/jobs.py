from django.utils import timezone

from zabota.foundation.jobs import hourly, job


@hourly()
@job(name="surveys.forget_origins")
def forget_origins() -> None:
    from zabota.capabilities.surveys import services

    services.forget_origins(now=timezone.now())
