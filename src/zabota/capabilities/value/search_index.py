"""Customers in the search, those who bring most first."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import CUSTOMER_KIND
from zabota.capabilities.value.contracts import USUAL_HORIZON_MONTHS
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.foundation.search import services as search
from zabota.foundation.search.contracts import IndexEntry

LOWEST = 11


def index_customers(run: ValueRun, *, now: datetime) -> int:
    """Make every customer findable and those who are no more, not; returns how many."""
    count = search.index_in_batches(customers.entries_for_search(weights=_weights(run), now=now))
    search.remove_stale(CUSTOMER_KIND, before=now)
    return count


def everyone() -> Iterator[IndexEntry]:
    """What the index of customers is made of when it is made anew."""
    run = ValueRun.objects.filter(is_current=True).first()
    return customers.entries_for_search(weights=_weights(run) if run else {}, now=timezone.now())


def _weights(run: ValueRun) -> dict[int, int]:
    values = CustomerValue.objects.filter(run=run, horizon_months=USUAL_HORIZON_MONTHS)
    return {customer: LOWEST - decile for customer, decile in values.values_list("customer_id", "decile")}
