from django.utils import timezone

from zabota.foundation.jobs.declare import daily, job


@daily(at="04:15")
@job(name="api.forget_old_answers")
def forget_old_answers() -> None:
    from zabota.surfaces.api import idempotency

    idempotency.forget_old(now=timezone.now())
