"""What a customer brings and what is expected of him, as a part of the card."""

from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import HideableFact
from zabota.capabilities.customers.panels import Badge, CardPart, CardRequest, Panel
from zabota.capabilities.sales import queries as sales
from zabota.capabilities.value import queries
from zabota.capabilities.value.contracts import HORIZONS_MONTHS, USUAL_HORIZON_MONTHS, Readiness, Trend
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.capabilities.value.web import pictures, words
from zabota.foundation.design import formats
from zabota.foundation.identity import queries as identity


def value_part(asked: CardRequest) -> CardPart:
    run = queries.find_run()
    rows = queries.find_values(asked.customer.pk, run=run) if run else {}
    if run is None or not rows:
        return CardPart()
    value = rows.get(USUAL_HORIZON_MONTHS) or next(iter(rows.values()))
    rank = queries.rank_by_margin(value)
    trend = Trend(value.trend)
    badges = [Badge(text=str(words.TRENDS[trend]), tone=words.TREND_TONES.get(trend, "hollow"))]
    if value.is_slipping:
        badges.append(Badge(text=_("slipping away"), tone="alarm", icon="hourglass"))
    return CardPart(
        panels=[Panel(template="value/customer_value.html", context=_figures(asked, run, rows, value), order=10)],
        badges=badges,
        name=value.name,
        answer=_("Brought %(sum)s of %(what)s: place %(place)s by what customers bring.") % {
            "sum": formats.money_round(value.margin_minor, run.currency),
            "what": words.profit_of(run),
            "place": formats.n_of_m(rank, run.customer_count),
        },
        certainty=words.silence(value).capitalize() + ".",
        brief=[words.silence(value).capitalize() + "."] if value.is_slipping else [],
        worth=words.dots(value.decile),
        worth_words=_("decile %(n)s") % {"n": value.decile},
    )  # fmt: skip


def _figures(
    asked: CardRequest, run: ValueRun, rows: dict[int, CustomerValue], value: CustomerValue
) -> dict[str, object]:
    rate = identity.get_company().margin_rate
    shows_cost = HideableFact.ACQUISITION not in customers.hidden_from(asked.actor)
    movements = sales.movements_of_customer(value.customer_id, currency=run.currency)
    return {
        "run": run,
        "value": value,
        "chart": pictures.history(run, movements, margin_rate=None if rate is None else float(rate)),
        "place_chart": pictures.deciles(run, here=value.decile),
        "alive": words.probability(value.alive_probability) if run.readiness == Readiness.READY else "",
        "outlooks": [
            _outlook(run, rows[months], shows_cost=shows_cost) for months in HORIZONS_MONTHS if months in rows
        ],
        "has_forecast": run.readiness != Readiness.REFUSED and value.expected_purchases is not None,
        "shortages": words.shortages(run),
        "trend": words.TRENDS[Trend(value.trend)],
        "silence": words.silence(value),
    }


def _outlook(run: ValueRun, value: CustomerValue, *, shows_cost: bool) -> dict[str, object]:
    return {
        "months": value.horizon_months,
        "purchases": words.purchases(run, value),
        "margin": words.money(
            run, value.expected_margin_minor, value.expected_margin_low_minor, value.expected_margin_high_minor
        ),
        "clv": words.money(run, value.clv_minor, value.clv_low_minor, value.clv_high_minor),
        "cost": value.acquisition_cost_minor if shows_cost else None,
    }
