"""Done, put off, handed over: one step each, and back to the queue."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.today import queries, services
from zabota.capabilities.today.contracts import USE_TODAY, BadMomentError, GoneError
from zabota.foundation.design import formats
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.identity.web.requests import actor_of


@require_POST
def done(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(USE_TODAY)
    try:
        change_id = services.finish(actor, key=request.POST.get("key", ""), now=timezone.now())
    except GoneError:
        messages.info(request, _("It is not in the queue any more."))
    else:
        notify(request, _("Done."), undo_url=_undo(change_id))
    return _back(request)


@require_POST
def snooze(request: HttpRequest) -> HttpResponse:
    """`till`: later, tomorrow, week, date; with a day in `on`."""
    actor = actor_of(request)
    actor.require(USE_TODAY)
    try:
        until, change_id = services.snooze(
            actor, key=request.POST.get("key", ""), choice=request.POST.get("till", ""),
            on=_day(request.POST.get("on", "")), now=timezone.now(),
        )  # fmt: skip
    except BadMomentError:
        messages.error(request, _("Choose a day after today, within a year."))
    except GoneError:
        messages.info(request, _("It is not in the queue any more."))
    else:
        when = formats.moment(timezone.localtime(until), now=timezone.localtime())
        notify(request, _("Put off: it comes back %(when)s.") % {"when": when}, undo_url=_undo(change_id))
    return _back(request)


@require_http_methods(["GET", "POST"])
def hand(request: HttpRequest) -> HttpResponse:
    """Whom to give an entry to."""
    actor = actor_of(request)
    actor.require(USE_TODAY)
    key = request.GET.get("key", "") or request.POST.get("key", "")
    waiting = queries.find_waiting(actor, key=key, now=timezone.now())
    if waiting is None or not (waiting.source.hand_over and waiting.entry.can_hand_over):
        raise Http404
    people = [one for one in queries.colleagues(actor) if one.pk != waiting.entry.owner_id]
    to = next((one for one in people if str(one.pk) == request.POST.get("to")), None)
    if request.method == "POST" and to is not None:
        return _hand(request, actor, key, to)
    page = {"one": waiting, "people": people, "back": _address(request), "is_empty": request.method == "POST"}
    return render(request, "today/hand.html", page, status=422 if request.method == "POST" else 200)


def _hand(request: HttpRequest, actor: Actor, key: str, to: Staff) -> HttpResponse:
    try:
        change_id = services.hand_over(actor, key=key, to=to.pk, now=timezone.now())
    except GoneError:
        messages.info(request, _("It is not in the queue any more."))
    else:
        notify(request, _("Handed over to %(name)s.") % {"name": to}, undo_url=_undo(change_id))
    return _back(request)


def _undo(change_id: int | None) -> str:
    return reverse("undo:undo", args=[change_id]) if change_id else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _address(request: HttpRequest) -> str:
    given = request.POST.get("back") or request.GET.get("back", "")
    return given if url_has_allowed_host_and_scheme(given, allowed_hosts=None) else reverse("today:today")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(_address(request))
