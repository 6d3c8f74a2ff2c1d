"""What is held of one person: shown, handed over, erased."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.privacy import queries, services
from zabota.capabilities.privacy.contracts import ERASE_PERSON, EXPORT_PERSON, NameMismatchError
from zabota.capabilities.privacy.models import Reason
from zabota.capabilities.privacy.web.forms import EraseForm
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of


@require_http_methods(["GET", "POST"])
def personal_data(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What is held; by POST, all of it as a ZIP."""
    actor = actor_of(request)
    if request.method == "POST":
        actor.require(EXPORT_PERSON)
    customer = _customer(actor, customer_id)
    if request.method == "GET":
        return _page(request, customer, EraseForm(), status=200)
    content = services.export_person(actor, customer_id=customer.pk, now=timezone.now())
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="customer-{customer.pk}.zip"'
    return answer


@require_POST
def erase(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(ERASE_PERSON)
    customer = _customer(actor, customer_id)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, form, status=422)
    typed, reason = form.cleaned_data["name"], Reason(form.cleaned_data["reason"])
    try:
        services.erase_person(actor, customer_id=customer.pk, typed_name=typed, reason=reason, now=timezone.now())
    except NameMismatchError:
        form.add_error("name", _("This is not the name on the card. Nothing was erased."))
        return _page(request, customer, form, status=422)
    notify(request, _("Erased. The orders stay without a name; the record of it is in the settings."))
    return redirect("privacy:settings")


def _page(request: HttpRequest, customer: Customer, form: EraseForm, *, status: int) -> HttpResponse:
    actor = actor_of(request)
    shown = {
        "customer": customer,
        "holdings": queries.holdings_of(customer.pk),
        "name_to_type": services.name_to_type(customer),
        "form": form,
        "may_export": actor.may(EXPORT_PERSON),
        "may_erase": actor.may(ERASE_PERSON),
    }
    return render(request, "privacy/person.html", shown, status=status)


def _customer(actor: Actor, customer_id: int) -> Customer:
    try:
        return queries.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error
