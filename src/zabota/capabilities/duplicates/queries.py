from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zabota.capabilities.customers import custom_fields
from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import FIELDS, WRITE_CUSTOMERS, HideableFact
from zabota.capabilities.customers.models import Customer, CustomerDate, CustomField, DateKind, FieldKind
from zabota.capabilities.customers.rows import Fate, declared_rows
from zabota.capabilities.duplicates.contracts import CERTAIN_KIND, MERGE_CUSTOMERS, MOST_CARDS, NothingToMergeError
from zabota.capabilities.duplicates.models import AlikePair, Look, MergingRule
from zabota.capabilities.duplicates.rules.choosing import BIRTHDAY
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.jobs import queries as jobs
from zabota.foundation.listing.keyset import Cursor, KeyPage, page_of
from zabota.foundation.undo.models import Change


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many rows of a sort hang on each card, by the card's number."""

    table: str
    label: str
    by_card: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.by_card.values())


def mergeable_by(actor: Actor) -> QuerySet[Customer]:
    """Customers whose cards this actor may merge: those he sees."""
    actor.require(MERGE_CUSTOMERS)
    actor.require(WRITE_CUSTOMERS)
    return customers.visible_to(actor)


def get_cards(actor: Actor, *, ids: Sequence[int]) -> list[Customer]:
    """The cards to stand side by side, in the order asked for: four queries.

    Raises NothingToMergeError for too few or too many, Customer.DoesNotExist.
    """
    visible = mergeable_by(actor)
    wanted = list(dict.fromkeys(ids))
    if not 2 <= len(wanted) <= MOST_CARDS:
        raise NothingToMergeError(len(wanted))
    rows = visible.filter(pk__in=wanted).select_related("owner", "branch")
    found = rows.prefetch_related("contacts", "tags__tag").in_bulk()
    if len(found) < len(wanted):
        raise Customer.DoesNotExist
    return [found[one] for one in wanted]


def said_by(cards: Sequence[Customer]) -> dict[int, dict[str, Any]]:
    """What each card says in the fields a person chooses between, by its number: three queries.

    Own fields of several options are not among them: their options are united.
    """
    dates = CustomerDate.objects.filter(customer__in=cards, kind=DateKind.BIRTHDAY, label="")
    days = {day.customer_id: (day.month, day.day, day.year) for day in dates}
    own = single_fields()
    held = custom_fields.held_by([card.pk for card in cards], own)
    return {
        card.pk: {name: getattr(card, name) for name in FIELDS}
        | {BIRTHDAY: days.get(card.pk)}
        | {f"custom_{field.pk}": "; ".join(custom_fields.words_of(field, held[card.pk][field.pk])) for field in own}
        for card in cards
    }


def single_fields() -> list[CustomField]:
    """The company's own fields that hold one value, also those shown no more."""
    return [field for field in custom_fields.list_fields(with_archived=True) if field.kind != FieldKind.SEVERAL]


def choosable(actor: Actor) -> dict[str, str]:
    """The fields between whose values this actor may choose, by name, with the words of the company's own."""
    hidden = customers.hidden_from(actor)
    birthday = () if HideableFact.DATES in hidden else (BIRTHDAY,)
    plain = [name for name in FIELDS if name not in hidden.columns]
    own = {f"custom_{field.pk}": field.name for field in custom_fields.shown_to(actor)}
    return dict.fromkeys([*plain, *birthday], "") | own


def counts_of(ids: Collection[int]) -> list[Counted]:
    """What hangs on each card, table by table: a query for each table."""
    found = []
    for declared in declared_rows():
        if declared.when_deleted is Fate.STAY:
            continue
        rows = declared.model._default_manager.filter(customer_id__in=list(ids)).order_by()
        counted = dict(rows.values_list("customer_id").annotate(Count("pk")))
        if counted:
            found.append(Counted(table=declared.model._meta.label, label=str(declared.label), by_card=counted))
    return found


def _pairs(actor: Actor) -> QuerySet[AlikePair]:
    """Pairs of cards that are both there and both this actor's to see."""
    mine = mergeable_by(actor)
    return AlikePair.objects.filter(
        Exists(mine.filter(pk=OuterRef("first_id"))), Exists(mine.filter(pk=OuterRef("second_id")))
    )


def list_pairs(
    actor: Actor, *, only_certain: bool = False, after: Cursor | None = None, limit: int = 50
) -> KeyPage[AlikePair]:
    """The most alike first: three queries."""
    rows = _pairs(actor).select_related("first", "second").prefetch_related("first__contacts", "second__contacts")
    if only_certain:
        rows = rows.filter(is_certain=True)
    return page_of(rows, column="score", is_descending=True, after=after, limit=limit)


def count_pairs(actor: Actor) -> tuple[int, int]:
    """All pairs, and those that are certain: one query."""
    counted = _pairs(actor).aggregate(found=Count("pk"), certain=Count("pk", filter=Q(is_certain=True)))
    return counted["found"], counted["certain"]


def next_certain(actor: Actor) -> AlikePair | None:
    return _pairs(actor).filter(is_certain=True).order_by("id").first()


def alike_to(actor: Actor, *, customer_id: int, limit: int = 5) -> list[AlikePair]:
    """Pairs this card is part of: one query."""
    rows = _pairs(actor).filter(Q(first=customer_id) | Q(second=customer_id)).select_related("first", "second")
    return list(rows.order_by("-score", "id")[:limit])


def latest_look() -> Look | None:
    return Look.objects.order_by("-id").first()


@dataclass(frozen=True, kw_only=True)
class Merging:
    """How far a merge of all certain pairs in the background is; `is_stopped` where its job broke or was cancelled."""

    change: Change
    merged: int
    total: int
    is_done: bool
    is_stopped: bool

    @property
    def is_going_on(self) -> bool:
        return not (self.is_done or self.is_stopped)


def get_merging(*, change_id: int) -> Merging:
    """Raises Change.DoesNotExist."""
    return _merging(Change.objects.get(pk=change_id, kind=CERTAIN_KIND))


def find_merging() -> Merging | None:
    """The one that goes on now, whoever began it."""
    change = Change.objects.filter(kind=CERTAIN_KIND).order_by("-id").first()
    merging = _merging(change) if change else None
    return merging if merging and merging.is_going_on else None


def _merging(change: Change) -> Merging:
    is_done = bool(change.data.get("is_done")) or change.undone_at is not None
    job = jobs.find_job(change.data.get("job", 0))
    total = change.data.get("total", 0)
    return Merging(
        change=change, merged=min(change.data.get("merged", 0), total), total=total, is_done=is_done,
        is_stopped=not is_done and (job is None or job.state in jobs.OVER),
    )  # fmt: skip


def merges_by_itself() -> bool:
    return MergingRule.objects.filter(pk=1, is_on=True).exists()
