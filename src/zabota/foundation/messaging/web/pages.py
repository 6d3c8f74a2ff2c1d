"""The owner's page of the mail server, with a letter to try it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zabota.foundation.identity.queries import get_company
from zabota.foundation.identity.web.requests import actor_of, staff_of
from zabota.foundation.messaging import queries, services
from zabota.foundation.messaging.contracts import MANAGE_MAIL, REASON_WORDS, DeliveryError, MailDraft
from zabota.foundation.messaging.web.forms import ServerForm


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def server(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_MAIL)
    kept = queries.find_settings()
    form = ServerForm(request.POST or None, kept=kept, company=get_company().name)
    if request.method == "POST" and not queries.is_set_by_environment() and form.is_valid():
        services.change_server(actor, told=form.told(), now=timezone.now())
        messages.success(request, _("Saved. Send yourself a test letter to be sure."))
        return redirect("messaging:server")
    shown = {
        "form": form, "is_fixed": queries.is_set_by_environment(), "is_set": queries.mail_is_configured(),
        "sender": queries.sender(), "to": staff_of(request).email,
    }  # fmt: skip
    return render(request, "messaging/server.html", shown, status=422 if form.errors else 200)


@require_POST
def test(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_MAIL)
    to = staff_of(request).email
    draft = MailDraft(
        recipient=to, subject=_("A test letter from Zabota"),
        text=_("If you read this, letters of %(company)s leave as they should.") % {"company": get_company().name},
    )  # fmt: skip
    try:
        services.send_test(actor, draft=draft)
    except DeliveryError as error:
        messages.error(request, " ".join(filter(None, (str(REASON_WORDS[error.reason]), error.detail))))
    else:
        messages.success(request, _("The server took the letter to %(to)s.") % {"to": to})
    return redirect("messaging:server")
