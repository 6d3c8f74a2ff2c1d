"""Segments: their list, one of them with its size over time, why somebody is in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.filtering import FilterField, fields_for
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.segments import criteria, queries, services, wording
from zabota.capabilities.segments.contracts import KEEP_SEGMENTS, SHARE_SEGMENTS, BadFilterError
from zabota.capabilities.segments.models import Segment
from zabota.capabilities.segments.web.forms import SegmentForm
from zabota.foundation.design import formats
from zabota.foundation.design.charts import Format, LineChart, Series
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor, PermissionDeniedError
from zabota.foundation.identity.web.requests import actor_of


@require_GET
def segments(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(KEEP_SEGMENTS)
    words = request.GET.get("q", "").strip()
    everyone = queries.segments_of(actor).select_related("owner")
    known = [one for one in everyone if words.casefold() in one.name.casefold()]
    sizes, say = queries.last_sizes(), _speaker(actor)
    shown = [{"segment": one, "size": sizes.get(one.pk), "sentence": say(one.filter)} for one in known]
    return render(request, "segments/segments.html", {"segments": shown, "words": words})


@require_GET
def segment(request: HttpRequest, segment_id: int) -> HttpResponse:
    actor = actor_of(request)
    known = _segment(actor, segment_id)
    sizes = queries.sizes_of(known)
    shown = {
        "segment": known, "size": _size(actor, known), "sentence": _speaker(actor)(known.filter),
        "chart": _chart(sizes) if len(sizes) > 1 else None, "may_change": queries.may_change(actor, known),
        "list_url": f"{reverse('segments:customers')}?{urlencode({'filter': known.filter})}",
    }  # fmt: skip
    return render(request, "segments/segment.html", shown)


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, segment_id: int | None = None) -> HttpResponse:
    """A new segment from the filter of the list (`?filter=`), or a kept one changed."""
    actor = actor_of(request)
    actor.require(KEEP_SEGMENTS)
    known = _segment(actor, segment_id) if segment_id is not None else None
    if known is not None and not queries.may_change(actor, known):
        raise PermissionDeniedError(SHARE_SEGMENTS)
    text = request.POST.get("filter") or request.GET.get("filter") or (known.filter if known else "")
    form = SegmentForm(request.POST if request.method == "POST" else None, initial=_initial(known))
    if not actor.may(SHARE_SEGMENTS):
        del form.fields["is_shared"]
    problem = ""
    try:
        group = criteria.read(text)
        if request.method == "POST" and form.is_valid():
            draft = services.SegmentDraft(group=group, **form.cleaned_data)
            now = timezone.localtime()
            kept = services.keep_segment(actor, told=draft, segment_id=segment_id, today=now.date(), now=now)
            notify(request, _("The segment “%(name)s” is kept.") % {"name": kept.name})
            return redirect("segments:segment", kept.pk)
    except BadFilterError as error:
        problem = error.message
    shown = {"form": form, "segment": known, "filter_text": text, "sentence": _speaker(actor)(text), "problem": problem}
    return render(request, "segments/keep.html", shown, status=422 if form.errors or problem else 200)


@require_POST
def forget(request: HttpRequest, segment_id: int) -> HttpResponse:
    actor = actor_of(request)
    known = _segment(actor, segment_id)
    if not queries.may_change(actor, known):
        raise PermissionDeniedError(SHARE_SEGMENTS)
    services.forget_segment(actor, segment_id=segment_id)
    notify(request, _("The segment “%(name)s” is forgotten; its customers stay as they are.") % {"name": known.name})
    return redirect("segments:segments")


@require_GET
def why(request: HttpRequest, segment_id: int, customer_id: int) -> HttpResponse:
    """Condition by condition: what was asked, and what this customer has there."""
    actor = actor_of(request)
    known = _segment(actor, segment_id)
    try:
        customer = customers.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error
    fields, currency, now = fields_for(actor), identity.get_company().currency, timezone.localtime()
    reasons = [
        {
            "words": wording.condition(asked, fields=fields, actor=actor, currency=currency),
            "holds": holds,
            "value": wording.cell(fields[asked.field], value, today=now.date(), currency=currency),
        }
        for asked, holds, value in queries.reasons(actor, known, customer=customer, now=now)
    ]
    is_in = queries.members(actor, known, now=now).filter(pk=customer.pk).exists()
    shown = {
        "segment": known,
        "customer": customer,
        "reasons": reasons,
        "is_in": is_in,
        "sentence": _speaker(actor)(known.filter),
    }
    return render(request, "segments/why.html", shown)


def _segment(actor: Actor, segment_id: int) -> Segment:
    try:
        return queries.get_segment(actor, segment_id=segment_id)
    except Segment.DoesNotExist as error:
        raise Http404 from error


def _initial(known: Segment | None) -> dict[str, object]:
    if known is None:
        return {}
    return {"name": known.name, "about": known.about, "colour": known.colour, "is_shared": known.is_shared}


def _size(actor: Actor, known: Segment) -> int | None:
    """None where its filter cannot be asked by this person."""
    try:
        return queries.members(actor, known, now=timezone.localtime()).count()
    except BadFilterError:
        return None


def _speaker(actor: Actor) -> Callable[[str], str]:
    """Says filters in words; the fields and their choices are asked once for all of them."""
    fields = {code: _choices_once(field, actor) for code, field in fields_for(actor).items()}
    currency = identity.get_company().currency

    def say(text: str) -> str:
        try:
            group = criteria.read(text)
            return wording.sentence(group, fields=fields, actor=actor, currency=currency) or _("everybody")
        except BadFilterError as error:
            return error.message

    return say


def _choices_once(field: FilterField, actor: Actor) -> FilterField:
    if field.choices is None:
        return field
    asked = cache(partial(field.choices, actor))
    return replace(field, choices=lambda _actor: asked())


def _chart(sizes: list[tuple[date, int]]) -> LineChart:
    days = [formats.day(day, today=timezone.localdate()) for day, _size in sizes]
    return LineChart(
        title=_("Customers by day"), note=_("Counted every night"), categories=days,
        series=[Series(_("customers"), [size for _day, size in sizes])], value=Format("number"),
        value_label=_("customers"), category_label=_("day"),
    )  # fmt: skip
