"""What a customer agreed to: the state in words, the form to write down a new word, and everything said before."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.contracts import WRITE_CUSTOMERS
from zabota.capabilities.customers.models import Channel, ConsentEntry, Purpose
from zabota.capabilities.customers.web.cards import customer_of
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.web.requests import actor_of

HISTORY_SHOWN = 100


class ConsentForm(forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("Way"), choices=Channel.choices)
    purpose = forms.ChoiceField(label=gettext_lazy("About what"), choices=Purpose.choices)
    is_given = forms.TypedChoiceField(
        label=gettext_lazy("What they said"), coerce=lambda word: word == "yes", widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("they agree")), ("no", gettext_lazy("they refuse"))],
    )  # fmt: skip
    how = forms.CharField(
        label=gettext_lazy("How it was told"), required=False, max_length=200,
        help_text=gettext_lazy("By phone, at the till, a tick on the site."),
    )  # fmt: skip
    text_version = forms.CharField(
        label=gettext_lazy("Version of the text"), required=False, max_length=60,
        help_text=gettext_lazy("Which text they agreed to: a number or a date."),
    )  # fmt: skip
    proof = forms.CharField(
        label=gettext_lazy("Proof"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Their own words, or where the signed paper lies."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    customer = customer_of(actor, customer_id)
    form = ConsentForm(request.POST or None)
    if request.method == "POST":
        actor.require(WRITE_CUSTOMERS)
        if form.is_valid():
            services.record_consent(actor, customer=customer, **form.cleaned_data, now=timezone.now())
            notify(request, _("It is written down."))
            return redirect("customers:consents", customer.pk)
    shown = {
        "customer": customer, "form": form, "may_change": actor.may(WRITE_CUSTOMERS), "rows": matrix(customer.pk),
        "purposes": [label for _code, label in Purpose.choices],
        "history": ConsentEntry.objects.filter(customer=customer)[:HISTORY_SHOWN],
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "customers/consents.html", shown, status=status)


def matrix(customer_id: int) -> list[tuple[str, list[ConsentEntry | None]]]:
    """By channel, the latest word about each purpose: one query."""
    said = queries.consents_in_force(customer_id)
    return [
        (str(label), [said.get((purpose, channel)) for purpose in Purpose.values]) for channel, label in Channel.choices
    ]
