"""Cards that look alike: the surest first, each with the reason; looked for, told apart, merged together."""

from collections.abc import Container

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.duplicates import jobs, queries, services
from zabota.capabilities.duplicates.contracts import MERGE_CERTAIN, MERGE_CUSTOMERS, NothingToMergeError
from zabota.capabilities.duplicates.models import AlikePair
from zabota.capabilities.duplicates.web.requests import ids_of
from zabota.capabilities.duplicates.wording import reasons_of, verdict_of
from zabota.foundation.design import formats
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.listing.keyset import read_cursor
from zabota.foundation.undo.models import Change

AT_ONCE = 30
"""So many certain pairs are merged while one waits; more of them in the background."""


@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    only_certain = request.GET.get("show") == "certain"
    page = queries.list_pairs(actor, only_certain=only_certain, after=read_cursor(request.GET.get("after")))
    hidden = customers.hidden_from(actor)
    hidden.strip([card for pair in page.rows for card in _cards(pair)])
    found, certain_count = queries.count_pairs(actor)
    shown = {
        "pairs": [row_of(pair, hidden) for pair in page.rows], "following": page.following, "found": found,
        "certain": certain_count, "only_certain": only_certain, "look": queries.latest_look(),
        "directs": actor.may(MERGE_CERTAIN), "by_itself": queries.merges_by_itself(),
        "merging": queries.find_merging() if actor.may(MERGE_CERTAIN) else None,
    }  # fmt: skip
    is_piece = "HX-Request" in request.headers and "after" in request.GET
    return render(request, "duplicates/lines.html" if is_piece else "duplicates/pairs.html", shown)


def _cards(pair: AlikePair) -> list[Customer]:
    return [pair.first, pair.second]  # type: ignore[list-item]


def row_of(pair: AlikePair, hidden: Container[str]) -> dict[str, object]:
    speaks_for, against = reasons_of(pair, hidden)
    words, tone = verdict_of(pair)
    return {"pair": pair, "cards": _cards(pair), "for": speaks_for, "against": against, "verdict": words,
            "tone": tone}  # fmt: skip


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MERGE_CUSTOMERS)
    jobs.look.enqueue(unique=jobs.LOOK_KEY)
    messages.info(request, _("The cards are being compared; new pairs appear here."))
    return redirect("duplicates:pairs")


@require_POST
def certain(request: HttpRequest) -> HttpResponse:
    """Merge every certain pair: a few at once, many in the background."""
    actor = actor_of(request)
    actor.require(MERGE_CERTAIN)
    count = queries.count_pairs(actor)[1]
    if (going_on := queries.find_merging()) is not None:
        return redirect("duplicates:progress", going_on.change.pk)
    if count > AT_ONCE and actor.staff_id is not None:
        return _in_the_background(actor, actor.staff_id)
    change_id = services.merge_certain(actor, now=timezone.now())
    if change_id is None:
        notify(request, _("Nothing is certain: look at the pairs yourself."), level=messages.WARNING)
    else:
        words = ngettext("%(n)s pair merged.", "%(n)s pairs merged.", count)
        notify(request, words % {"n": formats.number(count)}, undo_url=reverse("undo:undo", args=[change_id]))
    return redirect("duplicates:pairs")


def _in_the_background(actor: Actor, staff_id: int) -> HttpResponse:
    with transaction.atomic():  # the change and the work on it are there together, or neither
        change = services.begin_certain(actor, now=timezone.now())
        if change is None:
            return redirect("duplicates:pairs")
        job_id = jobs.merge_certain.enqueue(staff_id=staff_id, change_id=change.pk)
        change.data = change.data | {"job": job_id}
        change.save(update_fields=["data"])
    return redirect("duplicates:progress", change.pk)


@require_GET
def progress(request: HttpRequest, change_id: int) -> HttpResponse:
    """How far the merging is; one may leave and come back."""
    actor_of(request).require(MERGE_CERTAIN)
    try:
        merging = queries.get_merging(change_id=change_id)
    except Change.DoesNotExist as error:
        raise Http404 from error
    is_piece = "HX-Request" in request.headers
    template = "duplicates/progress_piece.html" if is_piece else "duplicates/progress.html"
    return render(request, template, {"merging": merging, "change": merging.change})


@require_POST
def rule(request: HttpRequest) -> HttpResponse:
    is_on = "is_on" in request.POST
    services.set_rule(actor_of(request), is_on=is_on)
    words = _("Certain duplicates are merged every night.") if is_on else _("Nothing is merged by itself.")
    notify(request, words)
    return redirect("duplicates:pairs")


@require_POST
def apart(request: HttpRequest) -> HttpResponse:
    try:
        change_id = services.tell_apart(actor_of(request), ids=ids_of(request.POST), now=timezone.now())
    except (Customer.DoesNotExist, NothingToMergeError) as error:
        raise Http404 from error
    notify(
        request, _("They are two customers: this pair is not offered again."),
        undo_url=reverse("undo:undo", args=[change_id]),
    )  # fmt: skip
    return redirect("duplicates:pairs")
