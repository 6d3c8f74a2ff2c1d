"""Customers in the search: found by name, phone, e-mail and by what a source calls them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries
from zabota.capabilities.customers.contracts import CUSTOMER_KIND, CUSTOMERS_TABLE, READ_CUSTOMERS, Person
from zabota.capabilities.customers.models import ContactPoint, Customer, CustomerKey
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing.models import ImportChange
from zabota.foundation.search import registry
from zabota.foundation.search import services as search
from zabota.foundation.search.contracts import IndexEntry

BATCH = 2_000


def entries(people: Iterable[Person], *, weights: Mapping[int, int], now: datetime) -> Iterator[IndexEntry]:
    """What the search knows of these people; of a higher `weight` come first. Nothing while no page shows customers."""
    kind = registry.find_kind(CUSTOMER_KIND)
    if kind is None or not kind.url_name:
        return
    for person in people:
        ways = (*person.contacts.phones, *person.contacts.emails)
        known_as = (person.name, *(key for key in person.keys if ":" not in key), *ways)
        yield IndexEntry(
            kind=CUSTOMER_KIND,
            object_id=person.customer_id,
            title=next(filter(None, known_as), _("Customer %(number)s") % {"number": person.customer_id}),
            subtitle=", ".join(ways[:2]),
            url=kind.url(person.customer_id),
            permission=READ_CUSTOMERS,
            updated_at=now,
            text=" ".join((*person.contacts.emails, *person.keys, *person.words)),
            phones=person.contacts.phones,
            weight=weights.get(person.customer_id, 0),
            branch_id=person.branch_id,
        )


def view_of(actor: Actor) -> registry.AsKnown | None:
    """Without phones and e-mails for whoever does not see them; None: this actor may know all."""
    hidden = queries.hidden_from(actor)
    if not hidden.keeps_from_search:
        return None
    return lambda ids: entries(queries.list_people(ids, hidden=hidden), weights={}, now=timezone.now())


def index(customer_ids: Collection[int], *, now: datetime) -> int:
    return search.index_many(entries(queries.list_people(customer_ids), weights={}, now=now))


def refresh(customer_ids: Collection[int], *, now: datetime) -> None:
    """Index those who are here, forget those who are not: after a change was taken back."""
    here = set(Customer.objects.filter(pk__in=customer_ids).values_list("pk", flat=True))
    forget(set(customer_ids) - here)
    index(here, now=now)


def forget(customer_ids: Collection[int]) -> None:
    search.remove(CUSTOMER_KIND, customer_ids)


def index_next_of_import(*, run_id: int, after_id: int, now: datetime) -> int | None:
    """Index the next customers whom an import brought, called by a new key or contact, or completed.

    Returns the last one's id; None when there are no more.
    """
    touched = Q(import_run_id=run_id) | Q(
        pk__in=ImportChange.objects.filter(import_run_id=run_id, table=CUSTOMERS_TABLE).values("row_id")
    )
    for model in (CustomerKey, ContactPoint):
        touched |= Q(Exists(model.objects.filter(customer_id=OuterRef("pk"), import_run_id=run_id)))
    ids = list(Customer.objects.filter(touched, pk__gt=after_id).order_by("pk").values_list("pk", flat=True)[:BATCH])
    index(ids, now=now)
    return ids[-1] if ids else None
