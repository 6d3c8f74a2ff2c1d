"""How the company handles low scores."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zabota.capabilities.cases import queries, services
from zabota.capabilities.cases.contracts import SET_CASES
from zabota.capabilities.cases.web.forms import RulesForm
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.queries import get_company
from zabota.foundation.identity.web.requests import actor_of


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(SET_CASES)
    currency = get_company().currency
    initial = RulesForm.initial_of(queries.get_rules(), currency)
    form = RulesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.change_rules(actor, told=form.told(currency))
        notify(request, _("Saved."))
        return redirect("cases:rules")
    return render(request, "cases/rules.html", {"form": form, "currency": currency}, status=422 if form.errors else 200)
