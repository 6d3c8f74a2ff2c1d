"""Events marked on the trend."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zabota.capabilities.scores import services
from zabota.capabilities.scores.contracts import MARK_EVENTS
from zabota.capabilities.scores.models import MarkedEvent
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.web.requests import actor_of


class MarkForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(
        label=gettext_lazy("What happened that day"), max_length=services.LONGEST_WORDS,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("New prices, a new shop, a new courier…")}),
    )  # fmt: skip


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MARK_EVENTS)
    form = MarkForm(request.POST)
    if form.is_valid():
        services.mark_event(
            actor, day=form.cleaned_data["day"], words=form.cleaned_data["words"], now=timezone.now()
        )  # fmt: skip
        notify(request, _("Marked on the trend."))
    else:
        notify(request, _("Say the day and in a few words what happened."), level=messages.WARNING)
    return redirect("scores:scores")


@require_POST
def remove(request: HttpRequest, mark_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MARK_EVENTS)
    try:
        services.remove_mark(actor, mark_id=mark_id)
    except MarkedEvent.DoesNotExist as error:
        raise Http404 from error
    notify(request, _("The mark is gone."))
    return redirect("scores:scores")
