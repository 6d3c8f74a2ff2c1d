"""The owner's page about the queue, and the strip of progress any page can show."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.foundation.identity.contracts import STRANGER, Actor
from zabota.foundation.jobs import queries, services
from zabota.foundation.jobs.contracts import MANAGE_JOBS, STATE_LABELS, JobState, JobStateError, UnknownJobError

PAGE_ROWS = 50


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Jobs by state: by default what runs, waits or has failed is one tab away."""
    _actor(request).require(MANAGE_JOBS)
    wanted = request.GET.get("state", "")
    state = JobState(wanted) if wanted in set(JobState) else None
    before = request.GET.get("before", "")
    found = queries.list_jobs(state=state, before_id=int(before) if before.isdecimal() else None, limit=PAGE_ROWS + 1)
    counts = queries.count_jobs()
    tabs = [{"url": "?", "label": _("All"), "current": state is None, "count": sum(counts.values())}]
    tabs += [
        {"url": f"?state={key}", "label": label, "current": state is key, "count": counts[key]}
        for key, label in STATE_LABELS.items()
    ]
    shown = {
        "jobs": found[:PAGE_ROWS],
        "more": found[PAGE_ROWS - 1].pk if len(found) > PAGE_ROWS else None,
        "state": state,
        "state_tabs": tabs,
        "workers": queries.list_workers(),
    }
    return render(request, "jobs/list.html", shown)


@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    try:
        services.retry_job(actor=_actor(request), job_id=job_id)
        messages.success(request, _("The job is in the queue again."))
    except UnknownJobError as error:
        raise Http404 from error
    except JobStateError:
        messages.error(request, _("This job cannot be retried: it runs, is done, or waits already."))
    return redirect("jobs:list")


@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    try:
        services.cancel_job(actor=_actor(request), job_id=job_id)
        messages.success(request, _("Cancelled; a running job stops at its next step."))
    except UnknownJobError as error:
        raise Http404 from error
    except JobStateError:
        messages.error(request, _("This job is over already."))
    return redirect("jobs:list")


@require_GET
def job_progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """A piece of a page that renews itself until the job is over: `hx-get` it on load from anywhere."""
    row = queries.find_job(job_id)
    if row is None:
        raise Http404
    response = render(request, "jobs/progress.html", {"job": row, "over": row.state in queries.OVER})
    if row.state in queries.OVER:
        response.headers["HX-Trigger"] = f"job-{row.state}"
    return response


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", STRANGER)
    return actor
