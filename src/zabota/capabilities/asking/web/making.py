"""A wave is made, or its draft changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from zabota.capabilities.asking import queries, services
from zabota.capabilities.asking.contracts import SEND_WAVES, AskingError, WaveState
from zabota.capabilities.asking.models import Wave
from zabota.capabilities.asking.web.forms import WaveForm, initial_of, initial_of_wave
from zabota.capabilities.contacting import services as contacting
from zabota.capabilities.segments.contracts import BadFilterError
from zabota.foundation.identity.web.requests import actor_of

MOST_IDS = 500


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, wave_id: int | None = None) -> HttpResponse:
    """`?survey=&segment=&filter=&id=`: what is asked, and whom, where the way here said it."""
    actor = actor_of(request)
    actor.require(SEND_WAVES)
    known = None
    if wave_id is not None:
        try:
            known = queries.get_wave(actor, wave_id=wave_id)
        except Wave.DoesNotExist as error:
            raise Http404 from error
        if known.state != WaveState.DRAFT:
            return redirect("asking:wave", wave_id)
    ids = tuple(int(one) for one in request.GET.getlist("id")[:MOST_IDS] if one.isdecimal() and len(one) < 19)
    initial = initial_of_wave(known) if known else initial_of(actor, request.GET, ids)
    form = WaveForm(actor, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            wave = services.save_wave(actor, told=form.draft(), wave_id=wave_id, now=timezone.now())
        except (AskingError, BadFilterError) as error:
            form.add_error(None, str(error.message))
        else:
            contacting.note_site(request.build_absolute_uri("/"))
            return redirect("asking:wave", wave.pk)
    shown = {"form": form, "wave": known, "has_surveys": bool(form.surveys)}
    return render(request, "asking/make.html", shown, status=422 if form.errors else 200)
