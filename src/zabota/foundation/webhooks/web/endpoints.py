"""The owner's pages about addresses that are told of events."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.foundation.identity.contracts import IdentityError
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.webhooks import queries, services
from zabota.foundation.webhooks.contracts import EVERY_KIND, MANAGE_WEBHOOKS, STATE_LABELS, DeliveryState
from zabota.foundation.webhooks.models import Endpoint
from zabota.foundation.webhooks.web.forms import EndpointForm
from zabota.foundation.webhooks.web.names import name_of

PAGE_ROWS = 50
SOON = timedelta(seconds=15)


def endpoint_of(request: HttpRequest, endpoint_id: int) -> Endpoint:
    return get_object_or_404(queries.list_endpoints(actor_of(request)), pk=endpoint_id)


@require_GET
def endpoint_list(request: HttpRequest) -> HttpResponse:
    shown = {"endpoints": list(queries.list_endpoints(actor_of(request)))}
    return render(request, "webhooks/list.html", shown)


@sensitive_variables("issued")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_WEBHOOKS)
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issued = services.add_endpoint(actor, told=form.told(), now=timezone.now())
        except IdentityError as error:
            form.refuse(error)
        else:
            return render(request, "webhooks/secret.html", {"issued": issued, "is_new": True})
    return render(request, "webhooks/form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = endpoint_of(request, endpoint_id)
    form = EndpointForm(request.POST or None, endpoint=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_endpoint(actor_of(request), endpoint_id=found.pk, told=form.told())
        except IdentityError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("webhooks:endpoint", found.pk)
    shown = {"form": form, "endpoint": found}
    return render(request, "webhooks/form.html", shown, status=422 if form.errors else 200)


@require_GET
def endpoint(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """What it is told of, and what became of every message."""
    found = endpoint_of(request, endpoint_id)
    wanted = request.GET.get("state", "")
    state = wanted if wanted in set(DeliveryState) else ""
    before = request.GET.get("before", "")
    rows = queries.list_deliveries(
        found, state=state, before_id=int(before) if before.isdecimal() else None, limit=PAGE_ROWS + 1
    )
    counts = queries.count_states(found)
    now = timezone.now()
    shown = {
        "endpoint": found, "rows": [(row, name_of(row.kind)) for row in rows[:PAGE_ROWS]], "state": state,
        "counts": counts, "now": now,
        "tabs_of_states": _tabs(counts, state), "kinds": [name_of(code) for code in found.kinds if code != EVERY_KIND],
        "older": rows[PAGE_ROWS - 1].pk if len(rows) > PAGE_ROWS else None,
        "is_busy": any(row.state == DeliveryState.WAITING and row.due_at < now + SOON for row in rows),
    }  # fmt: skip
    return render(request, "webhooks/endpoint.html", shown)


@require_POST
def off(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = endpoint_of(request, endpoint_id)
    services.turn_off(actor_of(request), endpoint_id=found.pk)
    messages.success(request, _("Turned off: nothing is sent there."))
    return redirect("webhooks:endpoint", found.pk)


@require_POST
def on(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = endpoint_of(request, endpoint_id)
    services.turn_on(actor_of(request), endpoint_id=found.pk)
    messages.success(request, _("Turned on. What failed before can be sent again from the list below."))
    return redirect("webhooks:endpoint", found.pk)


@sensitive_variables("issued")
@require_POST
def new_secret(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = endpoint_of(request, endpoint_id)
    issued = services.rotate_secret(actor_of(request), endpoint_id=found.pk, now=timezone.now())
    return render(request, "webhooks/secret.html", {"issued": issued, "is_new": False})


@require_POST
def delete(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = endpoint_of(request, endpoint_id)
    services.delete_endpoint(actor_of(request), endpoint_id=found.pk)
    messages.success(request, _("Deleted, with its secret and its messages."))
    return redirect("webhooks:list")


def _tabs(counts: dict[str, int], chosen: str) -> list[dict[str, object]]:
    tabs: list[dict[str, object]] = [
        {"url": "?", "label": _("All"), "current": not chosen, "count": sum(counts.values())}
    ]
    return tabs + [
        {"url": f"?state={state}", "label": label, "current": chosen == state, "count": counts[state]}
        for state, label in STATE_LABELS.items()
    ]
