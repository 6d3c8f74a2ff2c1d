"""Customers page by page for programs: which ones, and with everything the card keeps."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from zabota.capabilities.customers.conditions import contains
from zabota.capabilities.customers.contracts import CUSTOMER_KIND
from zabota.capabilities.customers.models import ContactKind, ContactPoint, Customer, CustomerTag
from zabota.foundation.search import queries as search

TOGETHER = ("contacts", "dates", "tags__tag", "keys", "consents")


@dataclass(frozen=True, kw_only=True)
class CustomerFilter:
    """`phone` in E.164, `email` in lower case; `words` as in the search: every word, in any of its forms.

    `also` is what capabilities above make of their parameters (`filtering.narrowed`).
    """

    phone: str = ""
    email: str = ""
    tag: str = ""
    owner_id: int | None = None
    updated_since: datetime | None = None
    words: str = ""
    also: Q = field(default_factory=Q)


def with_everything(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """A query more for each sort of rows, however many customers."""
    return rows.prefetch_related(*TOGETHER)


def chosen(rows: QuerySet[Customer], wanted: CustomerFilter) -> QuerySet[Customer]:
    for kind, value in ((ContactKind.PHONE, wanted.phone), (ContactKind.EMAIL, wanted.email)):
        if value:
            points = ContactPoint.objects.filter(customer_id=OuterRef("pk"), kind=kind, value=value)
            rows = rows.filter(Exists(points))
    if wanted.tag:
        rows = rows.filter(Exists(CustomerTag.objects.filter(customer_id=OuterRef("pk"), tag__name=wanted.tag)))
    if wanted.owner_id is not None:
        rows = rows.filter(owner_id=wanted.owner_id)
    if (since := wanted.updated_since) is not None:
        rows = rows.filter(Q(updated_at__gte=since) | Q(updated_at=None, created_at__gte=since))
    if wanted.also:
        rows = rows.filter(wanted.also)
    return rows


def in_words(rows: QuerySet[Customer], words: str, *, by_names: bool) -> QuerySet[Customer]:
    """Every word, in any form, of whatever the search knows; `by_names`: every word as a part of the name only."""
    if by_names:
        for word in words.split():
            rows = rows.filter(contains("name", word))
        return rows
    ids = search.matching_ids(CUSTOMER_KIND, words)
    return rows.none() if ids is None else rows.filter(pk__in=ids)
