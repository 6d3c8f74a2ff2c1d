"""The page of the day, and who carries what."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.today import queries, rules
from zabota.capabilities.today.contracts import SEE_ALL_TODAY, USE_TODAY
from zabota.capabilities.today.queries import Waiting
from zabota.capabilities.today.web import words
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.identity.queries import get_company
from zabota.foundation.identity.web.requests import actor_of

PAGE_ROWS, MORE_ROWS, MOST_ROWS = 40, 100, 1_000


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """`?of=all`, a colleague's number or "branch-2" for directors; `?rows=140` beyond the first forty."""
    actor = actor_of(request)
    actor.require(USE_TODAY)
    now, of = timezone.now(), request.GET.get("of", "") if actor.may(SEE_ALL_TODAY) else ""
    queue = queries.get_queue(actor, of=queries.whose(actor, of=of), now=now)
    people = queries.colleagues(actor)
    currency = get_company().currency
    rows = _rows(request.GET.get("rows", ""))
    shown = queue.waiting[:rows]
    done = queries.done_today(actor, now=now)
    page = {
        "answer": words.answer(queue.waiting, currency=currency),
        "certainty": words.certainty(queue.waiting),
        "groups": _groups(shown, people={one.pk: str(one) for one in people}, currency=currency),
        "more": min(len(queue.waiting) - rows, MORE_ROWS) if rows < MOST_ROWS else 0,
        "more_rows": rows + MORE_ROWS,
        "put_off": queue.put_off,
        "cut": queue.cut,
        "of": of,
        "may_see_all": actor.may(SEE_ALL_TODAY),
        "choices": _choices(actor, people) if actor.may(SEE_ALL_TODAY) else (),
        "can_wait": rules.can_wait_till_later(timezone.localtime(now)),
        "first_day": timezone.localdate(now) + timedelta(days=1),
        "done": words.done(done[actor.staff_id or 0]),
        "back": request.get_full_path(),
        "page_keys": (("d", _("done, on the row")), ("s", _("put off, on the row"))),
    }
    return render(request, "today/today.html", page)


def _rows(given: str) -> int:
    """How many rows to show; more than a thousand would only be a wait."""
    return min(int(given), MOST_ROWS) if given.isascii() and given.isdecimal() and len(given) < 6 else PAGE_ROWS


def _choices(actor: Actor, people: Sequence[Staff]) -> list[tuple[str, str]]:
    """Whose queue a director may look at."""
    branches = Branch.objects.all() if actor.branch_limit is None else ()
    return [
        ("", _("Mine and nobody's")),
        ("all", _("Everybody's")),
        *((str(one.pk), str(one)) for one in people if one.pk != actor.staff_id),
        *((f"branch-{one.pk}", str(one)) for one in branches),
    ]


def _groups(waiting: Sequence[Waiting], *, people: dict[int, str], currency: str) -> list[dict[str, object]]:
    now = timezone.localtime()
    return [
        {"title": words.HEADINGS[urgency], "rows": [_row(one, people, currency, now) for one in found]}
        for urgency, found in groupby(waiting, key=lambda one: one.urgency)
    ]


def _row(one: Waiting, people: dict[int, str], currency: str, now: datetime) -> dict[str, object]:
    entry = one.entry
    return {
        "key": one.key,
        "entry": entry,
        "customer": one.customer_name,
        "worth": one.worth,
        "icon": entry.icon or one.source.icon,
        "kind": one.source.label,
        "due": words.due(entry, now=now),
        "is_overdue": one.urgency is rules.Urgency.OVERDUE,
        "at_risk": words.at_risk(one.at_risk, currency),
        "between": words.between(one.at_risk, currency),
        "owner": people.get(entry.owner_id or 0, ""),
        "can_finish": bool(one.source.finish) and entry.can_finish,
        "can_hand_over": bool(one.source.hand_over) and entry.can_hand_over,
    }


@require_GET
def load(request: HttpRequest) -> HttpResponse:
    """Everybody's queue by person: how much, how much of it overdue, what is at risk."""
    actor = actor_of(request)
    actor.require(SEE_ALL_TODAY)
    now = timezone.now()
    queue = queries.get_queue(actor, of=queries.Whose(staff_ids=None), now=now)
    done = queries.done_today(actor, now=now)
    rows = queries.burdens(queue.waiting, people=queries.colleagues(actor), done=done)
    page = {"rows": rows, "most": max([row.total for row in rows], default=0) or 1, "cut": queue.cut,
            "currency": get_company().currency}  # fmt: skip
    return render(request, "today/load.html", page)
