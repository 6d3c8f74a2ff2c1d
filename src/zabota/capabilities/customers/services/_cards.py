from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.capabilities.customers import custom_fields, hiding, queries, reach, saving, search_index
from zabota.capabilities.customers.contracts import (
    CUSTOMER_ADDED,
    CUSTOMER_CHANGED,
    CUSTOMER_ERASED,
    CUSTOMER_KIND,
    CUSTOMERS_DELETED,
    DELETE_CUSTOMERS,
    OWNER_CHANGED,
    UNTOUCHED,
    WRITE_CUSTOMERS,
    CustomerChange,
    NamelessCustomerError,
)
from zabota.capabilities.customers.models import Customer, Relation, Tag
from zabota.capabilities.customers.rows import Fate, declared_rows
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change
from zabota.foundation.undo.recorder import Recorder

ADDED = declare_change("customers.added", gettext_lazy("Customer added"), WRITE_CUSTOMERS, "user-plus")
CHANGED = declare_change("customers.changed", gettext_lazy("Customer changed"), WRITE_CUSTOMERS, "pencil")
DELETED = declare_change("customers.deleted", gettext_lazy("Customers deleted"), DELETE_CUSTOMERS, "trash")


@dataclass(frozen=True, kw_only=True)
class Saved:
    """`change_id` takes the change back; None where nothing was changed."""

    customer: Customer
    changed: tuple[str, ...]
    change_id: int | None


def create_customer(actor: Actor, *, told: CustomerChange, now: datetime) -> Saved:
    """Add a customer; leaves the event `customers.added`.

    Whoever is kept to a branch adds to it. Raises NamelessCustomerError, BadValueError, UnknownReferenceError.
    """
    actor.require(WRITE_CUSTOMERS)
    with undo.recording(actor, kind=ADDED, now=now) as recorder:
        return write_new(actor, recorder, told=told, now=now)


def write_new(actor: Actor, recorder: Recorder, *, told: CustomerChange, now: datetime) -> Saved:
    """Rows, search, events and audit of one new customer, as a part of the recorder's change."""
    fields = dict(told.fields)
    if actor.branch_limit is not None:
        fields["branch_id"] = actor.branch_limit
    if fields.get("owner_id") is None and (owner_id := reach.owner_of_new(actor)) is not None:
        fields["owner_id"] = owner_id
    if not str(fields.get("name") or "").strip() and (told.contacts is UNTOUCHED or not told.contacts):
        raise NamelessCustomerError("name", _("Give a name, a phone or an e-mail."))
    hiding.refuse(hiding.hidden_from(actor), told, is_new=True)
    custom_fields.refuse_hidden(actor, told.custom)
    custom_fields.require_asked(actor, told.custom)
    (customer,) = recorder.insert([Customer(created_at=now)])
    changed = saving.write(recorder, customer, CustomerChange(
        fields=fields, contacts=told.contacts, dates=told.dates, tag_ids=told.tag_ids,
        custom=told.custom,
    ), now=now)  # fmt: skip
    search_index.index([customer.pk], now=now)
    events.publish(
        kind=CUSTOMER_ADDED, actor=actor, customer_id=customer.pk, occurred_at=now, data={},
        origin=undo.origin_of(recorder.change),
    )  # fmt: skip
    audit.record(
        actor=actor, action="customers.added", object_kind="customer", object_id=customer.pk,
        after={"fields": changed},
    )  # fmt: skip
    return Saved(customer=customer, changed=tuple(changed), change_id=recorder.change.pk)


def named_tags(actor: Actor, *, names: Sequence[str]) -> list[int]:
    """The ids of tags by their names; a name nobody used before becomes a tag."""
    actor.require(WRITE_CUSTOMERS)
    wanted = list(dict.fromkeys(filter(None, (" ".join(name.split())[:60] for name in names))))
    return [Tag.objects.get_or_create(name=name)[0].pk for name in wanted]


def change_customer(actor: Actor, *, customer_id: int, change: CustomerChange, now: datetime) -> Saved:
    """Change what is known of a customer; leaves `customers.changed` with the names of the fields, if any differ.

    Another branch's customer does not exist (Customer.DoesNotExist), and none is moved to it.
    Raises BadValueError, UnknownReferenceError.
    """
    actor.require(WRITE_CUSTOMERS)
    with undo.recording(actor, kind=CHANGED, now=now, data={"customer_id": customer_id}) as recorder:
        return write_changed(actor, recorder, customer_id=customer_id, change=change, now=now)


