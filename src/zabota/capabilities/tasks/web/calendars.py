"""One's tasks in a calendar program: the address is given out once, renewed, taken away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.tasks import feeds
from zabota.capabilities.tasks.contracts import USE_TASKS
from zabota.capabilities.tasks.web.forms import CalendarForm
from zabota.foundation.api.limits import SlidingWindow
from zabota.foundation.identity.addresses import client_address
from zabota.foundation.identity.web.requests import actor_of

READINGS = SlidingWindow(limit=60, window_seconds=60)


@login_not_required
@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The secret is the only key, so that a calendar program can read it; nothing is changed by reading."""
    now = timezone.now()
    if wait := READINGS.take(client_address(request), now=now):
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    text = feeds.read_feed(secret, zone=timezone.get_current_timezone(), now=now)
    if text is None:
        raise Http404
    headers = {"Content-Disposition": 'inline; filename="tasks.ics"', "X-Robots-Tag": "noindex"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """The address stands in the answer that made it and is nowhere to be read later."""
    actor = actor_of(request)
    actor.require(USE_TASKS)
    form, address = CalendarForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        secret = feeds.open_feed(actor, with_phones=form.cleaned_data["with_phones"], now=timezone.now())
        address = request.build_absolute_uri(reverse("tasks:feed", args=[secret]))
    shown = {"form": form, "address": address, "feed": feeds.find_feed(actor)}
    return render(request, "tasks/calendar.html", shown)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    feeds.close_feed(actor_of(request))
    messages.success(request, _("The address works no more."))
    return redirect("tasks:calendar")
