"""Who matters: every customer with the facts and the expectations, sorted, filtered, kept as a view, downloaded."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.value import queries
from zabota.capabilities.value.contracts import (
    EXPORT_VALUE,
    HORIZONS_MONTHS,
    READ_VALUE,
    Readiness,
    Trend,
)
from zabota.capabilities.value.models import ValueRun
from zabota.capabilities.value.queries import ValueFilter
from zabota.capabilities.value.web import columns, pictures, words
from zabota.capabilities.value.web.requests import DECILES, actor_of, filter_of, horizon_of, sort_of
from zabota.foundation.design import formats
from zabota.foundation.listing import exports, keyset
from zabota.foundation.listing import queries as listing
from zabota.foundation.listing.contracts import SHARE_VIEWS
from zabota.foundation.listing.services import lasting

PAGE = "value:customers"


@require_GET
def customers(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    actor.require(READ_VALUE)
    run = queries.find_run()
    if run is None or not run.customer_count:
        return render(request, "value/nothing.html", {"title": _("Who matters"), "run": run})
    months, wanted, sort = horizon_of(request), filter_of(request.GET), sort_of(request, "-margin")
    if request.GET.get("format") in {"csv", "xlsx"}:
        return export(request, run, months, wanted, sort, name=_("customers"))
    after = keyset.read_cursor(request.GET.get("after"))
    page = queries.list_values(actor, run=run, horizon_months=months, wanted=wanted, sort=sort, after=after)
    shown_columns = columns.chosen(run, request.GET.getlist("col"))
    shown: dict[str, object] = {
        "run": run,
        "columns": shown_columns,
        "customer_lines": columns.lines(run, page.rows, shown_columns),
        "more_url": more_url(request, page),
        "width": len(shown_columns) + 1,
    }
    if after is not None:
        return render(request, "value/customers_more.html", shown)
    totals = queries.totals_of(actor, run=run, horizon_months=months, wanted=wanted)
    shown |= {
        "months": months,
        "tabs": _horizons(request, run, months),
        "totals": totals,
        "answer": _answer(run, totals),
        "certainty": _certainty(run),
        "foot": [_total(run, column, totals) for column in shown_columns],
        "chart": pictures.deciles(run) if wanted.is_empty else None,
        "offered": columns.offered(run),
        "chosen_codes": [column.code for column in shown_columns],
        "wanted": wanted,
        "active": _active(request),
        "deciles": DECILES,
        "trends": [(trend.value, words.TRENDS[trend]) for trend in Trend],
        "alive_words": alive_words(),
        "shortages": words.caveats(run),
        "basis": words.basis(run),
        "has_forecast": run.readiness != Readiness.REFUSED,
        "views": listing.list_views(actor, page=PAGE),
        "page_name": PAGE,
        "lasting": lasting(request.GET.urlencode()),
        "may_share_views": actor.may(SHARE_VIEWS),
        "may_export": actor.may(EXPORT_VALUE),
    }
    return render(request, "value/customers.html", shown)


def export(
    request: HttpRequest, run: ValueRun, months: int, wanted: ValueFilter, sort: str, *, name: str
) -> HttpResponseBase:
    """The same filter and order as a file."""
    actor = actor_of(request)
    actor.require(EXPORT_VALUE)
    values = queries.export_values(actor, run=run, horizon_months=months, wanted=wanted, sort=sort)
    rows = columns.file_rows(actor, run, values)
    return exports.table_response(columns.file_header(run), rows, kind=request.GET["format"], name=name)


def more_url(request: HttpRequest, page: keyset.KeyPage) -> str:  # type: ignore[type-arg]
    if page.following is None:
        return ""
    query = request.GET.copy()
    query["after"] = page.following.encode()
    return f"?{query.urlencode()}"


def alive_words() -> list[tuple[str, str]]:
    return [
        ("90", _("still a customer: 90 % and more")),
        ("50", _("still a customer: 50 % and more")),
        ("mid", _("still a customer: 10 to 50 %")),
        ("gone", _("probably gone: under 10 %")),
    ]


def _horizons(request: HttpRequest, run: ValueRun, months: int) -> list[dict[str, object]]:
    if run.readiness == Readiness.REFUSED:
        return []
    tabs = []
    for horizon in HORIZONS_MONTHS:
        query = request.GET.copy()
        query.pop("after", None)
        query["h"] = str(horizon)
        label = _("next %(months)s months") % {"months": horizon}
        tabs.append({"label": label, "url": f"?{query.urlencode()}", "current": horizon == months})
    return tabs


def _answer(run: ValueRun, totals: queries.Totals) -> str:
    shares = run.totals.get("margin_by_decile") or []
    whole = sum(shares)
    brought = formats.money_compact(totals.sums["margin_minor"], run.currency)
    sentence = _("%(customers)s brought %(sum)s of %(what)s.") % {
        "customers": words.customers(totals.customers), "sum": brought, "what": words.profit_of(run),
    }  # fmt: skip
    if whole > 0 and totals.customers == run.customer_count:
        best = formats.percent(shares[0] / whole, 0)
        return sentence + " " + _("The best tenth of them brought %(share)s.") % {"share": best}
    return sentence


def _certainty(run: ValueRun) -> str:
    return {
        Readiness.READY.value: _("What was is counted exactly; what is expected stands with its 90 % range."),
        Readiness.THIN.value: _("The history is thin: only ranges are shown."),
        Readiness.REFUSED.value: _("The history is too short for a forecast: only what was is shown."),
    }[run.readiness]


def _total(run: ValueRun, column: columns.Column, totals: queries.Totals) -> str:
    """Sums that add up; expectations add up too, their ranges do not."""
    field = queries.SORTS.get(column.sort, "")
    if column.code not in {"margin", "revenue", "orders", "expected", "purchases", "clv", "exposure"}:
        return ""
    if column.is_forecast and run.readiness != Readiness.READY:
        return ""
    amount = totals.sums[field]
    if column.code == "orders":
        return formats.number(amount)
    return formats.number(amount, 0) if column.code == "purchases" else formats.money_compact(amount, run.currency)


def _active(request: HttpRequest) -> list[dict[str, str]]:
    """What is filtered now, each with the address without it."""
    alive: dict[str, str] = dict(alive_words())
    trends = {trend.value: words.TRENDS[trend] for trend in Trend}
    given = request.GET
    labels: dict[str, Callable[[str], str]] = {
        "q": lambda text: text,
        "decile": lambda text: _("decile %(n)s") % {"n": text},
        "trend": lambda text: str(trends.get(text, text)),
        "slipping": lambda text: _("slipping away") if text else "",
        "orders": lambda text: _("orders from %(n)s") % {"n": text},
        "alive": lambda text: alive.get(text, text),
        "since": lambda text: _("last order since %(day)s") % {"day": text},
        "until": lambda text: _("last order until %(day)s") % {"day": text},
    }
    active = []
    for name, label in labels.items():
        if text := given.get(name, "").strip():
            rest = [(key, value) for key, values in given.lists() for value in values if key not in {name, "after"}]
            active.append({"label": label(text), "url": f"?{urlencode(rest)}"})
    return active
