"""The numbers of the budget."""

from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zabota.capabilities.contacting import queries, services
from zabota.capabilities.contacting.contracts import SET_BUDGET, occasions
from zabota.capabilities.contacting.services import BudgetChange
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.web.requests import actor_of

MOST_DAYS = 730


class BudgetForm(forms.Form):
    rest_days = forms.IntegerField(
        label=gettext_lazy("Days between any two messages"), min_value=0, max_value=MOST_DAYS,
        help_text=gettext_lazy("Whatever they are about. Personal letters a colleague writes do not count."),
    )  # fmt: skip
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("By the customer's own clock; a message of the night leaves in the morning."),
    )  # fmt: skip
    quiet_till = forms.TimeField(
        label=gettext_lazy("Quiet until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    asks_silent = forms.BooleanField(
        label=gettext_lazy("Ask also those who have neither agreed nor refused"), required=False,
        help_text=gettext_lazy("Only questions about our work; offers are sent to nobody who has not agreed."),
    )  # fmt: skip
    site = forms.CharField(
        label=gettext_lazy("Address of Zabota for customers"), max_length=200, required=False,
        help_text=gettext_lazy("Links in letters begin with it, for example https://care.example."),
    )  # fmt: skip

    def __init__(self, *given: object, **facts: object) -> None:
        super().__init__(*given, **facts)  # type: ignore[arg-type]
        for one in occasions():
            self.fields[_name(one.code)] = forms.IntegerField(
                label=str(one.label), min_value=0, max_value=MOST_DAYS,
                help_text=gettext_lazy("Days from one to the next."),
            )  # fmt: skip
        self.order_fields(["rest_days", *(_name(one.code) for one in occasions())])

    def clean_site(self) -> str:
        told: str = self.cleaned_data["site"].strip().rstrip("/")
        parts = urlsplit(told)
        if told and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment):
            raise forms.ValidationError(_("Write it as https://care.example."))
        return told

    def told(self) -> BudgetChange:
        plain = {name: self.cleaned_data[name] for name in ("rest_days", "quiet_from", "quiet_till", "asks_silent")}
        days = {one.code: self.cleaned_data[_name(one.code)] for one in occasions()}
        return BudgetChange(**plain, site=self.cleaned_data["site"], days=days)


@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(SET_BUDGET)
    kept, days = queries.get_budget(), queries.days_of()
    known = {_name(one.code): days.get(one.code, one.days) for one in occasions()} | {
        "rest_days": kept.rest_days, "quiet_from": kept.quiet_from, "quiet_till": kept.quiet_till,
        "asks_silent": kept.asks_silent, "site": kept.site or request.build_absolute_uri("/").rstrip("/"),
    }  # fmt: skip
    form = BudgetForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        services.change_budget(actor, told=form.told())
        notify(request, _("Saved."))
        return redirect("contacting:budget")
    return render(request, "contacting/budget.html", {"form": form}, status=422 if form.errors else 200)


def _name(code: str) -> str:
    return "days_" + code.replace(".", "_")
