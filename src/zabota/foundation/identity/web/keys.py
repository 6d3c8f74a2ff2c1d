"""The owner's pages about API keys."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.foundation.identity import queries, services
from zabota.foundation.identity.contracts import MANAGE_KEYS, IdentityError
from zabota.foundation.identity.forms import KeyForm
from zabota.foundation.identity.web.requests import actor_of


@require_GET
def key_list(request: HttpRequest) -> HttpResponse:
    shown = {"keys": queries.list_keys(actor_of(request)), "now": timezone.now()}
    return render(request, "identity/keys.html", shown)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_KEYS)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        last_day = data["expires_on"]
        expires_at = None
        if last_day is not None:
            expires_at = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))
        try:
            issued = services.create_key(
                actor, name=data["name"], role=form.chosen_role(), scopes=data["scopes"], expires_at=expires_at
            )
        except IdentityError as error:
            form.refuse(error)
        else:
            return render(request, "identity/key_issued.html", {"issued": issued})
    return render(request, "identity/key_add.html", {"form": form})


@require_POST
def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    actor = actor_of(request)
    get_object_or_404(queries.list_keys(actor), pk=key_id)
    services.revoke_key(actor, key_id=key_id, now=timezone.now())
    messages.success(request, _("The key no longer works."))
    return redirect("identity:keys")
