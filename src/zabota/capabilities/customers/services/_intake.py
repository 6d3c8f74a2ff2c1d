from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from zabota.capabilities.customers import intake, queries, search_index
from zabota.capabilities.customers.contracts import TAKE_IN_CUSTOMERS, IncomingCustomer, TakenBack, TakenIn
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.search.contracts import IndexEntry


def take_in_customers(
    actor: Actor, *, run_id: int, source: str, people: Sequence[IncomingCustomer], now: datetime
) -> TakenIn:
    """Write a batch of an import: new customers, new keys and contacts of known ones, empty cells filled in.

    Safe to repeat. Every row remembers the import; `take_back_customers` undoes it.
    """
    actor.require(TAKE_IN_CUSTOMERS)
    with transaction.atomic():
        return intake.take_in(run_id=run_id, source=source, people=people, now=now)


def take_back_customers(actor: Actor, *, run_id: int, in_use: QuerySet[Any, Any], now: datetime) -> TakenBack:
    """Undo what an import did to customers, once its orders are gone.

    A customer somebody relies on meanwhile stays: a note, a contact from elsewhere, or an id in ``in_use``.
    """
    actor.require(TAKE_IN_CUSTOMERS)
    with transaction.atomic():
        return intake.take_back(run_id=run_id, in_use=in_use, now=now)


def index_next_of_import(*, run_id: int, after_id: int, now: datetime) -> int | None:
    """Make the next customers an import touched findable; returns the last one's id, None when there are no more."""
    return search_index.index_next_of_import(run_id=run_id, after_id=after_id, now=now)


def entries_for_search(*, weights: Mapping[int, int], now: datetime) -> Iterator[IndexEntry]:
    """Every customer as the search should know him; those of a higher `weight` come first."""
    return search_index.entries(queries.each_person(), weights=weights, now=now)
