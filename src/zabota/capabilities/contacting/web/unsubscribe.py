"""No more letters of this sort: one button, a way back, and the one click of mail programs (RFC 8058)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zabota.capabilities.contacting import queries, services
from zabota.capabilities.contacting.addresses import BadLinkError, read_token
from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer, Purpose
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import SYSTEM

LANGUAGES = ("ru", "en")


@csrf_exempt  # a mail program posts here without ever having seen the page; the signed address is the proof
@login_not_required
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    try:
        asked = read_token(token)
        customer = customers.get_customer(SYSTEM, customer_id=asked.customer_id)
    except (BadLinkError, Customer.DoesNotExist) as error:
        raise Http404 from error
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in LANGUAGES else customer.language or identity.get_company().language
    if request.method == "POST":
        is_given = request.POST.get("word") == "back"
        is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        with translation.override(identity.get_company().language):
            how = _how(request, is_given=is_given)
        services.say(customer, asked, is_given=is_given, how=how, now=timezone.now())
        return HttpResponse(status=200) if is_one_click else redirect(request.get_full_path())
    word = queries.words_of([customer.pk], channel=asked.channel, purpose=asked.purpose).get(customer.pk)
    with translation.override(language):
        is_questions = asked.purpose == Purpose.SURVEYS
        shown = {"is_out": word is False, "purpose": asked.purpose.value, "is_questions": is_questions}
        return render(request, "contacting/unsubscribe.html", shown)


def _how(request: HttpRequest, *, is_given: bool) -> str:
    """For the log of consents, in the company's language."""
    if is_given:
        return _("Took it back by the link in a letter")
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return _("Unsubscribed by the button of the mail program")
    return _("Unsubscribed by the link in a letter")