def write_changed(
    actor: Actor, recorder: Recorder, *, customer_id: int, change: CustomerChange, now: datetime
) -> Saved:  # fmt: skip
    """One customer's part of the recorder's change."""
    hidden = hiding.hidden_from(actor)
    hiding.refuse(hidden, change, is_new=False)
    custom_fields.refuse_hidden(actor, change.custom)
    customer = queries.get_customer(actor, customer_id=customer_id)
    if actor.branch_limit is not None and "branch_id" in change.fields:
        change = replace(change, fields={**change.fields, "branch_id": actor.branch_limit})
    changed = _write_change(actor, recorder, customer, change, hidden=hidden, now=now)
    return Saved(customer=customer, changed=tuple(changed), change_id=recorder.change.pk)


def _write_change(
    actor: Actor, recorder: Recorder, customer: Customer, change: CustomerChange, *, hidden: hiding.Hidden,
    now: datetime,
) -> list[str]:  # fmt: skip
    """Rows, search, events and audit of one changed customer."""
    owner_before = customer.owner_id
    changed = saving.write(recorder, customer, change, hidden=hidden, now=now)
    if not changed:
        return changed
    search_index.index([customer.pk], now=now)
    events.publish(
        kind=CUSTOMER_CHANGED, actor=actor, customer_id=customer.pk, occurred_at=now, data={"fields": changed},
        origin=undo.origin_of(recorder.change),
    )  # fmt: skip
    if customer.owner_id != owner_before:
        events.publish(
            kind=OWNER_CHANGED, actor=actor, customer_id=customer.pk, occurred_at=now,
            data={"from": owner_before, "to": customer.owner_id}, origin=undo.origin_of(recorder.change),
        )  # fmt: skip
    audit.record(
        actor=actor, action="customers.changed", object_kind="customer", object_id=customer.pk,
        after={"fields": changed, "change": recorder.change.pk},
    )  # fmt: skip
    return changed


def delete_customers(actor: Actor, *, customer_ids: Sequence[int], now: datetime) -> int:
    """Delete customers with all that hangs on them; sales stay as anonymous. Returns the change that undoes it.

    Raises Customer.DoesNotExist when one of them is not this actor's to see.
    """
    actor.require(DELETE_CUSTOMERS)
    customers = queries.visible_to(actor).filter(pk__in=customer_ids)
    if customers.count() != len(set(customer_ids)):
        raise Customer.DoesNotExist
    with undo.recording(actor, kind=DELETED, now=now, data={"customers": len(set(customer_ids))}) as recorder:
        remove_customers(actor, recorder, customer_ids=customer_ids)
    return recorder.change.pk


def remove_customers(actor: Actor, recorder: Recorder, *, customer_ids: Sequence[int]) -> int:
    """Delete those of them this actor may see, as a part of the recorder's change; returns how many."""
    actor.require(DELETE_CUSTOMERS)
    seen = sorted(queries.visible_to(actor).filter(pk__in=customer_ids).values_list("pk", flat=True))
    _remove_rows(recorder, seen)
    recorder.delete(Customer.objects.filter(pk__in=seen))
    search_index.forget(seen)
    if seen:
        events.tell_witnesses(
            kind=CUSTOMERS_DELETED, actor=actor, customer_ids=seen, occurred_at=recorder.change.made_at
        )
    audit.record(
        actor=actor, action="customers.deleted", object_kind=CUSTOMER_KIND, object_id=recorder.change.pk,
        before={"customers": seen},
    )  # fmt: skip
    return len(seen)


def _remove_rows(recorder: Recorder, customer_ids: Sequence[int]) -> None:
    """Take away, through the recorder, what hangs on customers who are about to be deleted."""
    recorder.delete(Relation.objects.filter(other_id__in=customer_ids))
    for declared in reversed(declared_rows()):
        rows = declared.model._default_manager.filter(customer_id__in=customer_ids)
        if declared.when_deleted is Fate.GO_ALONG:
            recorder.delete(rows)
        elif declared.when_deleted is Fate.LOSE_THE_CUSTOMER:
            recorder.update_all(rows, {"customer_id": None})


def forget_customer(actor: Actor, *, customer_id: int, now: datetime) -> None:
    """Remove a card for good, out of every history, once nothing hangs on it any more: the last step of an erasure.

    Witnesses are told `customers.erased`, so that other systems can forget the person too.
    """
    search_index.forget([customer_id])
    Customer.objects.filter(pk=customer_id).delete()
    events.tell_witnesses(kind=CUSTOMER_ERASED, actor=actor, customer_ids=[customer_id], occurred_at=now)
