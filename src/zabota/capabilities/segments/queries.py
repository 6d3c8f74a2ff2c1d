"""Customers found by a filter, page by page; segments and their sizes."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.filtering import Cell, FilterField, SortedBy, fields_for
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.segments import criteria
from zabota.capabilities.segments.contracts import KEEP_SEGMENTS, SHARE_SEGMENTS, Asked, BadFilterError, Group
from zabota.capabilities.segments.models import Segment, SegmentSize
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.listing.keyset import Cursor, KeyPage, page_of, read_cursor

PAGE_SIZE = 50
MANY, COUNTED_FOR_SECONDS = 100_000, 30
LISTED = 5_000
"""So many ids are listed as quickly as they are counted."""
EVERYBODY = Group()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list shows: words typed in the search, a filter, or these customers only."""

    group: Group = EVERYBODY
    words: str = ""
    ids: tuple[int, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether somebody may be left out."""
        return bool(self.group or self.words or self.ids)


@dataclass(frozen=True, kw_only=True)
class Page:
    """`following` goes into the address of the next page; "" at the end."""

    customers: tuple[Customer, ...]
    following: str


def found(
    actor: Actor, wanted: Wanted, *, now: datetime, fields: Mapping[str, FilterField] | None = None
) -> QuerySet[Customer]:
    """Those of the customers this actor may see whom the filter finds. Raises BadFilterError."""
    rows = customers.visible_to(actor)
    if wanted.group:
        rows = rows.filter(criteria.to_q(wanted.group, fields=fields or fields_for(actor), now=now))
    if wanted.words:
        rows = customers.in_words(actor, rows, wanted.words)
    if wanted.ids:
        rows = rows.filter(pk__in=wanted.ids)
    return rows


def count_of(actor: Actor, rows: QuerySet[Customer], wanted: Wanted) -> int:
    """How many are found. Of a company of more than a hundred thousand, unfiltered, it may be half a minute old."""
    if wanted.is_narrow:
        return rows.count()
    seen_by = f"{actor.branch_limit}:{actor.staff_id if customers.is_limited(actor) else ''}"
    key = f"customers.count:{seen_by}"
    known: int | None = cache.get(key)
    if known is None:
        known = rows.count()
        if known >= MANY:
            cache.set(key, known, COUNTED_FOR_SECONDS)
    return known


def first_page(
    actor: Actor, rows: QuerySet[Customer], wanted: Wanted, *, sort: FilterField | None, is_descending: bool
) -> tuple[Page, int]:  # fmt: skip
    """The first page and how many there are; of a narrow filter both in one walk, unless it finds very many."""
    if wanted.is_narrow and sort is None:
        ids = list(rows.order_by("-id").values_list("pk", flat=True)[: LISTED + 1])
        if len(ids) <= LISTED:
            shown = tuple(Customer.objects.filter(pk__in=ids[:PAGE_SIZE]).order_by("-id"))
            following = Cursor(ids[PAGE_SIZE - 1], ids[PAGE_SIZE - 1]).encode() if len(ids) > PAGE_SIZE else ""
            return Page(customers=shown, following=following), len(ids)
    return page(rows, sort=sort, is_descending=is_descending), count_of(actor, rows, wanted)


def page(
    rows: QuerySet[Customer], *, sort: FilterField | None, is_descending: bool, after: str = "", limit: int = PAGE_SIZE
) -> Page:
    """One page by key, however far: at most three queries. Customers without a value of the sort come last."""
    by = sort.sorted_by if sort else None
    if by is None or by.rows().model is Customer:
        told = page_of(
            rows, column=by.column if by else "id", is_descending=is_descending if by else True,
            after=read_cursor(after), limit=limit,
        )  # fmt: skip
        return Page(customers=told.rows, following=told.following.encode() if told.following else "")
    return _page_by_rows(rows, by, is_descending=is_descending, after=after, limit=limit)


def _page_by_rows(rows: QuerySet[Customer], by: SortedBy, *, is_descending: bool, after: str, limit: int) -> Page:
    """Walks the index of the other table, then the customers who have no row there, by id."""
    valued = by.rows().filter(**{f"{by.column}__isnull": False})
    is_rest, cursor = _read_place(after)
    shown: list[Customer] = []
    if not is_rest:
        told = page_of(
            valued.filter(customer_id__in=rows.values("pk")), column=by.column, is_descending=is_descending,
            after=cursor, limit=limit,
        )  # fmt: skip
        ids = [row.customer_id for row in told.rows]
        known = Customer.objects.in_bulk(ids)
        shown = [known[pk] for pk in ids if pk in known]
        if told.following:
            return Page(customers=tuple(shown), following=_place(told.following, is_rest=False))
        cursor = None
    without = rows.filter(~Q(Exists(valued.filter(customer_id=OuterRef("pk")).order_by())))
    room = limit - len(shown)
    if room <= 0:
        is_more = without.order_by("id").exists()
        return Page(customers=tuple(shown), following=_place(Cursor(0, 0), is_rest=True) if is_more else "")
    rest = page_of(without, column="id", is_descending=False, after=cursor, limit=room)
    following = _place(rest.following, is_rest=True) if rest.following else ""
    return Page(customers=(*shown, *rest.rows), following=following)


def _place(cursor: Cursor, *, is_rest: bool) -> str:
    return ("r" if is_rest else "v") + cursor.encode()


def _read_place(text: str) -> tuple[bool, Cursor | None]:
    return text.startswith("r"), read_cursor(text[1:]) if text else None


def columns_of(
    shown: Sequence[Customer], fields: Sequence[FilterField]
) -> dict[str, Mapping[int, Cell]]:  # fmt: skip
    """By field and customer: a query or two for each column, however many rows."""
    return {field.code: field.values_of(shown) for field in fields if field.values_of}


def in_batches(rows: QuerySet[Customer], *, size: int = 500) -> Iterator[list[Customer]]:
    """All of them by id, a batch at a time."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        yield batch
        last = batch[-1].pk


def fields_without_segments(actor: Actor) -> dict[str, FilterField]:
    """What a segment may be made of: not of segments, so that none stands in itself."""
    return {code: field for code, field in fields_for(actor).items() if code != "segment"}


def segments_of(actor: Actor) -> QuerySet[Segment]:
    """One's own, and those shared with everybody."""
    actor.require(KEEP_SEGMENTS)
    return Segment.objects.filter(Q(is_shared=True) | Q(owner_id=actor.staff_id or -1))


def list_segments(actor: Actor, *, after: Cursor | None, limit: int) -> KeyPage[Segment]:
    return page_of(segments_of(actor), column="id", is_descending=False, after=after, limit=limit)


def get_segment(actor: Actor, *, segment_id: int) -> Segment:
    """Raises Segment.DoesNotExist."""
    return segments_of(actor).select_related("owner").get(pk=segment_id)


def may_change(actor: Actor, segment: Segment) -> bool:
    own = actor.staff_id is not None and segment.owner_id == actor.staff_id
    return actor.may(KEEP_SEGMENTS) and (own or (segment.is_shared and actor.may(SHARE_SEGMENTS)))


def members(actor: Actor, segment: Segment, *, now: datetime) -> QuerySet[Customer]:
    """Raises BadFilterError where a field of the filter is gone, or not this person's to see."""
    return found(actor, Wanted(group=criteria.read(segment.filter)), now=now)


def holding(actor: Actor, *, customer_id: int, now: datetime) -> list[Segment]:
    """Which segments this customer is in: one question for all of them."""
    kept, asked, known = list(segments_of(actor)), {}, {}
    fields = fields_for(actor) if kept else {}
    for segment in kept:
        try:
            condition = criteria.to_q(criteria.read(segment.filter), fields=fields, now=now)
        except BadFilterError:
            continue
        known[f"in_{segment.pk}"] = segment
        asked[f"in_{segment.pk}"] = Case(When(condition, then=True), default=False) if condition else Value(value=True)
    held = customers.visible_to(actor).filter(pk=customer_id).values(**asked).first() if asked else None
    return [segment for name, segment in known.items() if held and held[name]]


def reasons(
    actor: Actor, segment: Segment, *, customer: Customer, now: datetime
) -> list[tuple[Asked, bool, Cell]]:  # fmt: skip
    """Each condition of the filter: whether it holds for this customer, and what he has there."""
    fields = fields_for(actor)
    told: list[tuple[Asked, bool, Cell]] = []
    for asked in criteria.leaves(criteria.read(segment.filter)):
        field = criteria.get_field(asked, fields)
        condition = criteria.condition_q(asked, fields, now)
        holds = Customer.objects.filter(condition, pk=customer.pk).exists()
        value = field.values_of([customer]).get(customer.pk) if field.values_of else None
        told.append((asked, holds, value))
    return told


def last_sizes() -> dict[int, int]:
    """How many customers each segment held when it was counted last: one query."""
    latest = SegmentSize.objects.filter(segment=OuterRef("segment")).order_by("-day").values("day")[:1]
    return dict(SegmentSize.objects.filter(day=Subquery(latest)).values_list("segment_id", "customers"))


def sizes_of(segment: Segment, *, last: int = 365) -> list[tuple[date, int]]:
    """Day and size, oldest first."""
    return list(segment.sizes.order_by("-day").values_list("day", "customers")[:last])[::-1]


def sizes_since(segment_ids: Collection[int], *, since: date) -> dict[int, list[tuple[date, int]]]:
    """Day and size of these segments from that day on, oldest first: one query."""
    sizes: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = SegmentSize.objects.filter(segment__in=segment_ids, day__gte=since).order_by("segment", "day")
    for segment_id, day, size in rows.values_list("segment_id", "day", "customers"):
        sizes[segment_id].append((day, size))
    return dict(sizes)
