from django.db import transaction

from zabota.capabilities.value import queries
from zabota.capabilities.value.contracts import SET_ASSUMPTIONS
from zabota.capabilities.value.models import Assumptions
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor


def set_discount_rate(actor: Actor, *, rate_per_year: float) -> None:
    """Say how much less a rouble in a year is worth (0–1); it holds from the next recomputation on."""
    actor.require(SET_ASSUMPTIONS)
    if not 0 <= rate_per_year <= 1:
        raise ValueError(rate_per_year)
    with transaction.atomic():
        before = queries.discount_rate_per_year()
        Assumptions.objects.update_or_create(pk=1, defaults={"discount_rate_per_year": rate_per_year})
        audit.record(
            actor=actor, action="value.assumptions_set", object_kind="assumptions", object_id=1,
            before={"discount_rate_per_year": before}, after={"discount_rate_per_year": rate_per_year},
        )  # fmt: skip
