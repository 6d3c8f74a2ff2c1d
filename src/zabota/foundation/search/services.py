"""Keep the index: capabilities call these in the same transaction in which they change their things."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import transaction

from zabota.foundation.search import registry, storage
from zabota.foundation.search.contracts import IndexEntry
from zabota.foundation.search.models import SearchEntry
from zabota.foundation.search.words import search_text

BATCH = 5_000
LONGEST = 300


def index_many(entries: Iterable[IndexEntry]) -> int:
    """Make these findable, replacing what was known of the same things; returns how many."""
    remaining = iter(entries)
    count = 0
    with transaction.atomic():
        while batch := list(islice(remaining, BATCH)):
            last_of_each = {(entry.kind, entry.object_id): entry for entry in batch}
            storage.upsert([_row(entry) for entry in last_of_each.values()])
            count += len(last_of_each)
    return count


def remove(kind: str, object_ids: Iterable[int]) -> int:
    """Make these things of one kind unfindable; returns how many were known."""
    remaining = iter(object_ids)
    count = 0
    with transaction.atomic():
        while batch := list(islice(remaining, 900)):
            count += SearchEntry.objects.filter(kind=kind, object_id__in=batch).delete()[0]
    return count


def remove_kind(kind: str) -> int:
    """Make a whole kind unfindable, before it is indexed anew."""
    return SearchEntry.objects.filter(kind=kind).delete()[0]


def remove_stale(kind: str, *, before: datetime) -> int:
    """Make unfindable what was last indexed before a moment: the rest of a kind that was indexed anew."""
    return SearchEntry.objects.filter(kind=kind, updated_at__lt=before).delete()[0]


def rebuild() -> dict[str, int]:
    """Make the whole index anew, batch by batch; returns how many things of each kind are found now."""
    counts: dict[str, int] = {}
    for kind, everything in registry.sources().items():
        remove_kind(kind)
        counts[kind] = index_in_batches(everything())
    return counts


def index_in_batches(entries: Iterable[IndexEntry]) -> int:
    """Like `index_many`, each batch a transaction: others may write between them."""
    remaining = iter(entries)
    count = 0
    while batch := list(islice(remaining, BATCH)):
        count += index_many(batch)
    return count


def _row(entry: IndexEntry) -> storage.Row:
    words = search_text((entry.title, entry.subtitle, entry.text), entry.phones)
    return (
        entry.kind, entry.object_id, entry.title[:LONGEST], entry.subtitle[:LONGEST], entry.url, words,
        entry.permission, entry.weight, entry.branch_id, entry.updated_at,
    )  # fmt: skip
