"""Customers of an import, batch by batch, and the way back. Runs inside the caller's transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from zabota.capabilities.customers import search_index
from zabota.capabilities.customers.contracts import CUSTOMERS_TABLE, IncomingCustomer, TakenBack, TakenIn
from zabota.capabilities.customers.matching import find_known
from zabota.capabilities.customers.models import (
    ConsentEntry,
    ContactKind,
    ContactPoint,
    Customer,
    CustomerKey,
    CustomerNote,
)
from zabota.foundation.database.bulk import any_of, insert_rows, reserve_ids
from zabota.foundation.importing.models import ImportChange

BATCH = 2_000
FILLED = ("name", "acquired_on", "acquisition_source", "acquisition_cost_minor")
"""What an import may fill in where it was empty; it never overwrites."""
WRITTEN = "written"
"""Beside the values a row had before: those the import wrote. What somebody changed since stays as it is."""


def take_in(*, run_id: int, source: str, people: Sequence[IncomingCustomer], now: datetime) -> TakenIn:
    known = find_known(source, people)
    new = [person for person in people if person.identity not in known]
    ids = dict(zip((person.identity for person in new), reserve_ids(Customer, len(new)), strict=True)) if new else {}
    _insert_customers(run_id, new, ids, now)
    completed = _complete([person for person in people if person.identity in known], known, run_id)
    everyone = {**known, **ids}
    _insert_keys(run_id, source, everyone)
    _insert_contacts(run_id, people, everyone, set(ids.values()))
    return TakenIn(created=len(new), known=len(known), completed=completed)


def _insert_customers(run_id: int, new: Sequence[IncomingCustomer], ids: dict[str, int], now: datetime) -> None:
    names = (
        "id", "kind", "name", "acquired_on", "acquisition_source", "acquisition_cost_minor", "branch_id",
        "import_run_id", "created_at",
    )  # fmt: skip
    rows = (
        (
            ids[one.identity], one.kind, one.name[:200], one.acquired_on, one.acquisition_source[:120],
            one.acquisition_cost_minor, one.branch_id, run_id, now,
        )
        for one in new
    )  # fmt: skip
    insert_rows(Customer, names, rows)


def _insert_keys(run_id: int, source: str, everyone: dict[str, int]) -> None:
    """Also for those found by phone: next time the key alone decides."""
    there = set(CustomerKey.objects.filter(source=source, key__in=any_of(everyone)).values_list("key", flat=True))
    rows = [(customer_id, source, key, run_id) for key, customer_id in everyone.items() if key not in there]
    ids = reserve_ids(CustomerKey, len(rows)) if rows else ()
    names = ("id", "customer_id", "source", "key", "import_run_id")
    insert_rows(CustomerKey, names, ((row_id, *row) for row_id, row in zip(ids, rows, strict=True)))


def _insert_contacts(
    run_id: int, people: Sequence[IncomingCustomer], everyone: dict[str, int], new_ids: set[int]
) -> None:
    wanted: dict[tuple[int, str, str], bool] = {}
    for person in people:
        customer_id = everyone[person.identity]
        for kind, values in ((ContactKind.PHONE, person.phones), (ContactKind.EMAIL, person.emails)):
            for place, value in enumerate(values):
                wanted.setdefault((customer_id, kind.value, value), customer_id in new_ids and place == 0)
    if not wanted:
        return
    older = {customer_id for customer_id, _kind, _value in wanted} - new_ids
    there = set(ContactPoint.objects.filter(customer_id__in=older).values_list("customer_id", "kind", "value"))
    missing = [(contact, preferred) for contact, preferred in wanted.items() if contact not in there]
    ids = reserve_ids(ContactPoint, len(missing)) if missing else ()
    names = ("id", "customer_id", "kind", "value", "raw", "is_preferred", "import_run_id")
    insert_rows(
        ContactPoint,
        names,
        (
            (row_id, *contact, contact[2], preferred, run_id)
            for row_id, (contact, preferred) in zip(ids, missing, strict=True)
        ),
    )


def _complete(people: Sequence[IncomingCustomer], known: dict[str, int], run_id: int) -> int:
    """Fill in what was empty, remembering the row as it was."""
    told = {known[one.identity]: one for one in people if any(getattr(one, name) for name in FILLED)}
    changed: list[Customer] = []
    before: list[ImportChange] = []
    for customer in Customer.objects.filter(pk__in=list(told)):
        filled = {
            name: getattr(told[customer.pk], name)
            for name in FILLED
            if getattr(customer, name) in ("", None) and getattr(told[customer.pk], name) not in ("", None)
        }
        if not filled:
            continue
        old = {name: _plain(getattr(customer, name)) for name in filled}
        old[WRITTEN] = {name: _plain(value) for name, value in filled.items()}
        before.append(ImportChange(import_run_id=run_id, table=CUSTOMERS_TABLE, row_id=customer.pk, before=old))
        for name, value in filled.items():
            setattr(customer, name, value)
        changed.append(customer)
    ImportChange.objects.bulk_create(before, ignore_conflicts=True)
    Customer.objects.bulk_update(changed, FILLED, batch_size=500)
    return len(changed)


def take_back(*, run_id: int, in_use: QuerySet[Any, Any], now: datetime) -> TakenBack:
    restored = _restore(run_id)
    changed = set(restored)
    for model in (CustomerKey, ContactPoint):
        rows = model.objects.filter(import_run_id=run_id).exclude(customer__import_run_id=run_id)
        changed.update(rows.values_list("customer_id", flat=True))
        rows.delete()
    search_index.index(changed, now=now)
    removed = 0
    while batch := list(_unneeded(run_id).exclude(pk__in=in_use).values_list("pk", flat=True)[:BATCH]):
        search_index.forget(batch)
        Customer.objects.filter(pk__in=batch).delete()
        removed += len(batch)
    kept = Customer.objects.filter(import_run_id=run_id).count()
    return TakenBack(removed=removed, kept=kept, restored=len(restored))


def _restore(run_id: int) -> list[int]:
    changes = ImportChange.objects.filter(import_run_id=run_id, table=CUSTOMERS_TABLE)
    before = dict(changes.values_list("row_id", "before"))
    customers = list(Customer.objects.filter(pk__in=list(before)))
    for customer in customers:
        written = before[customer.pk].pop(WRITTEN, {})
        for name, value in before[customer.pk].items():
            if name not in written or _plain(getattr(customer, name)) == written[name]:
                setattr(customer, name, value)
    Customer.objects.bulk_update(customers, FILLED, batch_size=500)
    changes.delete()
    return [customer.pk for customer in customers]


def _plain(value: object) -> object:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _unneeded(run_id: int) -> QuerySet[Customer]:
    """Customers an import brought and nobody relies on: no note, consent, key or contact from elsewhere, no change."""
    own = Customer.objects.filter(import_run_id=run_id, updated_at=None)
    for model in (CustomerKey, ContactPoint):
        own = own.exclude(Exists(model.objects.filter(customer_id=OuterRef("pk")).exclude(import_run_id=run_id)))
    for said in (CustomerNote, ConsentEntry):
        own = own.exclude(Exists(said._default_manager.filter(customer_id=OuterRef("pk"))))
    return own.order_by("pk")
