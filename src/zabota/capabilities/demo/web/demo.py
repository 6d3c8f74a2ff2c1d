"""Load the demo company, watch it come, remove it with one click."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.capabilities.demo import jobs, queries, services
from zabota.capabilities.demo.contracts import DemoAbsentError, DemoPresentError, OwnDataPresentError
from zabota.foundation.identity.contracts import Actor


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    try:
        services.begin_loading(actor)
    except DemoPresentError:
        messages.info(request, _("The demo company is here already."))
    except OwnDataPresentError:
        messages.error(request, _("Your own orders are here. Undo their import first: the demo is never mixed in."))
        return redirect("workspace:home")
    else:
        jobs.load.enqueue(staff_id=actor.staff_id, unique="demo")
    return redirect("demo:progress")


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    try:
        services.begin_removing(actor)
    except DemoAbsentError:
        messages.info(request, _("There is no demo data here."))
    else:
        jobs.remove.enqueue(staff_id=actor.staff_id, unique="demo")
        messages.success(request, _("The demo data is being removed. It takes a few seconds."))
    return redirect("workspace:home")


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the loading is; the fragment asks again by itself until it is done."""
    loading = queries.get_loading(_actor(request))
    if loading.is_done and not getattr(request, "htmx", False):
        return redirect("workspace:home")
    template = "demo/progress_bar.html" if getattr(request, "htmx", False) else "demo/progress.html"
    response = render(request, template, {"loading": loading})
    if loading.is_done:
        response.headers["HX-Redirect"] = "/"
    return response
