"""Waves: their list, one of them with its numbers, whom it left out, its letter as it looks, its links."""

from collections.abc import Callable, Container

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zabota.capabilities.asking import queries, services
from zabota.capabilities.asking.contracts import SEND_WAVES, AskingError, WaveKind, WaveState
from zabota.capabilities.asking.letters import on_a_page
from zabota.capabilities.asking.models import Wave
from zabota.capabilities.contacting import queries as contacting
from zabota.capabilities.contacting import services as budget
from zabota.capabilities.contacting.contracts import SET_BUDGET, Skip, reason_words
from zabota.capabilities.customers import queries as customers
from zabota.capabilities.segments.contracts import EXPORT_CUSTOMERS, BadFilterError
from zabota.capabilities.surveys import addresses
from zabota.capabilities.surveys.contracts import Channel, State
from zabota.capabilities.surveys.models import Invitation
from zabota.foundation.audit import services as audit
from zabota.foundation.design import formats
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of, staff_of
from zabota.foundation.importing.tabular_out import Cell
from zabota.foundation.listing import exports
from zabota.foundation.messaging.contracts import REASON_WORDS, DeliveryError, Reason

PAGE_SIZE = 50


@require_GET
def wave_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = Paginator(queries.list_waves(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    has_surveys = queries.open_surveys(actor).exists()
    return render(request, "asking/waves.html", {"page": page, "has_surveys": has_surveys})


@require_GET
def wave(request: HttpRequest, wave_id: int) -> HttpResponse:
    """Polled by htmx while letters leave: then only the numbers come."""
    actor = actor_of(request)
    known = _wave(actor, wave_id)
    numbers = queries.numbers_of(known)
    is_going = known.state == WaveState.RUNNING and known.kind == WaveKind.ONCE
    shown = {
        "wave": known, "numbers": numbers,
        "is_moving": is_going or (numbers.waiting and known.state != WaveState.PAUSED),
        "skipped": [(code, reason_words(code), count) for code, count in numbers.skipped.items()],
        "failures": [(REASON_WORDS[Reason(code)], count) for code, count in numbers.failures.items()],
        "is_link": known.channel == Channel.LINK, "is_endless": known.kind not in {WaveKind.ONCE},
        "may_export": actor.may(EXPORT_CUSTOMERS), "is_open": known.survey.state == State.OPEN,
        "to": staff_of(request).email,
    }  # fmt: skip
    is_piece = "HX-Request" in request.headers
    return render(request, "asking/numbers.html" if is_piece else "asking/wave.html", shown)


@require_GET
def preview(request: HttpRequest, wave_id: int) -> HttpResponse:
    """What would come of it now; of a large company it takes a moment, so the page asks for it by itself."""
    actor = actor_of(request)
    known = _wave(actor, wave_id)
    try:
        found = queries.preview(actor, known, now=timezone.localtime())
    except BadFilterError as error:
        return render(request, "asking/preview.html", {"problem": error.message, "wave": known})
    shown = {
        "wave": known, "preview": found, "skipped": [(reason_words(code), n) for code, n in found.skipped.items()],
        "lacks_words": Skip.NO_CONSENT in found.skipped and actor.may(SET_BUDGET),
        "letter": _letter(actor, known, found.example_id),
    }  # fmt: skip
    return render(request, "asking/preview.html", shown)


@require_POST
def test(request: HttpRequest, wave_id: int) -> HttpResponse:
    """To oneself, as one customer of the audience would get it."""
    actor = actor_of(request)
    known, to = _wave(actor, wave_id), staff_of(request).email
    budget.note_site(request.build_absolute_uri("/"))
    try:
        example = queries.audience(actor, known, now=timezone.localtime()).order_by("pk").first()
        if example is None:
            notify(request, _("Nobody is found: there is nothing to show."), level=messages.WARNING)
            return redirect("asking:wave", wave_id)
        services.send_test(actor, wave=known, customer_id=example.pk, recipient=to)
    except DeliveryError as error:
        notify(request, " ".join((str(REASON_WORDS[error.reason]), error.detail)), level=messages.ERROR)
    except BadFilterError as error:
        notify(request, error.message, level=messages.ERROR)
    else:
        notify(request, _("The server took the letter to %(to)s.") % {"to": to})
    return redirect("asking:wave", wave_id)


@require_POST
def set_state(request: HttpRequest, wave_id: int) -> HttpResponse:
    """`deed`: begin, pause, resume, stop, again, delete."""
    actor = actor_of(request)
    actor.require(SEND_WAVES)
    known = _wave(actor, wave_id)
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Http404
    try:
        said = deed(actor, known)
    except (AskingError, BadFilterError) as error:
        notify(request, str(error.message), level=messages.ERROR)
    else:
        notify(request, said)
    return redirect("asking:waves") if known.pk is None else redirect("asking:wave", wave_id)


@require_GET
def skipped(request: HttpRequest, wave_id: int) -> HttpResponse:
    actor = actor_of(request)
    known, reason = _wave(actor, wave_id), request.GET.get("reason", "")
    rows = queries.skipped_of(actor, known, reason=reason)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "wave": known, "page": page, "reason": reason_words(reason) if reason else "",
        "left_out": [(one, reason_words(one.reason)) for one in page],
    }  # fmt: skip
    return render(request, "asking/skipped.html", shown)


@require_POST
def links(request: HttpRequest, wave_id: int) -> HttpResponseBase:
    """Personal addresses with names, phones and e-mails, for those who send them themselves."""
    actor = actor_of(request)
    actor.require(EXPORT_CUSTOMERS)
    known = _wave(actor, wave_id)
    site = contacting.site() or request.build_absolute_uri("/").rstrip("/")
    audit.record(actor=actor, action="asking.links_exported", object_kind="wave", object_id=known.pk)
    header = [_("Full name"), _("How to address"), _("Phone"), _("E-mail"), _("Personal link")]
    hidden = customers.hidden_from(actor).ways
    rows = (_link_row(one, site, hidden) for one in queries.links_of(actor, known))
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    return exports.table_response(header, rows, kind=kind, name=_("links"))


def _link_row(one: Invitation, site: str, hidden: Container[str]) -> list[Cell]:
    points = [point for point in one.customer.contacts.all() if point.kind not in hidden]
    first = {kind: next((point.value for point in points if point.kind == kind), "") for kind in ("phone", "email")}
    address = site + addresses.path_of(one.pk)
    return [one.customer.name, one.customer.salutation, first["phone"], first["email"], address]


def _begin(actor: Actor, known: Wave) -> str:
    services.begin_wave(actor, wave=known, now=timezone.now())
    return _("It has begun. You may leave this page: the work goes on.")


def _pause(actor: Actor, known: Wave) -> str:
    services.pause_wave(actor, wave=known)
    return _("Paused: no letter leaves until you go on.")


def _resume(actor: Actor, known: Wave) -> str:
    services.resume_wave(actor, wave=known, now=timezone.now())
    return _("It goes on.")


def _stop(actor: Actor, known: Wave) -> str:
    count = services.stop_wave(actor, wave=known, now=timezone.now())
    words = ngettext("Stopped: %(n)s letter did not leave.", "Stopped: %(n)s letters did not leave.", count)
    return words % {"n": formats.number(count)}


def _again(actor: Actor, known: Wave) -> str:
    count = services.send_lost_again(actor, wave=known, now=timezone.now())
    words = ngettext("%(n)s letter goes once more.", "%(n)s letters go once more.", count)
    return words % {"n": formats.number(count)}


def _delete(actor: Actor, known: Wave) -> str:
    services.delete_wave(actor, wave=known)
    return _("The draft is deleted.")


_DEEDS: dict[str, Callable[[Actor, Wave], str]] = {
    "begin": _begin, "pause": _pause, "resume": _resume, "stop": _stop, "again": _again, "delete": _delete,
}  # fmt: skip


def _wave(actor: Actor, wave_id: int) -> Wave:
    try:
        return queries.get_wave(actor, wave_id=wave_id)
    except Wave.DoesNotExist as error:
        raise Http404 from error


def _letter(actor: Actor, known: Wave, customer_id: int | None) -> dict[str, str] | None:
    """What one of the audience would get, to be looked at on our own page."""
    if customer_id is None or known.channel != Channel.EMAIL:
        return None
    draft = services.letter_of(actor, wave=known, customer_id=customer_id)
    return {"subject": draft.subject, "html": on_a_page(draft.html)}
