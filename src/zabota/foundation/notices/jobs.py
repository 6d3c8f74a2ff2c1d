from django.utils import timezone

from zabota.foundation.jobs import daily, job


@daily(at="08:00")
@job(name="notices.morning_letters")
def morning_letters() -> None:
    from zabota.foundation.notices import services

    services.queue_morning_letters(now=timezone.now())


@daily(at="04:40")
@job(name="notices.forget_old")
def forget_old() -> None:
    from zabota.foundation.notices import services

    services.forget_old(now=timezone.now())
