"""The card: who the customer is, what every capability knows of him, what happened, what is next."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.contracts import MANNER_ADVICE, WRITE_CUSTOMERS, WRITE_NOTES
from zabota.capabilities.customers.panels import CardPart, CardRequest, Place, parts_of
from zabota.capabilities.customers.web.cards import customer_of
from zabota.capabilities.customers.web.field_facts import custom_facts
from zabota.capabilities.customers.web.forms import NoteForm
from zabota.capabilities.customers.web.timeline import timeline_of
from zabota.foundation.identity.web.requests import actor_of

BUTTONS = 2
"""So many actions stand as buttons, the rest under "More"."""


@require_GET
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    known = customer_of(actor, customer_id)
    if known.pk != customer_id:
        return redirect("customers:customer", known.pk)
    asked = CardRequest(actor=actor, customer=known, given=request.GET.dict(), now=timezone.now())
    if request.htmx and "before" in request.GET:  # type: ignore[attr-defined]
        return render(request, "customers/timeline.html", {"timeline": timeline_of(asked)})
    parts = parts_of(asked)
    shown = {
        "customer": known,
        "timeline": timeline_of(asked),
        "pinned": queries.pinned_note_of(actor, customer_id=known.pk),
        "note_form": NoteForm(),
        "custom": custom_facts(actor, known.pk),
        "tags": queries.tags_of(known.pk),
        "dates": queries.dates_of(actor, customer_id=known.pk),
        "points": known.contacts.all(),
        "phones": [point.value for point in known.contacts.all() if point.kind == "phone"],
        "advice": MANNER_ADVICE.get(known.manner, ""),
        "may_change": actor.may(WRITE_CUSTOMERS),
        "may_write": actor.may(WRITE_NOTES),
    }
    return render(request, "customers/card.html", shown | _together(parts, known.name, known.pk))


@require_POST
def add_note(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_NOTES)
    known = customer_of(actor, customer_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        services.add_note(actor, customer=known, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("The note is kept."))
    else:
        messages.error(request, _("Write something first: an empty note says nothing."))
    return redirect("customers:customer", known.pk)


def _together(parts: list[CardPart], name: str, number: int) -> dict[str, object]:
    """The parts of all capabilities as one page."""
    panels = sorted((panel for part in parts for panel in part.panels), key=lambda panel: panel.order)
    actions = sorted((action for part in parts for action in part.actions), key=lambda action: action.order)
    names = (name, *(part.name for part in parts), _("Customer %(number)s") % {"number": number})
    best = max(parts, key=lambda part: part.worth, default=CardPart())
    return {
        "name": next(filter(None, names)),
        "main_panels": [panel for panel in panels if panel.place == Place.MAIN],
        "side_panels": [panel for panel in panels if panel.place == Place.SIDE],
        "badges": [badge for part in parts for badge in part.badges],
        "buttons": actions[:BUTTONS],
        "more_actions": actions[BUTTONS:],
        "brief": [sentence for part in parts for sentence in part.brief],
        "answer": next((part.answer for part in parts if part.answer), ""),
        "certainty": next((part.certainty for part in parts if part.certainty), ""),
        "worth": best.worth,
        "worth_words": best.worth_words,
    }
