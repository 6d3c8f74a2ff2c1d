"""How the business stands, who carries it, who slips away, and how fresh the models are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.value import queries
from zabota.capabilities.value.audit_words import model_name, say_choice
from zabota.capabilities.value.contracts import READ_VALUE, RECOMPUTE_VALUE
from zabota.capabilities.value.models import ValueRun
from zabota.capabilities.value.queries import ValueFilter
from zabota.capabilities.value.web import pictures, words
from zabota.capabilities.value.web.requests import actor_of
from zabota.foundation.design import formats

PREVIEW_ROWS = 5
SHOWN = ("active", "new", "known", "orders", "revenue", "profit", "orders_per_customer", "revenue_per_order")


@dataclass(frozen=True, kw_only=True)
class Stat:
    """As the component `c-stat` takes it."""

    label: str
    value: str
    interval: str = ""
    change: str = ""
    verdict: str = ""
    direction: str = ""
    hint: str = ""


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(READ_VALUE)
    run = queries.find_run()
    shown: dict[str, object] = {"run": run, "may_recompute": actor.may(RECOMPUTE_VALUE)}
    if run is None or not run.customer_count:
        return render(request, "value/nothing.html", {**shown, "title": _("Overview")})
    look = _chosen_look(run, request.GET.get("period", ""))
    slipping = ValueFilter(is_slipping=True, min_alive=queries.LEAST_ALIVE if run.sees_leaving else None)
    return render(
        request,
        "value/overview.html",
        {
            **shown,
            "look": look,
            "tabs": _tabs(run, look),
            "answer": _answer(run, look) if look else _answer_of_all(run),
            "certainty": _certainty(look) if look else "",
            "stats": _stats(run, look),
            "changed": _changed_most(run, look) if look else "",
            "chart": pictures.months(run),
            "profit": words.profit_name(run),
            "best": queries.list_values(actor, run=run, sort="-margin", limit=PREVIEW_ROWS).rows,
            "slipping": [
                (value, words.silence(value))
                for value in queries.list_values(
                    actor,
                    run=run,
                    wanted=slipping,
                    sort="-exposure" if run.sees_leaving else "-year",
                    limit=PREVIEW_ROWS,
                ).rows
            ],
            "shortages": words.caveats(run),
            "basis": words.basis(run),
            "model": model_name(run.model_name),
            "choice": say_choice(run.choice),
            "period": words.period(look) if look else "",
            "against": words.period(look, is_against=True) if look else "",
            "known_customers": customers.count_all(),
        },
    )


def _chosen_look(run: ValueRun, code: str) -> dict[str, Any] | None:
    looks = run.review.get("looks", ())
    return next((look for look in looks if look["code"] == code), looks[-1] if looks else None)


def _tabs(run: ValueRun, look: Mapping[str, Any] | None) -> list[dict[str, object]]:
    names = {"month": _("Month"), "quarter": _("Quarter"), "year": _("12 months")}
    return [
        {"label": names[one["code"]], "url": f"?period={one['code']}", "current": one is look}
        for one in run.review.get("looks", ())
    ]


def _answer(run: ValueRun, look: Mapping[str, Any]) -> str:
    main = look["figures"].get("profit", look["figures"]["revenue"])
    return _("%(period)s: %(customers)s brought %(sum)s of %(what)s; %(against)s it was %(before)s.") % {
        "period": capfirst(words.period(look)),
        "customers": words.customers(look["figures"]["active"]["value"]),
        "sum": formats.money_compact(main["value"], run.currency),
        "what": words.profit_of(run),
        "against": words.period(look, is_against=True),
        "before": formats.money_compact(main["before"], run.currency),
    }


def _answer_of_all(run: ValueRun) -> str:
    totals = run.totals.get("12", {})
    return _("%(customers)s so far; a whole month to compare with is yet to come.") % {
        "customers": words.customers(totals.get("customers", run.customer_count))
    }


def _certainty(look: Mapping[str, Any]) -> str:
    main = look["figures"].get("profit", look["figures"]["revenue"])
    return words.verdict(main["verdict"])


def _stats(run: ValueRun, look: Mapping[str, Any] | None) -> list[Stat]:
    if look is None:
        sums = run.totals.get("12", {}).get("sums", {})
        return [
            Stat(label=_("Customers"), value=formats.number(run.customer_count)),
            Stat(label=_("Orders"), value=formats.number(sums.get("order_count"))),
            Stat(label=_("Revenue"), value=formats.money_compact(sums.get("revenue_minor"), run.currency)),
        ]
    figures = look["figures"]
    everybody = Stat(
        label=_("Customers ever"), value=formats.number(figures["customers_to_date"]["value"]),
        hint=_("who bought at least once by then"),
    )  # fmt: skip
    return [everybody, *(_stat(run, figures[code]) for code in SHOWN if code in figures), _concentration(look)]


def _stat(run: ValueRun, figure: Mapping[str, Any]) -> Stat:
    """A counted sum is exact; what is uncertain is whether its change is more than chance, so that has the range."""
    verdict, direction = words.VERDICTS[figure["verdict"]]
    return Stat(
        label=str(words.FIGURES[figure["name"]]),
        value=words.amount(run, figure["unit"], figure["value"]),
        change=words.change(run, figure),
        interval=words.change_range(run, figure),
        verdict=verdict,
        direction=direction,
    )


def _concentration(look: Mapping[str, Any]) -> Stat:
    found = look["concentration"]
    label = _("Brought by the best tenth")
    if found["share"] is None:
        return Stat(label=label, value=formats.NONE, hint=_("fewer than ten customers"))
    return Stat(
        label=label,
        value=formats.percent(found["share"], 0),
        interval=formats.interval(found["low"], found["high"], "percent", "0"),
        hint=_("of all %(customers)s of the period") % {"customers": words.customers(found["customers"])},
    )


def _changed_most(run: ValueRun, look: Mapping[str, Any]) -> str:
    changed = look["changed"]
    if changed is None:
        return ""
    code = {"customers": "active"}.get(changed["factor"], changed["factor"])
    figure = look["figures"].get(code)
    if figure is None:
        return ""
    return _("%(name)s: %(value)s, before %(before)s. Alone it makes %(sum)s of %(what)s; %(certainty)s.") % {
        "name": words.FIGURES[code],
        "value": words.amount(run, figure["unit"], figure["value"]),
        "before": words.amount(run, figure["unit"], figure["before"]),
        "what": words.profit_of(run),
        "sum": words.signed_money(changed["contribution_minor"], run.currency),
        "certainty": words.verdict(figure["verdict"]),
    }
