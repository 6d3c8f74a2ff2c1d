from django.db import transaction

from zabota.capabilities.customers.contracts import SET_VISIBILITY, UnknownReferenceError
from zabota.capabilities.customers.models import CardVisibility, Reach
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor


def set_visibility(actor: Actor, *, agents_see: str) -> CardVisibility:
    """Decide which customers agents see; it holds from the next page they open. Raises UnknownReferenceError."""
    actor.require(SET_VISIBILITY)
    if agents_see not in Reach.values:
        raise UnknownReferenceError("agents_see", agents_see)
    with transaction.atomic():
        rule, _made = CardVisibility.objects.update_or_create(pk=1, defaults={"agents_see": agents_see})
        audit.record(
            actor=actor, action="customers.visibility_set", object_kind="company", object_id=1,
            after={"agents_see": agents_see},
        )  # fmt: skip
    return rule
