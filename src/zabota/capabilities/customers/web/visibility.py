"""The owner decides which customers agents see."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zabota.capabilities.customers import services
from zabota.capabilities.customers.contracts import SET_VISIBILITY
from zabota.capabilities.customers.models import CardVisibility, Reach
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.web.requests import actor_of


class VisibilityForm(forms.Form):
    agents_see = forms.ChoiceField(
        label=gettext_lazy("Agents see"), choices=Reach.choices, widget=forms.RadioSelect,
        help_text=gettext_lazy("Whoever is kept to a branch sees none beyond it in either case."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def visibility(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(SET_VISIBILITY)
    rule = CardVisibility.objects.filter(pk=1).first() or CardVisibility()
    form = VisibilityForm(request.POST or None, initial={"agents_see": rule.agents_see})
    if request.method == "POST" and form.is_valid():
        services.set_visibility(actor, agents_see=form.cleaned_data["agents_see"])
        notify(request, _("Saved."))
        return redirect("customers:visibility")
    status = 422 if request.method == "POST" else 200
    return render(request, "customers/visibility.html", {"form": form}, status=status)
