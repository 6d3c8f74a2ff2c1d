from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.capabilities.customers import queries
from zabota.capabilities.customers.contracts import (
    CUSTOMER_CHANGED,
    WRITE_CUSTOMERS,
    BadValueError,
    UnknownReferenceError,
)
from zabota.capabilities.customers.models import Customer, CustomerKind, Relation, RelationKind
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change

RELATED = declare_change("customers.related", gettext_lazy("Customers related"), WRITE_CUSTOMERS, "affiliate")
UNRELATED = declare_change("customers.unrelated", gettext_lazy("Relation removed"), WRITE_CUSTOMERS, "affiliate")
MOST_RELATIONS = 200


def relate_customers(
    actor: Actor, *, customer_id: int, other_id: int, kind: str, note: str = "", now: datetime
) -> int:  # fmt: skip
    """Say how two customers belong together; both cards show it. Returns the change that undoes it.

    Both must be this actor's to see (Customer.DoesNotExist). Raises BadValueError, UnknownReferenceError.
    """
    actor.require(WRITE_CUSTOMERS)
    customer = queries.get_customer(actor, customer_id=customer_id)
    other = queries.get_customer(actor, customer_id=other_id)
    _refuse(customer, other, kind)
    row = Relation(customer=customer, other=other, kind=kind, note=note.strip()[:120])
    with undo.recording(actor, kind=RELATED, now=now, data={"customer_id": customer_id}) as recorder:
        recorder.insert([row])
        _tell(actor, customer, origin=undo.origin_of(recorder.change), now=now)
    return recorder.change.pk


def unrelate_customers(actor: Actor, *, relation_id: int, now: datetime) -> int:
    """Remove a relation; returns the change that undoes it. Raises UnknownReferenceError, Customer.DoesNotExist."""
    actor.require(WRITE_CUSTOMERS)
    row = Relation.objects.filter(pk=relation_id).first()
    if row is None:
        raise UnknownReferenceError("relation", relation_id)
    customer = queries.get_customer(actor, customer_id=row.customer_id)
    queries.get_customer(actor, customer_id=row.other_id)
    with undo.recording(actor, kind=UNRELATED, now=now, data={"customer_id": customer.pk}) as recorder:
        recorder.delete(Relation.objects.filter(pk=row.pk))
        _tell(actor, customer, origin=undo.origin_of(recorder.change), now=now)
    return recorder.change.pk


def _refuse(customer: Customer, other: Customer, kind: str) -> None:
    if kind not in RelationKind.values:
        raise UnknownReferenceError("kind", kind)
    if customer.pk == other.pk:
        raise BadValueError("other", _("Choose another customer: this is the same card."))
    if kind == RelationKind.WORKS_AT and other.kind != CustomerKind.COMPANY:
        raise BadValueError("other", _("One works at a company: the chosen card is a person's."))
    there = Q(customer=customer, other=other) | Q(customer=other, other=customer)
    if Relation.objects.filter(there, kind=kind).exists():
        raise BadValueError("other", _("This relation is on the card already."))
    if customer.relations.count() + customer.relations_of_others.count() >= MOST_RELATIONS:
        raise BadValueError("other", _("At most %(n)s relations on a card.") % {"n": MOST_RELATIONS})


def _tell(actor: Actor, customer: Customer, *, origin: str, now: datetime) -> None:
    events.publish(
        kind=CUSTOMER_CHANGED, actor=actor, customer_id=customer.pk, occurred_at=now,
        data={"fields": ["relations"]}, origin=origin,
    )  # fmt: skip
    audit.record(
        actor=actor, action="customers.changed", object_kind="customer", object_id=customer.pk,
        after={"fields": ["relations"]},
    )  # fmt: skip
