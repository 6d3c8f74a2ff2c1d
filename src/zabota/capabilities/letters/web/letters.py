"""One letter: what left, how it is now; called back, tried again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.capabilities.letters import papers, queries, services
from zabota.capabilities.letters.contracts import LetterError
from zabota.capabilities.letters.models import Letter
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.messaging.contracts import TooLateError


@require_GET
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    known = _known(actor_of(request), letter_id)
    shown = {
        "letter": known, "customer": known.customer, "html": papers.as_page(known.body),
        "documents": queries.attached_to(known),
    }  # fmt: skip
    return render(request, "letters/letter.html", shown)


@require_POST
def call_back(request: HttpRequest, letter_id: int) -> HttpResponse:
    actor = actor_of(request)
    known = _known(actor, letter_id)
    try:
        services.call_back(actor, letter_id=letter_id)
    except (TooLateError, LetterError):
        messages.error(request, _("Too late: the letter has left."))
        return redirect("letters:letter", letter_id)
    messages.info(request, _("The letter is called back: here are its words."))
    return redirect(f"{reverse('letters:write', args=[known.customer_id])}?again={known.pk}")


@require_POST
def retry(request: HttpRequest, letter_id: int) -> HttpResponse:
    actor = actor_of(request)
    _known(actor, letter_id)
    try:
        services.retry_letter(actor, letter_id=letter_id, now=timezone.now())
    except LetterError as error:
        messages.error(request, str(error.message))
    except TooLateError:
        messages.info(request, _("This letter needs no second try."))
    else:
        messages.success(request, _("The letter is on its way again."))
    return redirect("letters:letter", letter_id)


def _known(actor: Actor, letter_id: int) -> Letter:
    try:
        return queries.get_letter(actor, letter_id=letter_id)
    except Letter.DoesNotExist as error:
        raise Http404 from error
