"""Two deeds, no pages: the list itself shows its views."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.listing import services
from zabota.foundation.listing.contracts import UnknownPageError
from zabota.foundation.listing.models import SavedView


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    given = request.POST
    try:
        view = services.save_view(
            actor_of(request), page=given.get("page", ""), name=given.get("name", ""), query=given.get("query", ""),
            is_shared=bool(given.get("is_shared")), now=timezone.now(),
        )  # fmt: skip
    except UnknownPageError as error:
        raise Http404 from error
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return redirect(view.url)


@require_POST
def forget(request: HttpRequest, view_id: int) -> HttpResponse:
    try:
        view = services.forget_view(actor_of(request), view_id=view_id)
    except SavedView.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The view “%(name)s” is forgotten.") % {"name": view.name})
    return redirect(view.page)
