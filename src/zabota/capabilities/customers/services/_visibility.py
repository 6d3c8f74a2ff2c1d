from collections.abc import Mapping, Sequence

from django.db import transaction

from zabota.capabilities.customers.contracts import SET_VISIBILITY, HideableFact, UnknownReferenceError
from zabota.capabilities.customers.models import CardVisibility, HiddenFact, Reach
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor, Role


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


def hide_facts(actor: Actor, *, hidden_from: Mapping[str, Sequence[str]]) -> None:
    """Decide which facts of the card which roles see nowhere, by the code of the fact; those not named are for all.

    Raises UnknownReferenceError.
    """
    actor.require(SET_VISIBILITY)
    told = {fact: sorted(set(roles)) for fact, roles in hidden_from.items() if roles}
    if unknown := told.keys() - set(HideableFact):
        raise UnknownReferenceError("fact", min(unknown))
    if roles := {role for named in told.values() for role in named} - (set(Role) - {Role.OWNER}):
        raise UnknownReferenceError("hidden_from", min(roles))
    with transaction.atomic():
        HiddenFact.objects.exclude(fact__in=told).delete()
        for fact, named in told.items():
            HiddenFact.objects.update_or_create(fact=fact, defaults={"hidden_from": named})
        audit.record(
            actor=actor, action="customers.facts_hidden", object_kind="company", object_id=1, after=told
        )  # fmt: skip
