"""Public addresses of a survey: given out, printed as a poster, closed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.capabilities.surveys import queries, services, visits
from zabota.capabilities.surveys.contracts import MANAGE_SURVEYS, READ_SURVEYS, Channel
from zabota.capabilities.surveys.models import Survey, Way
from zabota.capabilities.surveys.web.forms import WayForm
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.queries import get_company
from zabota.foundation.identity.web.requests import actor_of


@require_POST
def add(request: HttpRequest, survey_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_SURVEYS)
    try:
        survey = queries.get_survey(actor, survey_id=survey_id)
    except Survey.DoesNotExist as error:
        raise Http404 from error
    form = WayForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        services.add_way(
            actor, survey=survey, channel=Channel(told["channel"]), name=told["name"], now=timezone.now(),
            branch_id=told["branch"].pk if told["branch"] else None,
            employee_id=told["employee"].pk if told["employee"] else None,
        )  # fmt: skip
        notify(request, _("The address is ready: copy it or print the poster."))
    return redirect(f"{reverse('surveys:survey', args=[survey.pk])}#ways")


@require_POST
def close(request: HttpRequest, way_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_SURVEYS)
    way = _known(actor, way_id)
    is_active = request.POST.get("open") == "1"
    services.close_way(actor, way=way, is_active=is_active)
    notify(request, _("The address works again.") if is_active else _("The address works no more."))
    return redirect(f"{reverse('surveys:survey', args=[way.survey_id])}#ways")


@require_GET
def poster(request: HttpRequest, way_id: int) -> HttpResponse:
    """A sheet to print; drawing libraries are loaded with the first one."""
    from zabota.capabilities.surveys.poster import SIZES, drawn

    actor = actor_of(request)
    way = _known(actor, way_id)
    if way.survey.version is None:
        raise Http404
    asked = visits.asked_in(way.survey.version)
    wanted, size = request.GET.get("lang", ""), request.GET.get("size", "a4")
    content = drawn(
        asked, address=request.build_absolute_uri(reverse("surveys:way", args=[way.code])),
        company=get_company().name,
        language=wanted if wanted in asked.languages else asked.languages[0], size=size if size in SIZES else "a4",
    )  # fmt: skip
    return HttpResponse(
        content, content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="poster-{way.pk}.pdf"', "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip


def _known(actor: Actor, way_id: int) -> Way:
    actor.require(READ_SURVEYS)
    try:
        return Way.objects.select_related("survey__version").get(pk=way_id)
    except Way.DoesNotExist as error:
        raise Http404 from error
