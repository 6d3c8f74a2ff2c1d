from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from zabota.foundation.design import navigation
from zabota.foundation.identity.contracts import STRANGER


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first place of the navigation this person may see."""
    places = navigation.visible_items(getattr(request, "actor", STRANGER))
    return redirect(places[0].url_name if places else "identity:welcome")


@login_not_required
@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})
