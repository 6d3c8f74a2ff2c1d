"""The owner's pages about messages: one of them with all its attempts, a test, sending again."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.webhooks import queries, services
from zabota.foundation.webhooks.contracts import EndpointOffError
from zabota.foundation.webhooks.models import Delivery
from zabota.foundation.webhooks.web.endpoints import endpoint_of
from zabota.foundation.webhooks.web.names import name_of


def _delivery_of(request: HttpRequest, delivery_id: int) -> Delivery:
    return get_object_or_404(queries.deliveries_of(actor_of(request)), pk=delivery_id)


@require_GET
def delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    found = _delivery_of(request, delivery_id)
    body = json.dumps(json.loads(found.body), ensure_ascii=False, indent=2)
    shown = {"delivery": found, "body": body, "kind_name": name_of(found.kind), "now": timezone.now()}
    return render(request, "webhooks/delivery.html", shown)


@require_POST
def replay(request: HttpRequest, delivery_id: int) -> HttpResponse:
    found = _delivery_of(request, delivery_id)
    try:
        services.replay(actor_of(request), delivery_id=found.pk, now=timezone.now())
    except EndpointOffError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("On its way again."))
    return redirect("webhooks:endpoint", found.endpoint_id)


@require_POST
def replay_failed(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = endpoint_of(request, endpoint_id)
    try:
        count = services.replay_failed(actor_of(request), endpoint_id=found.pk, now=timezone.now())
    except EndpointOffError as error:
        messages.error(request, str(error.message))
    else:
        words = ngettext("%(n)s message is on its way again.", "%(n)s messages are on their way again.", count)
        messages.success(request, words % {"n": count})
    return redirect("webhooks:endpoint", found.pk)


@require_POST
def test(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = endpoint_of(request, endpoint_id)
    try:
        services.send_test(actor_of(request), endpoint_id=found.pk, now=timezone.now())
    except EndpointOffError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("A test message is on its way: its answer shows up below."))
    return redirect("webhooks:endpoint", found.pk)
