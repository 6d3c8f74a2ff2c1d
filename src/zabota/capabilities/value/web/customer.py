"""One customer: who it is, what was bought, where it stands among all, what is expected, what was said."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.capabilities.customers import queries as people
from zabota.capabilities.customers import services as people_services
from zabota.capabilities.customers.contracts import MANNER_ADVICE, WRITE_CUSTOMERS, WRITE_NOTES
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.sales import queries as sales
from zabota.capabilities.value import queries
from zabota.capabilities.value.contracts import HORIZONS_MONTHS, READ_VALUE, USUAL_HORIZON_MONTHS, Readiness, Trend
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.capabilities.value.web import moments, pictures, words
from zabota.capabilities.value.web.forms import NoteForm
from zabota.capabilities.value.web.requests import actor_of, whole
from zabota.foundation.design import formats
from zabota.foundation.events import queries as events
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor

ORDERS_SHOWN = 10
MOMENTS_SHOWN = 20


@require_GET
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    known = _customer(actor, customer_id)
    skip, older = whole(request.GET.get("skip", "")) or 0, request.GET.get("before", "")
    orders = sales.orders_of_customer(actor, customer_id=known.pk, skip=skip, limit=ORDERS_SHOWN + 1)
    page = events.list_timeline(known.pk, before=_cursor(older), limit=MOMENTS_SHOWN)
    run = queries.find_run()
    rows = queries.find_values(known.pk, run=run) if run else {}
    shown: dict[str, object] = {
        "customer": known,
        "name": known.name or _value_name(rows) or _("Customer %(number)s") % {"number": known.pk},
        "contacts": people.contacts_of([known.pk])[known.pk],
        "run": run,
        "orders": orders[:ORDERS_SHOWN],
        "orders_more": skip + ORDERS_SHOWN if len(orders) > ORDERS_SHOWN else None,
        "orders_back": max(skip - ORDERS_SHOWN, 0) if skip else None,
        "moments": moments.shown(page.events, notes=people.list_notes(known.pk)),
        "older": f"{page.older[0].isoformat()}_{page.older[1]}" if page.older else "",
        "note_form": NoteForm(),
        "tags": people.tags_of(known.pk),
        "dates": people.dates_of(known.pk),
        "points": known.contacts.all(),
        "advice": MANNER_ADVICE.get(known.manner, ""),
        "may_change": actor.may(WRITE_CUSTOMERS),
        "may_write": actor.may(WRITE_NOTES),
        "may_see_value": actor.may(READ_VALUE),
        "next_steps": [note for note in people.list_notes(known.pk) if note.next_step][:3],
    }
    if run is not None and rows and actor.may(READ_VALUE):
        shown |= _figures(run, rows)
    return render(request, "value/customer.html", shown)


@require_POST
def add_note(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_NOTES)
    known = _customer(actor, customer_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        people_services.add_note(actor, customer=known, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("The note is kept."))
    else:
        messages.error(request, _("Write something first: an empty note says nothing."))
    return redirect("value:customer", known.pk)


def _figures(run: ValueRun, rows: dict[int, CustomerValue]) -> dict[str, object]:
    """Everything of this page that asks for the right to see values."""
    value = rows.get(USUAL_HORIZON_MONTHS) or next(iter(rows.values()))
    rate = identity.get_company().margin_rate
    movements = sales.movements_of_customer(value.customer_id, currency=run.currency)
    margin_rate = None if rate is None else float(rate)
    return {
        "value": value,
        "answer": _answer(run, value),
        "certainty": words.silence(value).capitalize() + ".",
        "rank": queries.rank_by_margin(value),
        "chart": pictures.history(run, movements, margin_rate=margin_rate),
        "place_chart": pictures.deciles(run, here=value.decile),
        "alive": words.probability(value.alive_probability) if run.readiness == Readiness.READY else "",
        "outlooks": [_outlook(run, rows[months]) for months in HORIZONS_MONTHS if months in rows],
        "has_forecast": run.readiness != Readiness.REFUSED and value.expected_purchases is not None,
        "shortages": words.shortages(run),
        "trend": words.TRENDS[Trend(value.trend)],
        "trend_tone": words.TREND_TONES.get(Trend(value.trend), "hollow"),
        "silence": words.silence(value),
        "profit": words.profit_name(run),
        "worth": 3 if value.decile == 1 else 2 if value.decile <= 3 else 1,
    }


def _answer(run: ValueRun, value: CustomerValue) -> str:
    rank = queries.rank_by_margin(value)
    return _("Brought %(sum)s of %(what)s: place %(place)s by what customers bring.") % {
        "sum": formats.money_round(value.margin_minor, run.currency),
        "what": words.profit_of(run),
        "place": formats.n_of_m(rank, run.customer_count),
    }


def _outlook(run: ValueRun, value: CustomerValue) -> dict[str, object]:
    return {
        "months": value.horizon_months,
        "purchases": words.purchases(run, value),
        "margin": words.money(
            run, value.expected_margin_minor, value.expected_margin_low_minor, value.expected_margin_high_minor
        ),
        "clv": words.money(run, value.clv_minor, value.clv_low_minor, value.clv_high_minor),
        "cost": value.acquisition_cost_minor,
    }


def _value_name(rows: dict[int, CustomerValue]) -> str:
    return next((row.name for row in rows.values()), "")


def _customer(actor: Actor, customer_id: int) -> Customer:
    try:
        return people.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error


def _cursor(text: str) -> events.Cursor | None:
    moment, _line, event_id = text.partition("_")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return (at, int(event_id)) if at is not None and event_id.isdecimal() else None
