"""Choose who takes the customers, see how many they are, hand them over; take it back in the toast."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.handovers import jobs, queries, services
from zabota.capabilities.handovers.contracts import AT_ONCE, HAND_OVER, NobodyChosenError, Wanted
from zabota.capabilities.handovers.web.forms import HandOverForm
from zabota.foundation.design import formats
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import DIRECTORS, Actor
from zabota.foundation.identity.web.requests import actor_of

NAMED = 8


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`?customer=7&customer=9` hands over these, `?from=3` all of a colleague; without either, choose whose."""
    actor = actor_of(request)
    actor.require(HAND_OVER)
    wanted = _wanted(request.GET, actor)
    form = HandOverForm(request.POST if request.method == "POST" else None)
    meant = queries.to_hand_over(actor, wanted=wanted)
    count = meant.count()
    if request.method == "POST" and form.is_valid() and (answer := _hand_over(request, actor, wanted, form, count)):
        return answer
    shown = {
        "form": form,
        "count": count,
        "named": list(meant[:NAMED]),
        "others": max(count - NAMED, 0),
        "wanted": wanted,
        "colleagues": queries.colleagues() if actor.role in DIRECTORS else (),
    }
    return render(request, "handovers/new.html", shown, status=422 if request.method == "POST" else 200)


@require_POST
def read(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(HAND_OVER)
    try:
        customer = customers.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error
    services.mark_read(actor, customer=customer, now=timezone.now())
    return redirect("customers:customer", customer.pk)


def _hand_over(
    request: HttpRequest, actor: Actor, wanted: Wanted, form: HandOverForm, count: int
) -> HttpResponse | None:
    """None where nothing can be handed over; the form then says why."""
    to, note = [one.pk for one in form.cleaned_data["to"]], form.cleaned_data["note"]
    if count > AT_ONCE and actor.staff_id is not None:
        jobs.hand_over.enqueue(
            staff_id=actor.staff_id, customer_ids=list(wanted.customer_ids), from_staff_id=wanted.from_staff_id, to=to,
            note=note,
        )  # fmt: skip
        messages.info(request, _("They are being handed over; the history shows it when it is done."))
        return redirect("undo:history")
    try:
        done = services.hand_over(actor, wanted=wanted, to=to, note=note, now=timezone.now())
    except NobodyChosenError:
        form.add_error(None, _("Nobody to hand over: they are this colleague's already, or not yours to give."))
        return None
    words = ngettext("%(n)s customer handed over.", "%(n)s customers handed over.", done.count)
    notify(
        request, words % {"n": formats.number(done.count)}, undo_url=reverse("undo:undo", args=[done.change_id])
    )  # fmt: skip
    ids = wanted.customer_ids
    return redirect("customers:customer", ids[0]) if len(ids) == 1 else redirect("undo:history")


def _wanted(given: QueryDict, actor: Actor) -> Wanted:
    ids = tuple(int(text) for text in given.getlist("customer") if text.isascii() and text.isdecimal())
    former = given.get("from", "")
    if former.isascii() and former.isdecimal():
        return Wanted(from_staff_id=int(former))
    if not ids and actor.role not in DIRECTORS:
        return Wanted(from_staff_id=actor.staff_id)
    return Wanted(customer_ids=ids)
