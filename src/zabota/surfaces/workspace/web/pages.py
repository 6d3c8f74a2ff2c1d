from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_safe

from zabota.foundation.design import navigation
from zabota.foundation.identity import queries
from zabota.foundation.identity.contracts import STRANGER


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first place of the navigation this person may see."""
    places = navigation.visible_items(getattr(request, "actor", STRANGER))
    return redirect(places[0].url_name if places else "identity:welcome")


@login_not_required
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: 200 while the database answers, else 503."""
    try:
        queries.find_company()
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})
