"""One customer asked from his card: a letter, or a personal link to hand over."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zabota.capabilities.asking import queries, services
from zabota.capabilities.asking.contracts import AskingError
from zabota.capabilities.asking.posting import occasion_of
from zabota.capabilities.contacting import queries as contacting
from zabota.capabilities.contacting import services as budget
from zabota.capabilities.contacting.contracts import reason_words
from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.surveys import addresses
from zabota.capabilities.surveys import queries as surveys
from zabota.capabilities.surveys.contracts import INVITE, Channel, SurveyError
from zabota.capabilities.surveys.models import Survey
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.messaging.contracts import REASON_WORDS, Reason
from zabota.foundation.messaging.queries import mail_is_configured

SHOWN = 10


class AskForm(forms.Form):
    survey = forms.ChoiceField()
    way = forms.ChoiceField(choices=[(Channel.LINK, ""), (Channel.EMAIL, "")])


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(INVITE)
    try:
        customer = customers.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error
    open_surveys = list(queries.open_surveys(actor))
    if request.method == "POST":
        form = AskForm(request.POST)
        form.fields["survey"].choices = [(one.pk, one.name) for one in open_surveys]  # type: ignore[attr-defined]
        if form.is_valid():
            _do(request, customer, next(one for one in open_surveys if str(one.pk) == form.cleaned_data["survey"]),
                Channel(form.cleaned_data["way"]))  # fmt: skip
        return redirect("asking:ask", customer.pk)
    now, site = timezone.now(), contacting.site() or request.build_absolute_uri("/").rstrip("/")
    known = surveys.invitations_of(actor, customer_id=customer.pk, limit=SHOWN)
    shown = {
        "customer": customer, "crumbs": _crumbs(customer),
        "offers": [{"survey": one, "reason": _reason(customer, one, now)} for one in open_surveys],
        "invitations": [(one, site + addresses.path_of(one.pk)) for one in known],
        "has_mail": mail_is_configured(),
    }  # fmt: skip
    return render(request, "asking/ask.html", shown)


def _do(request: HttpRequest, customer: Customer, survey: Survey, channel: Channel) -> None:
    if channel == Channel.EMAIL and not mail_is_configured():
        notify(request, str(REASON_WORDS[Reason.NOT_CONFIGURED]), level=messages.ERROR)
        return
    budget.note_site(request.build_absolute_uri("/"))
    try:
        services.ask_one(actor_of(request), survey=survey, customer=customer, channel=channel, now=timezone.now())
    except AskingError as error:
        words = _("Not sent: %(reason)s.") % {"reason": error.message}
        notify(request, words, level=messages.WARNING)
    except SurveyError as error:
        notify(request, str(error.message), level=messages.ERROR)
    else:
        notify(request, _("The letter is on its way.") if channel == Channel.EMAIL else _("The link is below."))


def _reason(customer: Customer, survey: Survey, now: datetime) -> str:
    """Why no letter would be sent now; "" where it would."""
    verdict = contacting.may_contact([customer.pk], on=occasion_of(survey, None), channel=Channel.EMAIL, now=now)
    return reason_words(verdict.skipped[customer.pk]) if customer.pk in verdict.skipped else ""


def _crumbs(customer: Customer) -> list[dict[str, str]]:
    return [
        {"label": customer.name or str(customer.pk), "url": reverse("customers:customer", args=[customer.pk])},
        {"label": _("Ask with a survey"), "url": ""},
    ]
