"""What is held of a person, who has been idle for long, what was erased."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.customers.rows import Fate, declared_rows
from zabota.capabilities.customers.traces import Person
from zabota.capabilities.privacy.contracts import ERASE_PERSON, EXPORT_PERSON, SET_RETENTION, Holding
from zabota.capabilities.privacy.models import Erasure, Retention
from zabota.capabilities.privacy.rules import months_before
from zabota.capabilities.sales.models import Order
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import Actor

SHORTEST_WORD = 5
"""Shorter words stand in too many places to know a person by."""


def get_customer(actor: Actor, *, customer_id: int) -> Customer:
    """For those who may export or erase; Customer.DoesNotExist for another branch's."""
    if not actor.may(EXPORT_PERSON):
        actor.require(ERASE_PERSON)
    return customers.get_customer(actor, customer_id=customer_id)


def holdings_of(customer_id: int) -> list[Holding]:
    """How much is held, table by table: one count a table, tables without anything left out."""
    found = [
        Holding(
            label=str(declared.label),
            count=declared.model._default_manager.filter(customer_id=customer_id).count(),
        )
        for declared in declared_rows()
    ]
    return [holding for holding in found if holding.count]


def person_of(customer: Customer) -> Person:
    """The person as traces are looked for: one query a declared table, and two for the words."""
    rows = {
        declared.model._meta.label: tuple(
            declared.model._default_manager.filter(customer_id=customer.pk).values_list("pk", flat=True)
        )
        for declared in declared_rows()
        if declared.when_deleted is not Fate.LOSE_THE_CUSTOMER
    }
    known_as = (
        customer.name,
        *customer.contacts.values_list("value", flat=True),
        *customer.keys.values_list("key", flat=True),
    )
    words = tuple(dict.fromkeys(word for word in known_as if len(word) >= SHORTEST_WORD))
    return Person(customer_id=customer.pk, rows={Customer._meta.label: (customer.pk,), **rows}, words=words)


def get_retention() -> Retention:
    return Retention.objects.filter(pk=1).first() or Retention(pk=1)


def idle_customers(actor: Actor, *, retention: Retention, now: datetime) -> QuerySet[Customer]:
    """Cards on which nothing happened for as long as the rule says: no order, no event, opened before that."""
    actor.require(ERASE_PERSON)
    visible = customers.visible_to(actor)
    if retention.idle_months is None:
        return visible.none()
    since = months_before(now, retention.idle_months)
    events = TimelineEvent.objects.filter(customer_id=OuterRef("pk"), occurred_at__gte=since)
    orders = Order.objects.filter(customer_id=OuterRef("pk"), ordered_at__gte=since)
    old = visible.filter(created_at__lt=since).exclude(updated_at__gte=since)
    return old.filter(~Exists(events), ~Exists(orders)).order_by("pk")


def list_erasures(actor: Actor, *, before_id: int | None = None, limit: int = 50) -> list[Erasure]:
    if not actor.may(SET_RETENTION):
        actor.require(ERASE_PERSON)
    rows = Erasure.objects.all() if before_id is None else Erasure.objects.filter(pk__lt=before_id)
    return list(rows[:limit])
