"""Segments over JSON: what they are called and how many they held; whom they hold is `GET /customers?segment=`.

The fields of the filter too.
"""

from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from zabota.capabilities.customers.contracts import READ_CUSTOMERS
from zabota.capabilities.customers.filtering import FieldKind, FilterField, Operator, fields_for
from zabota.capabilities.segments import criteria, queries
from zabota.capabilities.segments.models import Segment
from zabota.foundation.api.schemas import CleanText
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.listing.keyset import read_cursor

router = Router(tags=["segments"])
MOST_ROWS = 200
MOST_DAYS = 3_650


class SizeOut(Schema):
    day: date
    customers: int


class SegmentOut(Schema):
    """`size` is that of the last night, null before the first; `filter` can be sent to `GET /customers`."""

    id: int
    name: str
    about: str
    colour: str
    is_shared: bool
    filter: str
    size: int | None
    sizes: list[SizeOut]


class SegmentsOut(Schema):
    segments: list[SegmentOut]
    next: str | None = Field(description="Send it as `after` for the next page; null at the end.")


class SegmentsAsked(Schema):
    days: int = Field(90, ge=0, le=MOST_DAYS, description="How many days back `sizes` goes.")
    after: CleanText = Field("", max_length=200)
    limit: int = Field(100, ge=1, le=MOST_ROWS)


@router.get("/segments", response=SegmentsOut, summary="Segments and their sizes")
def list_segments(request: HttpRequest, asked: Query[SegmentsAsked]) -> SegmentsOut:
    """Those shared with everybody, in the order of their numbers. Sizes are of the whole company, counted at night."""
    page = queries.list_segments(actor_of(request), after=read_cursor(asked.after), limit=asked.limit)
    since = timezone.localdate() - timedelta(days=asked.days)
    sizes = queries.sizes_since([one.pk for one in page.rows], since=since)
    last = queries.last_sizes()
    return SegmentsOut(
        segments=[_out(one, last.get(one.pk), sizes.get(one.pk, [])) for one in page.rows],
        next=page.following.encode() if page.following else None,
    )


class WordOut(Schema):
    code: str
    label: str


class FieldOut(Schema):
    """A condition of the filter is `[code, operator, value…]`. Of a field with `choices`, values are their codes.

    Money is asked in whole units of the currency ("1500"), a day as "2026-05-31", yes and no as "yes" and "no"; the
    operators with `days` in their name take a number of days, "between" two values, "empty" and "filled" none.
    """

    code: str
    label: str
    group: str
    kind: FieldKind
    operators: list[Operator]
    choices: list[WordOut]


class FieldsOut(Schema):
    fields: list[FieldOut]


@router.get("/customers/fields", response=FieldsOut, summary="Fields of the filter", tags=["customers"])
def list_fields(request: HttpRequest) -> FieldsOut:
    """By what `filter` may ask, the company's own fields too, in the language of `Accept-Language`."""
    actor = actor_of(request)
    actor.require(READ_CUSTOMERS)
    return FieldsOut(fields=[_field(field, actor) for field in criteria.may_be_asked(fields_for(actor))])


def _field(field: FilterField, actor: Actor) -> FieldOut:
    """Of a text, choices are only what is suggested while one types: anything may be asked."""
    choices = field.choices(actor) if field.choices and field.kind is not FieldKind.TEXT else ()
    return FieldOut(
        code=field.code, label=str(field.label), group=str(field.group), kind=field.kind, operators=list(field.asked),
        choices=[WordOut(code=code, label=str(label)) for code, label in choices],
    )  # fmt: skip


def _out(segment: Segment, size: int | None, sizes: list[tuple[date, int]]) -> SegmentOut:
    return SegmentOut(
        id=segment.pk, name=segment.name, about=segment.about, colour=segment.colour, is_shared=segment.is_shared,
        filter=segment.filter, size=size, sizes=[SizeOut(day=day, customers=customers) for day, customers in sizes],
    )  # fmt: skip
