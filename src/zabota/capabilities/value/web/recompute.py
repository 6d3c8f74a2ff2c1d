"""Refit on demand, its progress, and what the models take for granted."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.value import queries, services
from zabota.capabilities.value.audit_words import say_choice
from zabota.capabilities.value.contracts import READ_VALUE, RECOMPUTE_VALUE, SET_ASSUMPTIONS
from zabota.capabilities.value.jobs import REFIT_KEY, refit
from zabota.capabilities.value.web.forms import AssumptionsForm
from zabota.capabilities.value.web.requests import actor_of
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity import services as identity_services
from zabota.foundation.jobs import queries as jobs
from zabota.foundation.jobs.contracts import JobState


@require_POST
def recompute(request: HttpRequest) -> HttpResponse:
    """Put the refit into the queue, once however often the button is pressed, and show how it goes."""
    actor_of(request).require(RECOMPUTE_VALUE)
    job_id = refit.enqueue(unique=REFIT_KEY)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "value/refit.html", {"job": jobs.get_job(job_id)})
    return redirect("value:refit", job_id)


@require_GET
def progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """The strip of progress; when all is done, the page is asked anew."""
    actor_of(request).require(READ_VALUE)
    row = jobs.find_job(job_id)
    if row is None or row.name != refit.name:
        return redirect("value:overview")
    is_over = row.state in jobs.OVER
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("value:overview") if is_over else render(request, "value/refit_page.html", {"job": row})
    response = render(request, "value/refit.html", {"job": row})
    if is_over:
        if row.state == JobState.DONE:
            messages.success(request, _("Everything is computed anew."))
        else:
            messages.error(request, _("The recomputation failed; the former figures stay. See Settings → Jobs."))
        response.headers["HX-Redirect"] = request.headers.get("HX-Current-URL", "/value")
    return response


@require_http_methods(["GET", "POST"])
def assumptions(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(SET_ASSUMPTIONS)
    company = identity.get_company()
    margin = None if company.margin_rate is None else (company.margin_rate * 100).normalize()
    initial = {
        "discount_percent": round(queries.discount_rate_per_year() * 100, 2),
        "margin_percent": None if margin is None else f"{margin:f}",
    }
    form = AssumptionsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given: Decimal | None = data["margin_percent"]
        services.set_discount_rate(actor, rate_per_year=float(data["discount_percent"]) / 100)
        identity_services.change_company(
            actor, name=company.name, currency=company.currency, time_zone=company.time_zone,
            language=company.language, margin_rate=None if given is None else given / 100,
        )  # fmt: skip
        refit.enqueue(unique=REFIT_KEY)
        messages.success(request, _("Kept. The values are being computed anew."))
        return redirect("value:overview")
    run = queries.find_run()
    choice = "" if run is None else say_choice(run.choice)
    return render(request, "value/assumptions.html", {"form": form, "run": run, "choice": choice})
