"""Relating a card to another: the other is found while one types."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.contracts import (
    CUSTOMER_KIND,
    WRITE_CUSTOMERS,
    BadValueError,
    UnknownReferenceError,
)
from zabota.capabilities.customers.models import Customer, Relation, RelationKind
from zabota.capabilities.customers.web.cards import customer_of
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.search import queries as search

FOUND_SHOWN = 10


class RelationForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("How they belong together"), choices=RelationKind.choices)
    note = forms.CharField(label=gettext_lazy("In what way"), required=False, max_length=120)
    other = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": gettext_lazy("Choose the other.")})


@require_http_methods(["GET", "POST"])
def relations(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_CUSTOMERS)
    customer = customer_of(actor, customer_id)
    form = RelationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (change_id := _relate(actor, customer, form)):
        notify(request, _("Both cards show it now."), undo_url=reverse("undo:undo", args=[change_id]))
        return redirect("customers:customer", customer.pk)
    asked = request.GET.get("q", "")
    shown = {"customer": customer, "form": form, "asked": asked, "found": found(actor, asked, but=customer.pk)}
    status = 422 if request.method == "POST" else 200
    return render(request, "customers/relations.html", shown, status=status)


@require_POST
def remove(request: HttpRequest, customer_id: int, relation_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_CUSTOMERS)
    customer = customer_of(actor, customer_id)
    if not any(row.pk == relation_id for row in queries.relations_of(actor, customer_id=customer.pk)):
        raise Http404
    change_id = services.unrelate_customers(actor, relation_id=relation_id, now=timezone.now())
    notify(request, _("The relation is removed."), undo_url=reverse("undo:undo", args=[change_id]))
    return redirect("customers:customer", customer.pk)


def found(actor: Actor, text: str, *, but: int) -> list[tuple[int, str, str]]:
    """Customers by what was typed, only those this person may see."""
    if not text.strip():
        return []
    groups = search.find(actor, text, limit=FOUND_SHOWN + 1, kinds=[CUSTOMER_KIND]).groups
    hits = [hit for group in groups for hit in group.hits if hit.object_id is not None and hit.object_id != but]
    visible = set(queries.visible_to(actor).filter(pk__in=[hit.object_id for hit in hits]).values_list("pk", flat=True))
    return [(hit.object_id, hit.title, hit.subtitle) for hit in hits if hit.object_id in visible][:FOUND_SHOWN]


def others_of(customer: Customer, rows: list[Relation]) -> list[dict[str, object]]:
    """Each relation as this card says it: from its own side, or seen from the other."""
    backwards = {
        RelationKind.WORKS_AT: _("Works here"),
        RelationKind.RECOMMENDED_BY: _("Came on their advice"),
    }
    shown = []
    for row in rows:
        own = row.customer_id == customer.pk
        word = row.get_kind_display() if own else backwards.get(RelationKind(row.kind), row.get_kind_display())
        shown.append({"pk": row.pk, "word": word, "note": row.note, "other": row.other if own else row.customer})
    return shown


def _relate(actor: Actor, customer: Customer, form: RelationForm) -> int | None:
    given = form.cleaned_data
    try:
        return services.relate_customers(
            actor, customer_id=customer.pk, other_id=given["other"], kind=given["kind"], note=given["note"],
            now=timezone.now(),
        )  # fmt: skip
    except BadValueError as error:
        form.add_error(None, str(error.message))
    except (UnknownReferenceError, Customer.DoesNotExist):
        form.add_error(None, _("It is not there any more: choose another."))
    return None
