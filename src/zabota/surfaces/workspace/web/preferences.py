from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zabota.foundation.identity.contracts import STRANGER
from zabota.surfaces.workspace import preferences


@login_not_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Language or theme, then back to the page it was chosen on."""
    taken = preferences.choose(
        actor=getattr(request, "actor", STRANGER),
        language=request.POST.get("language"),
        theme=request.POST.get("theme"),
    )
    following = request.POST.get("next", "")
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(following, hosts, require_https=request.is_secure()):
        following = "/"
    response = HttpResponseRedirect(following)
    preferences.write_cookies(response, taken, secure=request.is_secure())
    return response
