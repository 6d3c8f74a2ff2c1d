from datetime import datetime

from django.db import transaction

from zabota.capabilities.customers.contracts import CONSENT_RECORDED, WRITE_CUSTOMERS, UnknownReferenceError
from zabota.capabilities.customers.models import Channel, ConsentEntry, Customer, Purpose
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor


def record_consent(
    actor: Actor, *, customer: Customer, channel: str, purpose: str, is_given: bool, how: str = "",
    text_version: str = "", proof: str = "", now: datetime,
) -> ConsentEntry:  # fmt: skip
    """Write down that a person agreed or withdrew; rows are only added.

    `text_version` names the text agreed to, `proof` holds their words or where the paper lies.

    Leaves the event `customers.consent_recorded`. Raises UnknownReferenceError for a channel or purpose we have not.
    """
    actor.require(WRITE_CUSTOMERS)
    if channel not in Channel.values:
        raise UnknownReferenceError("channel", channel)
    if purpose not in Purpose.values:
        raise UnknownReferenceError("purpose", purpose)
    with transaction.atomic():
        entry = ConsentEntry.objects.create(
            customer=customer, channel=channel, purpose=purpose, is_given=is_given, how=how.strip()[:200],
            text_version=text_version.strip()[:60], proof=proof.strip()[:4_000],
            actor_name=actor.name[:200], recorded_at=now,
        )  # fmt: skip
        data = {"channel": channel, "purpose": purpose, "is_given": is_given}
        events.publish(
            kind=CONSENT_RECORDED, actor=actor, customer_id=customer.pk, occurred_at=now, data=data,
            origin=f"consent:{entry.pk}",
        )  # fmt: skip
        audit.record(
            actor=actor, action="customers.consent_recorded", object_kind="customer", object_id=customer.pk, after=data
        )
    return entry
