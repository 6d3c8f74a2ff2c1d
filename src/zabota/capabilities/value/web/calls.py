"""Call the ten per cent: rounds, the worklist, one conversation and what came of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.customers import queries as people
from zabota.capabilities.sales import queries as sales
from zabota.capabilities.value import queries, services
from zabota.capabilities.value.contracts import (
    MAKE_CALLS,
    PLAN_CALLS,
    QUESTIONS,
    READ_VALUE,
    CallDoneError,
    EmptyRoundError,
)
from zabota.capabilities.value.models import Call, CallOutcome, CallRound
from zabota.capabilities.value.web import call_sheet, words
from zabota.capabilities.value.web.forms import OutcomeForm, RoundForm
from zabota.capabilities.value.web.requests import actor_of, whole
from zabota.foundation.design import formats, toasts
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.listing import exports

SHARE_OF_TEN = 100


@require_http_methods(["GET", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds, and the form of a new one."""
    actor = actor_of(request)
    actor.require(PLAN_CALLS if request.method == "POST" else MAKE_CALLS)
    name = _("Calls of %(month)s") % {"month": words.month(timezone.localdate())}
    form = RoundForm(request.POST or None, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            planned = services.plan_round(
                actor, name=data["name"], share=float(data["share_percent"]) / SHARE_OF_TEN, basis=data["basis"],
                owner_ids=[one.pk for one in data["owners"]], now=timezone.now(),
            )  # fmt: skip
        except EmptyRoundError:
            form.add_error(None, _("There is nobody to call: no customer brought any margin in this time."))
        else:
            return redirect("value:round", planned.pk)
    run = queries.find_run()
    shown = {
        "rounds": queries.list_rounds(actor),
        "form": form,
        "may_plan": actor.may(PLAN_CALLS),
        "has_values": run is not None and run.customer_count > 0,
        "questions": QUESTIONS,
    }
    return render(request, "value/rounds.html", shown)


@require_GET
def worklist(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Who is to be called and who was, of one round."""
    actor = actor_of(request)
    call_round = _round(request, round_id)
    calls = queries.calls_of(actor, call_round=call_round)
    if request.GET.get("format") in {"csv", "xlsx"}:
        rows = call_sheet.rows(actor, list(calls), with_margin=actor.may(READ_VALUE))
        header = call_sheet.header(with_margin=actor.may(READ_VALUE))
        return exports.table_response(header, rows, kind=request.GET["format"], name=_("calls"))
    counts = queries.count_outcomes(calls)
    outcome, owner = request.GET.get("outcome", ""), whole(request.GET.get("owner", ""))
    found = calls.filter(outcome=outcome) if outcome in CallOutcome.values else calls
    found = found.filter(owner_id=owner) if owner else found
    place = whole(request.GET.get("place", "")) or 0
    page = list(found.filter(rank__gt=place)[: queries.PAGE_ROWS + 1])
    query = request.GET.copy()
    if len(page) > queries.PAGE_ROWS:
        query["place"] = str(page[queries.PAGE_ROWS - 1].rank)
    total, done = sum(counts.values()), sum(n for code, n in counts.items() if code not in queries.STILL_OPEN)
    shown = {
        "round": call_round,
        "call_lines": _lines(actor, page[: queries.PAGE_ROWS]),
        "more_url": f"?{query.urlencode()}" if len(page) > queries.PAGE_ROWS else "",
        "tabs": _tabs(counts, outcome),
        "total": total,
        "done": done,
        "answer": _progress(total, done, counts),
        "callers": queries.callers() if actor.may(PLAN_CALLS) else (),
        "owner": owner,
        "outcome": outcome,
        "may_plan": actor.may(PLAN_CALLS),
        "may_see_margin": actor.may(READ_VALUE),
        "currency": _currency(),
        "next_call": calls.filter(outcome=CallOutcome.WAITING).first(),
    }
    return render(request, "value/round_more.html" if place else "value/round.html", shown)


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """One conversation: who it is, the guide beside, and the form of what came of it."""
    actor = actor_of(request)
    actor.require(MAKE_CALLS)
    one = _call(request, call_id)
    initial = {**one.answers, "outcome": one.outcome, "next_step": one.next_step, "next_step_on": one.next_step_on}
    form = OutcomeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.record_call(
                actor, call=one, outcome=CallOutcome(data["outcome"]), answers=form.answers(), text=data["text"],
                next_step=data["next_step"], next_step_on=data["next_step_on"], now=timezone.now(),
            )  # fmt: skip
        except CallDoneError:
            form.add_error(None, _("This round is closed; its calls can only be read."))
        else:
            return _after_recording(request, one)
    value = queries.values_of([one.customer_id]).get(one.customer_id)
    shown = {
        "call": one,
        "form": form,
        "questions": QUESTIONS,
        "contacts": people.contacts_of(actor, [one.customer_id])[one.customer_id],
        "last": sales.last_purchases([one.customer_id]).get(one.customer_id),
        "value": value,
        "silence": words.silence(value) if value else "",
        "notes": people.list_notes(actor, customer_id=one.customer_id, limit=5),
        "may_see_margin": actor.may(READ_VALUE),
        "currency": _currency(),
    }
    return render(request, "value/call.html", shown)


@require_POST
def reopen(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MAKE_CALLS)
    one = _call(request, call_id)
    try:
        services.reopen_call(actor, call=one)
        messages.success(request, _("Taken back: the call waits again."))
    except CallDoneError:
        messages.error(request, _("This round is closed; its calls can only be read."))
    return redirect("value:call", one.pk)


@require_POST
def assign(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(PLAN_CALLS)
    one = _call(request, call_id)
    chosen = whole(request.POST.get("owner", ""))
    owner = next((person for person in queries.callers() if person.pk == chosen), None)
    services.assign_call(actor, call=one, owner=owner)
    messages.success(request, _("%(name)s calls.") % {"name": owner.name} if owner else _("Nobody is to call yet."))
    return redirect("value:round", one.round_id)


@require_POST
def close(request: HttpRequest, round_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(PLAN_CALLS)
    services.close_round(actor, call_round=_round(request, round_id), now=timezone.now())
    messages.success(request, _("The round is closed; what was said stays with the customers."))
    return redirect("value:calls")


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Add customers (those who slip away) to an open round."""
    actor = actor_of(request)
    actor.require(PLAN_CALLS)
    call_round = _round(request, whole(request.POST.get("round", "")) or 0)
    ids = [one for text in request.POST.getlist("customer") if (one := whole(text)) is not None]
    try:
        added = services.take_into_round(actor, call_round=call_round, customer_ids=ids)
    except CallDoneError as error:
        raise Http404 from error
    text = ngettext("%(n)s customer is now in “%(round)s”.", "%(n)s customers are now in “%(round)s”.", added)
    already = _("Already in “%(round)s”.")
    messages.success(request, (text if added else already) % {"n": added, "round": call_round.name})
    return redirect("value:slipping")


def _after_recording(request: HttpRequest, one: Call) -> HttpResponse:
    """On to the next customer who waits, with a way back."""
    calls = queries.calls_of(actor_of(request), call_round=one.round)
    following = calls.filter(outcome=CallOutcome.WAITING, rank__gt=one.rank).first()
    toasts.notify(
        request, _("Kept: %(name)s.") % {"name": one.customer.name}, undo_url=reverse("value:reopen", args=[one.pk])
    )
    return redirect("value:call", following.pk) if following else redirect("value:round", one.round_id)


def _lines(actor: Actor, calls: list[Call]) -> list[dict[str, object]]:
    ids = [one.customer_id for one in calls]
    contacts, values = people.contacts_of(actor, ids), queries.values_of(ids)
    return [
        {"call": one, "contacts": contacts[one.customer_id],
         "silence": words.silence(values[one.customer_id]) if one.customer_id in values else ""}
        for one in calls
    ]  # fmt: skip


def _tabs(counts: dict[str, int], outcome: str) -> list[dict[str, object]]:
    everybody = {"label": _("All"), "url": "?", "current": not outcome, "count": formats.number(sum(counts.values()))}
    return [
        everybody,
        *(
            {"label": label, "url": f"?outcome={code}", "current": outcome == code,
             "count": formats.number(counts.get(code, 0))}
            for code, label in CallOutcome.choices
        ),
    ]  # fmt: skip


def _progress(total: int, done: int, counts: dict[str, int]) -> str:
    talked = counts.get(CallOutcome.TALKED, 0)
    return _("%(done)s done; talked with %(talked)s.") % {
        "done": formats.n_of_m(done, total), "talked": formats.number(talked)
    }  # fmt: skip


def _currency() -> str:
    run = queries.find_run()
    return run.currency if run else ""


def _round(request: HttpRequest, round_id: int) -> CallRound:
    try:
        return queries.get_round(actor_of(request), round_id=round_id)
    except CallRound.DoesNotExist as error:
        raise Http404 from error


def _call(request: HttpRequest, call_id: int) -> Call:
    try:
        return queries.get_call(actor_of(request), call_id=call_id)
    except Call.DoesNotExist as error:
        raise Http404 from error
