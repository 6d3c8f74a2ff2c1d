"""Customers in the search: found by name, phone and e-mail, those who bring most first."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import READ_CUSTOMERS
from zabota.capabilities.value.contracts import CUSTOMER_KIND, USUAL_HORIZON_MONTHS
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.foundation.search import services as search
from zabota.foundation.search.contracts import IndexEntry

LOWEST = 11


def index_customers(run: ValueRun, *, now: datetime) -> int:
    """Make every customer findable and those who are no more, not; returns how many."""
    deciles = dict(
        CustomerValue.objects.filter(run=run, horizon_months=USUAL_HORIZON_MONTHS).values_list("customer_id", "decile")
    )
    count = search.index_many(_entries(deciles, now))
    search.remove_stale(CUSTOMER_KIND, before=now)
    return count


def _entries(deciles: dict[int, int], now: datetime) -> Iterator[IndexEntry]:
    for person in customers.each_person():
        ways = (*person.contacts.phones, *person.contacts.emails)
        known_as = (person.name, *person.keys, *ways)
        yield IndexEntry(
            kind=CUSTOMER_KIND,
            object_id=person.customer_id,
            title=next(filter(None, known_as), _("Customer %(number)s") % {"number": person.customer_id}),
            subtitle=", ".join(ways[:2]),
            url=reverse("value:customer", args=[person.customer_id]),
            permission=READ_CUSTOMERS,
            updated_at=now,
            text=" ".join((*person.contacts.emails, *person.keys)),
            phones=person.contacts.phones,
            weight=LOWEST - deciles.get(person.customer_id, LOWEST),
        )
