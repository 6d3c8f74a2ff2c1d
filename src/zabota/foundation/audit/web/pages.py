"""The page about who did what, its filters and its export."""

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from zabota.foundation.audit import queries
from zabota.foundation.audit.contracts import READ_AUDIT
from zabota.foundation.audit.export import csv_lines
from zabota.foundation.audit.queries import AuditFilter
from zabota.foundation.identity.contracts import STRANGER, Actor

PAGE_ROWS = 50


@require_GET
def entry_list(request: HttpRequest) -> HttpResponse:
    _actor(request).require(READ_AUDIT)
    before = request.GET.get("before", "")
    before_id = int(before) if before.isdecimal() else None
    found = queries.list_entries(_wanted(request), before_id=before_id, limit=PAGE_ROWS + 1)
    older = request.GET.copy()
    if len(found) > PAGE_ROWS:
        older["before"] = str(found[PAGE_ROWS - 1].pk)
    shown = {
        "entries": found[:PAGE_ROWS],
        "older": older.urlencode() if len(found) > PAGE_ROWS else "",
        "actions": queries.list_actions(),
        "actors": [(str(number), name) for number, name in queries.list_actors()],
        "chosen": request.GET,
    }
    return render(request, "audit/list.html", shown)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """What the filters leave, as CSV, newest first."""
    _actor(request).require(READ_AUDIT)
    rows = queries.filtered(_wanted(request)).iterator(chunk_size=2000)
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def _wanted(request: HttpRequest) -> AuditFilter:
    actor, until = request.GET.get("who", ""), _midnight(request.GET.get("until", ""))
    return AuditFilter(
        text=request.GET.get("q", "").strip(),
        action=request.GET.get("action", ""),
        actor_id=int(actor) if actor.isdecimal() else None,
        since=_midnight(request.GET.get("since", "")),
        until=until + timedelta(days=1) if until else None,
    )


def _midnight(text: str) -> datetime | None:
    """The beginning of a day of the company's time zone; anything that is no date is no filter."""
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), time.min))
    except ValueError:
        return None


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", STRANGER)
    return actor
