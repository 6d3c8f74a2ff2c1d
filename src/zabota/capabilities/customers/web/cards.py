"""A card is opened, changed, deleted: each with a way back in the toast."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.contracts import (
    DELETE_CUSTOMERS,
    WRITE_CUSTOMERS,
    BadValueError,
    UnknownReferenceError,
)
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.customers.web.forms import Card
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_CUSTOMERS)
    card = Card(request.POST if request.method == "POST" else None, actor=actor)
    if request.method == "POST" and card.is_valid() and (saved := _save(actor, card)):
        notify(request, _("The card is opened."), undo_url=_undo(saved))
        return redirect(page_of(saved.customer))
    return render(request, "customers/edit.html", {"card": card}, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_CUSTOMERS)
    customer = customer_of(actor, customer_id)
    card = Card(request.POST if request.method == "POST" else None, actor=actor, customer=customer)
    if request.method == "POST" and card.is_valid() and (saved := _save(actor, card, customer)):
        if saved.changed:
            notify(request, _("The card is changed."), undo_url=_undo(saved))
        return redirect(page_of(saved.customer))
    shown = {"card": card, "customer": customer, "back": page_of(customer), "may_delete": actor.may(DELETE_CUSTOMERS)}
    return render(request, "customers/edit.html", shown, status=422 if request.method == "POST" else 200)


@require_POST
def delete(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(DELETE_CUSTOMERS)
    customer_of(actor, customer_id)
    change_id = services.delete_customers(actor, customer_ids=[customer_id], now=timezone.now())
    notify(
        request, _("The customer is deleted; the orders stay as anonymous sales."),
        undo_url=reverse("undo:undo", args=[change_id]),
    )  # fmt: skip
    return redirect("undo:history")


def page_of(customer: Customer) -> str:
    return reverse("customers:customer", args=[customer.pk])


def _save(actor: Actor, card: Card, customer: Customer | None = None) -> services.Saved | None:
    """None where the service refused a value; the form then says which."""
    now = timezone.now()
    try:
        change = card.change(tag_ids=services.named_tags(actor, names=card.facts.tag_names()))
        if customer is None:
            return services.create_customer(actor, told=change, now=now)
        return services.change_customer(actor, customer_id=customer.pk, change=change, now=now)
    except BadValueError as error:
        card.refuse(error.field, str(error.message))
    except UnknownReferenceError as error:
        card.refuse(error.field, _("It is not there any more: choose another."))
    return None


def _undo(saved: services.Saved) -> str:
    return reverse("undo:undo", args=[saved.change_id])


def customer_of(actor: Actor, customer_id: int) -> Customer:
    try:
        return queries.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error
