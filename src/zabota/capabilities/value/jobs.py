"""The nightly refit, and the refit asked for."""

from django.utils import timezone
from django.utils.translation import gettext_noop

from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.jobs import daily, job, progress

REFIT_KEY = "value.refit"
STEPS = {
    "snapshot": gettext_noop("Taking a snapshot of the orders"),
    "models": gettext_noop("Fitting the models"),
    "writing": gettext_noop("Writing the values"),
    "swapping": gettext_noop("Putting the new values in place"),
    "done": gettext_noop("Done"),
}


@daily(at="03:30")
@job(name="value.refit", transactional=False)
def refit() -> None:
    """Recompute every value; safe to run twice, the last one stands."""
    from zabota.capabilities.value import services

    if identity.find_company() is None:
        return
    services.recompute_value(
        actor=SYSTEM, now=timezone.now(), tell=lambda done, total, step: progress(done, total, STEPS[step])
    )
