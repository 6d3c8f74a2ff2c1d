"""The page behind a one-time link: the person chooses a password himself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from zabota.foundation.identity import queries, services
from zabota.foundation.identity.addresses import client_address
from zabota.foundation.identity.contracts import IdentityError, LinkExpiredError
from zabota.foundation.identity.forms import JoinForm


@login_not_required
@sensitive_post_parameters("password")
@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; choosing a password uses the link up. The second factor is still asked at sign-in."""
    link = queries.find_open_link(token, now=timezone.now())
    if link is None:
        return _quiet(render(request, "identity/join_expired.html", status=410))
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.accept_link(
                token, password=form.cleaned_data["password"], now=timezone.now(), address=client_address(request)
            )
        except LinkExpiredError:
            return _quiet(render(request, "identity/join_expired.html", status=410))
        except IdentityError as error:
            form.refuse(error)
        else:
            return redirect("account_login")
    return _quiet(render(request, "identity/join.html", {"form": form, "person": link.staff}))


def _quiet(response: HttpResponse) -> HttpResponse:
    """The address holds a secret: it must not travel on in a Referer header."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
