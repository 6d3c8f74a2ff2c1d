"""Something done to many customers: what it asks, whom it meets, how far it is, the way back."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zabota.capabilities.customers.bulk import BulkAction, find_action
from zabota.capabilities.customers.contracts import READ_CUSTOMERS
from zabota.capabilities.segments import jobs, queries, services
from zabota.capabilities.segments.contracts import AT_ONCE, BadFilterError, NobodyFoundError
from zabota.capabilities.segments.web.requests import MOST_IDS, Asking, read_asking, read_ids
from zabota.foundation.design import formats
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.undo.models import Change

NAMED = 8


@require_POST
def deed(request: HttpRequest) -> HttpResponse:
    """First what it asks and whom it meets; sent again with `sure`, it is done."""
    actor = actor_of(request)
    actor.require(READ_CUSTOMERS)
    action = find_action(actor, request.POST.get("deed", ""))
    if action is None:
        raise Http404
    back = _back(request)
    if (problem := _unclear(request.POST, action)) is not None:
        notify(request, problem, level=messages.WARNING)
        return redirect(back)
    if action.page:
        return redirect(f"{reverse(action.page)}?{urlencode({'id': read_ids(request.POST)}, doseq=True)}")
    try:
        asking = read_asking(_meant(request.POST))
        rows = queries.found(actor, asking.wanted, now=timezone.localtime())
        count = rows.count()
    except BadFilterError as error:
        notify(request, error.message, level=messages.ERROR)
        return redirect(back)
    is_sure = "sure" in request.POST
    form = action.form(actor, request.POST if is_sure else None) if action.form else None
    if is_sure and (form is None or form.is_valid()):
        return _do(request, action, asking, form.cleaned_data if form else {}, back=back)
    shown = {
        "action": action, "form": form, "count": count, "named": list(rows.order_by("pk")[:NAMED]),
        "others": max(count - NAMED, 0), "back": back, "ids": asking.wanted.ids, "filter_text": asking.filter_text,
        "words": asking.wanted.words, "is_everybody": "everybody" in request.POST,
    }  # fmt: skip
    return render(request, "segments/deed.html", shown, status=422 if is_sure else 200)


def _unclear(given: QueryDict, action: BulkAction) -> str | None:
    """What is wrong with the choice of customers, in words."""
    is_everybody = "everybody" in given
    if not is_everybody and not read_ids(given):
        return _("Choose customers first: tick their boxes, or “all that are found”.")
    if not is_everybody and len(given.getlist("id")) > MOST_IDS:
        words = _("Up to %(n)s can be ticked at once; for more, choose “all that are found”.")
        return words % {"n": formats.number(MOST_IDS)}
    if is_everybody and action.page:
        return _("Tick the customers meant: this is done with a few.")
    return None


def _do(
    request: HttpRequest, action: BulkAction, asking: Asking, data: dict[str, object], *, back: str
) -> HttpResponse:
    actor = actor_of(request)
    now = timezone.now()
    with transaction.atomic():  # the change and the work on it are there together, or neither
        try:
            change = services.begin_deed(actor, action=action, wanted=asking.wanted, now=now)
        except NobodyFoundError:
            notify(request, _("Nobody is found: there is nothing to do."), level=messages.WARNING)
            return redirect(back)
        if change.data["total"] > AT_ONCE and actor.staff_id is not None:
            jobs.deed.enqueue(
                staff_id=actor.staff_id, change_id=change.pk, code=action.code, given=request.POST.urlencode(),
                filter_text=asking.filter_text, words=asking.wanted.words, ids=list(asking.wanted.ids),
            )  # fmt: skip
            return redirect("segments:progress", change.pk)
        services.do_deed(actor, change=change, action=action, data=data, wanted=asking.wanted, now=now)
    _tell(request, change)
    return redirect(back)


@require_GET
def progress(request: HttpRequest, change_id: int) -> HttpResponse:
    """How far a deed in the background is; one's own."""
    actor = actor_of(request)
    actor.require(READ_CUSTOMERS)
    change = Change.objects.filter(
        pk=change_id, actor_kind=actor.kind, actor_id=actor.id, kind__in=(services.MANY_CHANGED, services.MANY_DELETED)
    ).first()  # fmt: skip
    if change is None:
        raise Http404
    action = find_action(actor, str(change.data.get("deed", "")))
    shown = {
        "change": change, "label": action.label if action else "", "done": change.data.get("looked_at", 0),
        "total": change.data.get("total", 0), "is_done": bool(change.data.get("is_done")),
        "said": _said(change), "undo_url": reverse("undo:undo", args=[change.pk]),
    }  # fmt: skip
    is_piece = "HX-Request" in request.headers
    return render(request, "segments/progress_piece.html" if is_piece else "segments/progress.html", shown)


def _tell(request: HttpRequest, change: Change) -> None:
    if not change.row_count:
        change.delete()
        notify(request, _("All of them are like this already: nothing was changed."))
        return
    notify(request, _said(change), undo_url=reverse("undo:undo", args=[change.pk]))


def _said(change: Change) -> str:
    count = int(change.data.get("changed", 0))
    words = ngettext("Done: %(n)s customer changed.", "Done: %(n)s customers changed.", count)
    if change.kind == services.MANY_DELETED:
        words = ngettext("%(n)s customer is deleted.", "%(n)s customers are deleted.", count)
    return words % {"n": formats.number(count)}


def _meant(given: QueryDict) -> QueryDict:
    """Everybody found, or those ticked: never both."""
    meant = given.copy()
    if "everybody" in meant:
        meant.pop("id", None)
    else:
        meant.pop("filter", None)
        meant.pop("q", None)
    return meant


def _back(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/customers")
    return back if is_ours else reverse("segments:customers")
