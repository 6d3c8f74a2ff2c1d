"""Cards side by side: which stays, what is taken from which, and how the one card will look."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import UnknownReferenceError
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.customers.web.relations import found
from zabota.capabilities.duplicates import queries, services
from zabota.capabilities.duplicates.contracts import MOST_CARDS, Merge, NothingToMergeError
from zabota.capabilities.duplicates.rules.choosing import BIRTHDAY, differing
from zabota.capabilities.duplicates.web.requests import ids_of, number_of
from zabota.foundation.design import formats
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.undo.columns import columns_of

PARTS_OF_THE_CARD = frozenset({
    "customers.ContactPoint", "customers.CustomerTag", "customers.CustomerDate", "customers.CustomFieldValue",
    "customers.FormerNumber",
})  # fmt: skip
"""Shown by what they say; of other rows it is told how many there are."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one card says in a field; `is_taken` where the merged card takes it from here."""

    card_id: int
    words: str
    is_taken: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """A field of the cards; the cards say different things where one `differs`. `taken`: what will stand there."""

    name: str
    label: str
    cells: list[Cell]
    differs: bool

    @property
    def taken(self) -> str:
        return next((cell.words for cell in self.cells if cell.is_taken), "")


@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest) -> HttpResponse:
    """`?id=7&id=9`: side by side, and sent, merged. With one card: search for the other."""
    actor = actor_of(request)
    given = request.POST if request.method == "POST" else request.GET
    ids = ids_of(given)
    if len(ids) == 1 and request.method == "GET":
        return _choose(request, actor, ids[0])
    try:
        cards = queries.get_cards(actor, ids=ids)
    except Customer.DoesNotExist as error:
        raise Http404 from error
    except NothingToMergeError:
        words = _("Choose from two to %(n)s cards to merge.") % {"n": MOST_CARDS}
        notify(request, words, level=messages.WARNING)
        return redirect("duplicates:pairs")
    counts = queries.counts_of(ids)
    merge = _merge(given, ids, default=_fullest(cards, counts))
    if request.method == "POST":
        return _do(request, actor, merge)
    lines = _lines(actor, cards, merge)
    customers.hide_from(actor, cards)
    shown = {
        "cards": cards, "merge": merge, "differing": [line for line in lines if line.differs],
        "same": [line for line in lines if not line.differs and line.taken],
        "rows": [(counted.label, [counted.by_card.get(card.pk, 0) for card in cards], counted.total)
                 for counted in counts if counted.table not in PARTS_OF_THE_CARD],
        "name": next(line.taken for line in lines if line.name == "name"),
        "contacts": _united(cards), "tags": sorted({str(one.tag) for card in cards for one in card.tags.all()}),
        "is_pair": len(cards) == 2,
    }  # fmt: skip
    return render(request, "duplicates/compare.html", shown)


def _choose(request: HttpRequest, actor: Actor, customer_id: int) -> HttpResponse:
    try:
        card = customers.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error
    asked = request.GET.get("q", "")
    queries.mergeable_by(actor)
    shown = {"card": card, "asked": asked, "found": found(actor, asked, but=card.pk)}
    return render(request, "duplicates/choose.html", shown)


def _do(request: HttpRequest, actor: Actor, merge: Merge) -> HttpResponse:
    try:
        done = services.merge_cards(actor, merge=merge, now=timezone.now())
    except UnknownReferenceError as error:
        raise Http404 from error
    notify(request, _("One card now."), undo_url=reverse("undo:undo", args=[done.change_id]))
    return redirect("customers:customer", done.customer.pk)


def _merge(given: QueryDict, ids: list[int], *, default: int) -> Merge:
    asked = number_of(given.get("winner", ""))
    winner = asked if asked is not None and asked in ids else default
    chosen = {name[2:]: number_of(given.get(name, "")) for name in given if name.startswith("f_")}
    choices = {name: card for name, card in chosen.items() if card is not None and card in ids}
    return Merge(winner_id=winner, loser_ids=[one for one in ids if one != winner], choices=choices)


def _fullest(cards: list[Customer], counts: list[queries.Counted]) -> int:
    """The card on which most hangs stays unless a person says otherwise; of equals the older."""
    hanging = {card.pk: sum(one.by_card.get(card.pk, 0) for one in counts) for card in cards}
    return max(hanging, key=lambda card_id: (hanging[card_id], -card_id))


def _lines(actor: Actor, cards: list[Customer], merge: Merge) -> list[Line]:
    """Fields this person sees, the card's own first."""
    said = queries.said_by(cards)
    sources = services.sources_of(merge, said)
    labels = {name: words or _label(name) for name, words in queries.choosable(actor).items()}
    differs = set(differing(list(labels), list(said.values())))
    currency = identity.get_company().currency
    return [
        Line(
            name=name, label=label, differs=name in differs,
            cells=[
                Cell(card_id=card.pk, words=_words(card, name, said[card.pk][name], currency),
                     is_taken=sources[name] == card.pk)
                for card in cards
            ],
        )
        for name, label in labels.items() if name in sources
    ]  # fmt: skip


def _label(name: str) -> str:
    if name == BIRTHDAY:
        return _("Birthday")
    words = str(columns_of(Customer)[name].verbose_name)
    return words[:1].upper() + words[1:]


def _words(card: Customer, name: str, value: Any, currency: str) -> str:  # noqa: ANN401, PLR0911 - a field holds anything, each kind has its words
    match name if value not in ("", None) else "":
        case "":
            return ""
        case "kind" | "manner":
            return str(getattr(card, f"get_{name}_display")())
        case "owner_id" | "branch_id":
            return str(getattr(card, name.removesuffix("_id")))
        case "acquisition_cost_minor":
            return formats.money(value, currency)
        case "acquired_on":
            return formats.day(value, today=timezone.localdate())
        case "birthday":
            return formats.anniversary(month=value[0], day=value[1], year=value[2])
    return str(value)


def _united(cards: list[Customer]) -> list[Any]:
    """Each phone, e-mail and messenger once."""
    return list({(point.kind, point.value): point for card in cards for point in card.contacts.all()}.values())
