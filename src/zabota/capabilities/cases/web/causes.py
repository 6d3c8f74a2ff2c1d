"""Why customers are unhappy: the tree of causes with what hangs on each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zabota.capabilities.cases import queries, services, starters
from zabota.capabilities.cases.contracts import READ_CASES, SET_CASES, CaseError
from zabota.capabilities.cases.models import Cause
from zabota.capabilities.cases.web.forms import CauseForm
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.queries import get_company
from zabota.foundation.identity.web.requests import actor_of


@require_http_methods(["GET", "POST"])
def causes(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(READ_CASES if request.method == "GET" else SET_CASES)
    form = CauseForm(request.POST if request.method == "POST" and "usual" not in request.POST else None)
    if request.method == "POST":
        if "usual" in request.POST:
            starters.plant(actor, language=(get_language() or "en")[:2])
            return redirect("cases:causes")
        if form.is_valid():
            services.save_cause(actor, cause=form.told(Cause()))
            notify(request, _("The cause is kept."))
            return redirect("cases:causes")
    weights = queries.weight_of_causes(actor)
    tree = [(depth, one, weights.get(one.pk)) for depth, one in queries.causes(with_archived=True)]
    most = max((row["cases"] for row in weights.values()), default=1)
    crumbs = [{"label": _("Cases"), "url": reverse("cases:list")}, {"label": _("Causes")}]
    shown = {
        "tree": tree, "form": form, "may_set": actor.may(SET_CASES), "currency": get_company().currency, "most": most,
        "crumbs": crumbs,
    }  # fmt: skip
    return render(request, "cases/causes.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, cause_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(SET_CASES)
    cause = Cause.objects.filter(pk=cause_id).first()
    if cause is None:
        raise Http404
    initial = {"name": cause.name, "parent": cause.parent_id, "is_archived": cause.is_archived}
    form = CauseForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_cause(actor, cause=form.told(cause))
        except CaseError as error:
            form.add_error(error.field or None, str(error.message))
        else:
            notify(request, _("The cause is kept."))
            return redirect("cases:causes")
    crumbs = [{"label": _("Causes"), "url": reverse("cases:causes")}, {"label": cause.name}]
    shown = {"form": form, "cause": cause, "crumbs": crumbs}
    return render(request, "cases/cause.html", shown, status=422 if form.errors else 200)
