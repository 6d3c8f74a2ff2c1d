"""The first page of a fresh installation, and the choice after it."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from zabota.foundation.identity import first_steps, queries, services
from zabota.foundation.identity.addresses import client_address
from zabota.foundation.identity.contracts import AlreadySetUpError, IdentityError
from zabota.foundation.identity.forms import SetUpForm, supported_language
from zabota.foundation.identity.set_up_code import PARAMETER, opens_set_up
from zabota.foundation.identity.web.requests import actor_of

LOCAL_CUSTOM = {
    "ru": {"currency": "RUB", "time_zone": "Europe/Moscow"},
    "en": {"currency": "EUR", "time_zone": "UTC"},
}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Make the company and sign its owner in; once there is a company this page does not exist.

    Where others can reach the address, it opens only by the link that `zabota serve` prints.
    """
    if queries.find_company() is not None:
        raise Http404
    if not opens_set_up(request.GET.get(PARAMETER, "")):
        return render(request, "identity/set_up_closed.html", status=403)
    language = supported_language(translation.get_language() or "")
    form = SetUpForm(request.POST or None, initial=LOCAL_CUSTOM[language])
    if request.method == "GET":
        form.fields["time_zone"].widget.attrs["data-guess"] = ""
    if request.method == "POST" and form.is_valid():
        try:
            owner = services.set_up_company(
                **form.cleaned_data,
                language=language,
                address=client_address(request),
            )
        except AlreadySetUpError as error:
            raise Http404 from error
        except IdentityError as error:
            form.refuse(error)
        else:
            login(request, owner, backend=BACKEND)
            return redirect("identity:welcome")
    return render(request, "identity/set_up.html", {"form": form})


@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """Look around in the demo company, or bring your orders; then the first real steps."""
    steps = first_steps.remaining_steps(actor_of(request))
    return render(
        request,
        "identity/welcome.html",
        {
            "demo_url": find_url("demo:start"),
            "import_url": find_url("sales:import_new"),
            "steps": [(step, find_url(step.url_name)) for step in steps],
        },
    )


def find_url(name: str) -> str:
    """The address of a page that another part may or may not bring."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
