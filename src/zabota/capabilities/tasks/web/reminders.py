"""Which dates of customers remind and when, and how often to be in touch with one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.customers.models import Customer, DateKind
from zabota.capabilities.tasks import queries, services
from zabota.capabilities.tasks.contracts import SET_REMINDERS, SET_RHYTHM
from zabota.capabilities.tasks.web.forms import ReminderForm, RhythmForm
from zabota.foundation.identity.web.requests import actor_of


@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(SET_REMINDERS)
    kinds = [(code, str(label)) for code, label in DateKind.choices]
    form = ReminderForm(
        request.POST if request.method == "POST" else None, kinds=kinds, initial={"text": _("Congratulate {name}")}
    )
    if request.method == "POST" and form.is_valid():
        services.set_reminder(actor, **form.cleaned_data)
        messages.success(request, _("The reminder is kept. Tasks appear within the hour."))
        return redirect("tasks:reminders")
    shown = [(one, dict(kinds).get(one.kind, one.kind)) for one in queries.list_reminders()]
    return render(
        request, "tasks/reminders.html", {"form": form, "shown": shown}, status=422 if request.method == "POST" else 200
    )


@require_POST
def forget(request: HttpRequest, reminder_id: int) -> HttpResponse:
    services.forget_reminder(actor_of(request), reminder_id=reminder_id)
    messages.success(request, _("It reminds no more; tasks made already stay."))
    return redirect("tasks:reminders")


@require_POST
def rhythm(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(SET_RHYTHM)
    form = RhythmForm(request.POST)
    try:
        if form.is_valid():
            days = form.cleaned_data["every_days"]
            services.set_rhythm(actor, customer_id=customer_id, every_days=days, now=timezone.now())
            messages.success(request, _("Kept.") if days else _("No reminder to be in touch any more."))
        else:
            messages.error(request, _("Write a number of days from 1 to 730, or leave it empty."))
    except Customer.DoesNotExist as error:
        raise Http404 from error
    return redirect("customers:customer", customer_id)
