"""Who is calling: one customer opens at once, of several one is chosen, an unknown number gets a card."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.telephony import queries, services
from zabota.capabilities.telephony.contracts import ANSWER_CALLS, SET_SCRIPT, BadPhoneError
from zabota.capabilities.telephony.web.forms import CallForm, OpenForm, ScriptForm
from zabota.foundation.identity.web.requests import actor_of


@require_GET
def call(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(ANSWER_CALLS)
    given = request.GET.get("phone", "").strip()
    if not given:
        return render(request, "telephony/call.html", {"given": ""})
    try:
        phone = queries.written_alike(given)
    except BadPhoneError:
        return render(request, "telephony/call.html", {"given": given, "is_bad": True}, status=422)
    found = queries.who_calls(actor, phone=phone)
    if len(found) == 1:
        return redirect(_card(found[0], phone))
    shown = {
        "given": given,
        "phone": phone,
        "found": [(one, _card(one, phone)) for one in found],
        "form": OpenForm(initial={"phone": phone}),
    }
    return render(request, "telephony/call.html", shown)


@require_POST
def open_card(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(ANSWER_CALLS)
    form = OpenForm(request.POST)
    if not form.is_valid():
        shown = {"given": request.POST.get("phone", ""), "phone": request.POST.get("phone", ""), "form": form}
        return render(request, "telephony/call.html", shown, status=422)
    try:
        phone = queries.written_alike(form.cleaned_data["phone"])
    except BadPhoneError:
        shown = {"given": form.cleaned_data["phone"], "is_bad": True}
        return render(request, "telephony/call.html", shown, status=422)
    customer = services.open_card(actor, phone=phone, name=form.cleaned_data["name"], now=timezone.now())
    messages.success(request, _("The card is opened."))
    return redirect(_card(customer, phone))


@require_POST
def write_down(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(ANSWER_CALLS)
    try:
        customer = customers.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error
    form = CallForm(request.POST)
    if form.is_valid():
        services.write_down(actor, customer=customer, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("The call is written down."))
        return redirect("customers:customer", customer.pk)
    messages.error(request, _("The call was not written down: say how it went."))
    return redirect(_card(customer, request.POST.get("phone", "")))


@require_http_methods(["GET", "POST"])
def script(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(SET_SCRIPT)
    form = ScriptForm(request.POST if request.method == "POST" else None, initial={"text": queries.get_script()})
    if request.method == "POST" and form.is_valid():
        services.set_script(actor, text=form.cleaned_data["text"])
        messages.success(request, _("The script is kept."))
        return redirect("telephony:script")
    return render(request, "telephony/script.html", {"form": form}, status=422 if request.method == "POST" else 200)


def _card(customer: Customer, phone: str) -> str:
    query = urlencode({"call": phone.removeprefix("+")})
    return f"{reverse('customers:customer', args=[customer.pk])}?{query}"
