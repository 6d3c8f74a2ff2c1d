"""A person's own copy, the erasure that cannot be taken back, and how long things are kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.customers.rows import Fate, declared_rows
from zabota.capabilities.customers.traces import Person, declared_traces
from zabota.capabilities.privacy import export, queries
from zabota.capabilities.privacy.contracts import ERASE_PERSON, EXPORT_PERSON, SET_RETENTION, NameMismatchError
from zabota.capabilities.privacy.models import Erasure, Reason, Retention
from zabota.foundation.audit import services as audit
from zabota.foundation.database.jobs import give_up_freed
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo


def export_person(actor: Actor, *, customer_id: int, now: datetime) -> bytes:
    """All that is held of a customer as a ZIP; leaves an audit entry and keeps no copy."""
    actor.require(EXPORT_PERSON)
    customer = queries.get_customer(actor, customer_id=customer_id)
    content = export.write_archive(customer, queries.person_of(customer), now=now)
    audit.record(
        actor=actor, action="privacy.exported", object_kind="customer", object_id=customer.pk,
        after={"bytes": len(content)},
    )  # fmt: skip
    return content


def erase_person(actor: Actor, *, customer_id: int, typed_name: str, reason: Reason, now: datetime) -> Erasure:
    """Erase a customer for good: the card, all that hangs on it, and every copy elsewhere. Orders stay, nameless.

    `typed_name` must be the name on the card (its number where it has none), else NameMismatchError. It cannot be
    taken back. What stays is the record: which card, who erased it, when and why.
    """
    actor.require(ERASE_PERSON)
    customer = queries.get_customer(actor, customer_id=customer_id)
    if typed_name.strip().casefold() != name_to_type(customer).casefold():
        raise NameMismatchError
    return _erase(actor, customer, reason=reason, now=now)


def name_to_type(customer: Customer) -> str:
    return customer.name.strip() or str(customer.pk)


def erase_idle(actor: Actor, *, customer_ids: Iterable[int], now: datetime) -> int:
    """Erase those of these customers who are still idle by the rule of retention; returns how many."""
    idle = queries.idle_customers(actor, retention=queries.get_retention(), now=now)
    erased = 0
    for customer in idle.filter(pk__in=list(customer_ids)):
        _erase(actor, customer, reason=Reason.NOT_NEEDED, now=now)
        erased += 1
    return erased


def _erase(actor: Actor, customer: Customer, *, reason: Reason, now: datetime) -> Erasure:
    with transaction.atomic():
        person = queries.person_of(customer)
        counts = {trace.code: trace.erase(person, now) for trace in declared_traces()}
        counts |= _remove_rows(person)
        customers.forget_customer(actor, customer_id=person.customer_id, now=now)
        erasure = Erasure.objects.create(
            card_number=person.customer_id, reason=reason, erased_by_name=actor.name[:200], erased_at=now,
            counts={name: count for name, count in counts.items() if count},
        )  # fmt: skip
        audit.record(
            actor=actor, action="privacy.erased", object_kind="customer", object_id=person.customer_id,
            after={"reason": str(reason), "erasure": erasure.pk},
        )  # fmt: skip
        give_up_freed.enqueue(unique="database.overwrite_freed")
    return erasure


def _remove_rows(person: Person) -> dict[str, int]:
    """Rows of the tables that hang on a card; what points at others goes first. Sales lose the customer."""
    counts = {}
    for declared in reversed(declared_rows()):
        rows = declared.model._default_manager.filter(customer_id=person.customer_id)
        if declared.when_deleted is Fate.LOSE_THE_CUSTOMER:
            rows.update(customer_id=None)
        else:
            counts[declared.model._meta.label] = rows.delete()[0]
    return counts


def set_retention(actor: Actor, *, idle_months: int | None, history_days: int) -> Retention:
    """Say after how long an idle customer is offered for erasure, and how long changes can be taken back."""
    actor.require(SET_RETENTION)
    with transaction.atomic():
        retention = queries.get_retention()
        before = {"idle_months": retention.idle_months, "history_days": retention.history_days}
        retention.idle_months, retention.history_days = idle_months, history_days
        retention.save()
        audit.record(
            actor=actor, action="privacy.retention_set", object_kind="company", object_id=1, before=before,
            after={"idle_months": idle_months, "history_days": history_days},
        )  # fmt: skip
    return retention


def drop_old_history(*, now: datetime) -> int:
    """Forget changes older than the company keeps them: they can no longer be taken back."""
    return undo.forget_before(now - timedelta(days=queries.get_retention().history_days))
