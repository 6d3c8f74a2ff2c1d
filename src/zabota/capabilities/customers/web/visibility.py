"""The owner decides which customers agents see, and which facts of the card which roles do."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.customers import hiding, services
from zabota.capabilities.customers.contracts import SET_VISIBILITY, HideableFact
from zabota.capabilities.customers.models import CardVisibility, HiddenFact, Reach
from zabota.capabilities.customers.web.field_forms import HIDEABLE
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
    shown = {"form": form, "roles": [label for _code, label in HIDEABLE], "facts": _facts()}
    return render(request, "customers/visibility.html", shown, status=422 if request.method == "POST" else 200)


@require_POST
def hide(request: HttpRequest) -> HttpResponse:
    """`hide=phones:agent` for every tick."""
    offered = {f"{fact}:{role}": (fact.value, role) for fact in HideableFact for role, _label in HIDEABLE}
    hidden: dict[str, list[str]] = {}
    for fact, role in (offered[tick] for tick in request.POST.getlist("hide") if tick in offered):
        hidden.setdefault(fact, []).append(role)
    services.hide_facts(actor_of(request), hidden_from=hidden)
    notify(request, _("Saved."))
    return redirect("customers:visibility")


def _facts() -> list[tuple[object, list[tuple[str, object, bool]]]]:
    """Each fact with its ticks: what a tick sends, whose it is, whether it is set."""
    hidden = dict(HiddenFact.objects.values_list("fact", "hidden_from"))
    return [
        (fact.label, [(f"{code}:{role}", label, role in hidden.get(code, ())) for role, label in HIDEABLE])
        for code, fact in hiding.FACTS.items()
    ]
