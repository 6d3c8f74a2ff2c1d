from django.utils import timezone

from zabota.foundation.jobs import every, job


@every(minutes=15)
@job(name="cases.remind")
def remind() -> None:
    """Promises and deadlines that come soon stand under the bell of whose they are, once."""
    from zabota.capabilities.cases import reminding

    reminding.remind(now=timezone.now())
