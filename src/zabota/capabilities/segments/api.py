"""Segments over JSON: what they are called and how many they held; whom they hold is `GET /customers?segment=`."""

from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from zabota.capabilities.segments import queries
from zabota.capabilities.segments.models import Segment
from zabota.foundation.api.schemas import CleanText
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


def _out(segment: Segment, size: int | None, sizes: list[tuple[date, int]]) -> SegmentOut:
    return SegmentOut(
        id=segment.pk, name=segment.name, about=segment.about, colour=segment.colour, is_shared=segment.is_shared,
        filter=segment.filter, size=size, sizes=[SizeOut(day=day, customers=customers) for day, customers in sizes],
    )  # fmt: skip
