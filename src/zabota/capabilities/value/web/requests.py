"""From an address to what a person wants to see; what makes no sense there is left out."""

from datetime import date

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_date

from zabota.capabilities.value.contracts import HORIZONS_MONTHS, USUAL_HORIZON_MONTHS, Trend
from zabota.capabilities.value.queries import SORTS, ValueFilter
from zabota.foundation.identity.web.requests import actor_of, staff_of

__all__ = ["actor_of", "day", "filter_of", "horizon_of", "share", "sort_of", "staff_of", "whole"]

ALIVE = {"50": (0.5, None), "90": (0.9, None), "mid": (0.1, 0.5), "gone": (None, 0.1)}
DECILES = range(1, 11)


def filter_of(given: QueryDict) -> ValueFilter:
    decile, trend = whole(given.get("decile", "")), given.get("trend", "")
    low, high = ALIVE.get(given.get("alive", ""), (None, None))
    return ValueFilter(
        text=given.get("q", "").strip()[:100],
        decile=decile if decile in DECILES else None,
        trend=trend if trend in set(Trend) else "",
        is_slipping=given.get("slipping") == "1",
        min_orders=whole(given.get("orders", "")),
        last_since=day(given.get("since", "")),
        last_until=day(given.get("until", "")),
        min_alive=low,
        max_alive=high,
    )


def horizon_of(request: HttpRequest) -> int:
    months = whole(request.GET.get("h", ""))
    return months if months in HORIZONS_MONTHS else USUAL_HORIZON_MONTHS


def sort_of(request: HttpRequest, usual: str) -> str:
    sort = request.GET.get("sort", "")
    return sort if sort.removeprefix("-") in SORTS else usual


def whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def share(text: str) -> float | None:
    """A per cent as people type it, "10", "10,5 %", as a share in 0–1; None where it is no such thing."""
    try:
        found = float(text.strip().removesuffix("%").strip().replace(",", ".")) / 100
    except ValueError:
        return None
    return found if 0 <= found <= 1 else None


def day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
