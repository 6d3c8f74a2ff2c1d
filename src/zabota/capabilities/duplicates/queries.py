from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import FIELDS, WRITE_CUSTOMERS
from zabota.capabilities.customers.models import Customer, CustomerDate, DateKind
from zabota.capabilities.customers.rows import Fate, declared_rows
from zabota.capabilities.duplicates.contracts import MERGE_CUSTOMERS, MOST_CARDS, NothingToMergeError, NotYoursError
from zabota.capabilities.duplicates.models import AlikePair, MergingRule, Scan, ToldApart
from zabota.capabilities.duplicates.rules.choosing import BIRTHDAY
from zabota.foundation.identity.contracts import DIRECTORS, Actor
from zabota.foundation.listing.keyset import Cursor, KeyPage, page_of


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many rows of a sort hang on each card, by the card's number."""

    label: str
    by_card: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.by_card.values())


def merges_all(actor: Actor) -> bool:
    return actor.kind == "system" or actor.role in DIRECTORS


def mergeable_by(actor: Actor) -> QuerySet[Customer]:
    """Customers whose cards this actor may merge: directors all they see, agents those they are responsible for."""
    actor.require(MERGE_CUSTOMERS)
    actor.require(WRITE_CUSTOMERS)
    rows = customers.visible_to(actor)
    return rows if merges_all(actor) else rows.filter(owner_id=actor.staff_id)


def get_cards(actor: Actor, *, ids: Sequence[int]) -> list[Customer]:
    """The cards to stand side by side, in the order asked for: three queries.

    Raises NothingToMergeError for too few or too many, Customer.DoesNotExist, NotYoursError.
    """
    wanted = list(dict.fromkeys(ids))
    if not 2 <= len(wanted) <= MOST_CARDS:
        raise NothingToMergeError(len(wanted))
    found = {
        one.pk: one
        for one in customers.visible_to(actor).filter(pk__in=wanted).select_related("owner", "branch")
        .prefetch_related("contacts", "dates", "tags__tag")
    }  # fmt: skip
    if len(found) < len(wanted):
        raise Customer.DoesNotExist
    if mergeable_by(actor).filter(pk__in=wanted).count() < len(wanted):
        raise NotYoursError
    return [found[one] for one in wanted]


def said_by(cards: Sequence[Customer]) -> dict[int, dict[str, Any]]:
    """What each card says in the fields a person chooses between, by its number; one query for the birthdays."""
    dates = CustomerDate.objects.filter(customer__in=cards, kind=DateKind.BIRTHDAY, label="")
    days = {day.customer_id: (day.month, day.day, day.year) for day in dates}
    return {card.pk: {name: getattr(card, name) for name in FIELDS} | {BIRTHDAY: days.get(card.pk)} for card in cards}


def counts_of(ids: Collection[int]) -> list[Counted]:
    """What hangs on each card, table by table: a query for each table."""
    found = []
    for declared in declared_rows():
        if declared.when_deleted is Fate.STAY:
            continue
        rows = declared.model._default_manager.filter(customer_id__in=list(ids)).order_by()
        counted = dict(rows.values_list("customer_id").annotate(Count("pk")))
        if counted:
            found.append(Counted(label=str(declared.label), by_card=counted))
    return found


def _pairs(actor: Actor) -> QuerySet[AlikePair]:
    """Pairs of cards that are both there and both this actor's to merge."""
    mine = mergeable_by(actor)
    pairs = AlikePair.objects.filter(first__in=mine.values("pk"), second__in=mine.values("pk"))
    return pairs if actor.branch_limit is not None or not merges_all(actor) else AlikePair.objects.filter(
        first__id__gt=0, second__id__gt=0
    )  # fmt: skip


def list_pairs(actor: Actor, *, after: Cursor | None = None, limit: int = 50) -> KeyPage[AlikePair]:
    """The most alike first: two queries, and two more for the contacts."""
    rows = _pairs(actor).select_related("first", "second").prefetch_related("first__contacts", "second__contacts")
    return page_of(rows, column="score", is_descending=True, after=after, limit=limit)


def count_pairs(actor: Actor, *, only_certain: bool = False) -> int:
    rows = _pairs(actor)
    return (rows.filter(is_certain=True) if only_certain else rows).count()


def alike_to(actor: Actor, *, customer_id: int, limit: int = 5) -> list[AlikePair]:
    """Pairs this card is part of: one query."""
    rows = _pairs(actor).filter(Q(first=customer_id) | Q(second=customer_id)).select_related("first", "second")
    return list(rows.order_by("-score", "id")[:limit])


def told_apart_among(ids: Collection[int]) -> set[tuple[int, int]]:
    return set(ToldApart.objects.filter(first__in=list(ids)).values_list("first_id", "second_id"))


def latest_scan() -> Scan | None:
    return Scan.objects.exclude(finished_at=None).order_by("-id").first()


def merges_by_itself() -> bool:
    return MergingRule.objects.filter(pk=1, is_on=True).exists()
