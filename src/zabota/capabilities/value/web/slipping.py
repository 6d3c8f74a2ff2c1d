"""Slipping away: whose silence is unusual for their own rhythm, and what stands at stake."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.customers import queries as people
from zabota.capabilities.sales import queries as sales
from zabota.capabilities.value import queries
from zabota.capabilities.value.contracts import EXPORT_VALUE, PLAN_CALLS, READ_VALUE, USUAL_HORIZON_MONTHS, Readiness
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.capabilities.value.web import pictures, words
from zabota.capabilities.value.web.customers import export, more_url
from zabota.capabilities.value.web.requests import actor_of, sort_of
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.listing import keyset

GONE = "gone"


@require_GET
def slipping(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    actor.require(READ_VALUE)
    run = queries.find_run()
    if run is None or not run.customer_count:
        return render(request, "value/nothing.html", {"title": _("Slipping away"), "run": run})
    is_gone = request.GET.get("view") == GONE
    text = request.GET.get("q", "").strip()[:100]
    found = queries.slipping_filter(run, is_gone=is_gone, text=text)
    sort = sort_of(request, "-exposure" if run.sees_leaving else "-year")
    if request.GET.get("format") in {"csv", "xlsx"}:
        return export(request, run, USUAL_HORIZON_MONTHS, found, sort, name=_("slipping"))
    after = keyset.read_cursor(request.GET.get("after"))
    page = queries.list_values(actor, run=run, wanted=found, sort=sort, after=after)
    shown: dict[str, object] = {
        "run": run,
        "rows": _rows(actor, run, page.rows),
        "more_url": more_url(request, page),
        "has_forecast": run.readiness == Readiness.READY and run.sees_leaving,
        "open_rounds": queries.open_rounds(actor) if actor.may(PLAN_CALLS) else (),
        "may_plan": actor.may(PLAN_CALLS),
    }
    if after is not None:
        return render(request, "value/slipping_more.html", shown)
    totals = queries.slipping_totals(actor, run=run, is_gone=is_gone)
    shown |= {
        "tabs": _tabs(actor, run, is_gone=is_gone),
        "is_gone": is_gone,
        "text": text,
        "answer": _answer(run, totals, is_gone=is_gone),
        "certainty": _certainty(run),
        "chart": None if text else pictures.silences(page.rows),
        "totals": totals,
        "shortages": words.caveats(run),
        "may_export": actor.may(EXPORT_VALUE),
    }
    return render(request, "value/slipping.html", shown)


def _tabs(actor: Actor, run: ValueRun, *, is_gone: bool) -> list[dict[str, object]]:
    if not run.sees_leaving:
        return []
    counts = [queries.slipping_totals(actor, run=run, is_gone=gone).customers for gone in (False, True)]
    return [
        {"label": _("Can be won back"), "url": "?", "current": not is_gone, "count": formats.number(counts[0])},
        {"label": _("Probably gone"), "url": f"?view={GONE}", "current": is_gone, "count": formats.number(counts[1])},
    ]


def _rows(actor: Actor, run: ValueRun, values: tuple[CustomerValue, ...]) -> list[dict[str, object]]:
    ids = [value.customer_id for value in values]
    contacts, last = people.contacts_of(actor, ids), sales.last_purchases(ids)
    return [
        {
            "value": value,
            "silence": words.silence(value),
            "alive": words.probability(value.alive_probability),
            "contacts": contacts[value.customer_id],
            "last": last.get(value.customer_id),
            "at_stake": words.money(
                run, value.expected_margin_minor, value.expected_margin_low_minor, value.expected_margin_high_minor
            ),
        }
        for value in values
    ]


def _answer(run: ValueRun, totals: queries.Totals, *, is_gone: bool) -> str:
    who = words.customers(totals.customers)
    if is_gone:
        return _("%(customers)s have probably left for good: the chance that they still buy is under one in ten.") % {
            "customers": who
        }
    exposure = totals.sums["exposure_minor"]
    if run.readiness != Readiness.READY or exposure is None:
        return _("%(customers)s are silent longer than is usual for them.") % {"customers": who}
    return _("%(customers)s are silent longer than is usual for them; %(sum)s of %(what)s a year is exposed.") % {
        "customers": who,
        "sum": formats.money_compact(exposure, run.currency),
        "what": words.profit_of(run),
    }


def _certainty(run: ValueRun) -> str:
    if run.readiness != Readiness.READY or not run.sees_leaving:
        return _("The silence is counted; how much is at stake the history cannot say yet.")
    return _("Exposure is not a saving: it is what would be missed, not what a call brings back.")
