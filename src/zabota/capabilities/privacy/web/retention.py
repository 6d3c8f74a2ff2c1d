"""How long things are kept, who is offered for erasure, and the record of erasures."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.privacy import jobs, queries, services
from zabota.capabilities.privacy.contracts import ERASE_PERSON, SET_RETENTION
from zabota.capabilities.privacy.web.forms import RetentionForm
from zabota.foundation.design import formats
from zabota.foundation.identity.web.requests import actor_of

SHOWN = 20


@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(SET_RETENTION if request.method == "POST" else ERASE_PERSON)
    retention = queries.get_retention()
    told = {"idle_months": retention.idle_months, "history_days": retention.history_days}
    form = RetentionForm(request.POST) if request.method == "POST" else RetentionForm(initial=told)
    if request.method == "POST" and form.is_valid():
        services.set_retention(actor, **form.cleaned_data)
        messages.success(request, _("Kept so from now on."))
        return redirect("privacy:settings")
    idle = queries.idle_customers(actor, retention=retention, now=timezone.now())
    shown = {
        "form": form,
        "may_set": actor.may(SET_RETENTION),
        "retention": retention,
        "idle_count": idle.count(),
        "idle": list(idle[:SHOWN]),
        "erasures": queries.list_erasures(actor, limit=SHOWN),
    }
    return render(request, "privacy/settings.html", shown, status=422 if request.method == "POST" else 200)


@require_POST
def erase_idle(request: HttpRequest) -> HttpResponse:
    """`count` is the number the person saw: if it is another by now, nothing is erased."""
    actor = actor_of(request)
    actor.require(ERASE_PERSON)
    idle = queries.idle_customers(actor, retention=queries.get_retention(), now=timezone.now()).count()
    if request.POST.get("count") != str(idle):
        messages.error(request, _("The list has changed meanwhile. Look at it again."))
    elif idle:
        jobs.erase_idle.enqueue(staff_id=actor.staff_id, unique="privacy.erase_idle")
        words = ngettext("%(n)s customer is being erased.", "%(n)s customers are being erased.", idle)
        messages.success(request, words % {"n": formats.number(idle)})
    return redirect("privacy:settings")
