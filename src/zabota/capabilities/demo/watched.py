"""Segments the demo shop has watched for a quarter, with how many customers each held on every day of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import QuerySet

from zabota.capabilities.customers.filtering import Operator
from zabota.capabilities.sales.models import Order, OrderKind
from zabota.capabilities.segments import criteria
from zabota.capabilities.segments.contracts import Asked, Group
from zabota.capabilities.segments.models import Segment, SegmentSize
from zabota.foundation.identity.contracts import Role
from zabota.foundation.identity.models import Staff
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.models import Change
from zabota.foundation.undo.recorder import Recorder

WATCHED_DAYS = 90
OFTEN, QUIET_DAYS, YEAR_DAYS, NEW_DAYS, BEST_ROUBLES = 3, 90, 365, 30, 15_000


@dataclass(frozen=True)
class Facts:
    """What every customer had done by the end of a day; days as ordinals, 0 for one who had not bought yet."""

    sales: np.ndarray
    first: np.ndarray
    last: np.ndarray
    margin_of_year: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Watched:
    """`holds` tells who is in by what the filter asks, so that the past can be counted."""

    name: str
    about: str
    colour: str
    asked: tuple[Asked, ...]
    holds: Callable[[Facts, int], np.ndarray]


WATCHED = (
    Watched(
        name="Постоянные, которые пропадают", colour="berry",
        about="Покупали не раз, но три месяца молчат: позвонить, спросить, всё ли хорошо.",
        asked=(
            Asked("orders", Operator.AT_LEAST, (str(OFTEN),)),
            Asked("last_order", Operator.NOT_LAST_DAYS, (str(QUIET_DAYS),)),
            Asked("last_order", Operator.LAST_DAYS, (str(YEAR_DAYS),)),
        ),
        holds=lambda facts, day: (
            (facts.sales >= OFTEN) & (facts.last < day - QUIET_DAYS) & (facts.last >= day - YEAR_DAYS)
        ),
    ),
    Watched(
        name="Новые за месяц", colour="moss", about="Купили впервые: поблагодарить и спросить о первом впечатлении.",
        asked=(Asked("first_order", Operator.LAST_DAYS, (str(NEW_DAYS),)),),
        holds=lambda facts, day: facts.first >= day - NEW_DAYS,
    ),
    Watched(
        name="Лучшие клиенты", colour="amber", about="Принесли больше других за год: им первым о новом.",
        asked=(Asked("margin_year", Operator.AT_LEAST, (str(BEST_ROUBLES),)),),
        holds=lambda facts, _day: facts.margin_of_year >= BEST_ROUBLES * 100,
    ),
)  # fmt: skip


def bring(recorder: Recorder, run: ImportRun, *, now: datetime) -> None:
    """Segments shared by the owner, as a part of the recorder's change, and their past."""
    owner = Staff.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()
    segments = recorder.insert(
        Segment(
            name=one.name, about=one.about, colour=one.colour, filter=criteria.write(Group(parts=one.asked)),
            owner=owner, is_shared=True, created_at=now - timedelta(days=WATCHED_DAYS),
        )
        for one in WATCHED
    )  # fmt: skip
    SegmentSize.objects.bulk_create(
        SegmentSize(segment=segment, day=day, customers=size)
        for day, sizes in sizes_by_day(run).items() for segment, size in zip(segments, sizes, strict=True)
    )  # fmt: skip


def forget(change: Change) -> None:
    """Before the segments of a change go: what was counted since goes with them."""
    ids, _more = undo.next_rows(change, table=Segment._meta.label, after_id=0)
    SegmentSize.objects.filter(segment__in=ids).delete()


def sizes_by_day(run: ImportRun) -> Mapping[date, list[int]]:
    """By day, the oldest first, up to the last order: how many customers each of WATCHED held."""
    orders = Order.objects.filter(import_run=run, customer__isnull=False)
    facts = _Past(orders)
    return {
        date.fromordinal(day): [int(one.holds(known, day).sum()) for one in WATCHED] for day, known in facts.by_day()
    }


class _Past:
    """Orders as columns of numbers: a quarter of days is counted in less than a second."""

    def __init__(self, orders: QuerySet[Order]) -> None:
        columns = ("customer_id", "ordered_on", "kind", "amount_minor", "cost_minor")
        rows = list(orders.order_by("ordered_on").values_list(*columns))
        self.customer = np.unique([row[0] for row in rows], return_inverse=True)[1]
        self.day = np.array([row[1].toordinal() for row in rows], dtype=np.int64)
        self.is_sale = np.array([row[2] == OrderKind.SALE for row in rows], dtype=bool)
        self.margin = np.array([row[3] - (row[4] or 0) for row in rows], dtype=np.int64)

    def by_day(self) -> Iterator[tuple[int, Facts]]:
        if not len(self.day):
            return
        until = int(self.day[-1])
        for day in range(until - WATCHED_DAYS + 1, until + 1):
            yield day, self._known_on(day)

    def _known_on(self, day: int) -> Facts:
        count = int(self.customer.max()) + 1
        sold = self.is_sale & (self.day <= day)
        first, last = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        last[self.customer[sold]] = self.day[sold]  # in the order of days: the last one stays
        first[self.customer[sold][::-1]] = self.day[sold][::-1]
        year = (self.day <= day) & (self.day > day - YEAR_DAYS)
        return Facts(
            sales=np.bincount(self.customer[sold], minlength=count), first=first, last=last,
            margin_of_year=np.bincount(self.customer[year], weights=self.margin[year], minlength=count),
        )  # fmt: skip
