"""Facts of every card that the company may hide from a role, and how what is read is stripped of them.

The company's own fields say by themselves from whom they are hidden (`custom_fields.shown_to`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.contracts import (
    UNTOUCHED,
    CustomerChange,
    HideableFact,
    UnknownReferenceError,
)
from zabota.capabilities.customers.models import ContactKind, Customer, HiddenFact
from zabota.foundation.identity.contracts import Actor, Role


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What is hidden with it: columns of the customer, kinds of contacts, fields of the filter and of exports."""

    label: Promise
    columns: tuple[str, ...] = ()
    ways: tuple[ContactKind, ...] = ()
    filters: tuple[str, ...] = ()


FACTS: dict[HideableFact, Fact] = {
    HideableFact.PHONES: Fact(
        label=_("Phones"), ways=(ContactKind.PHONE, ContactKind.WHATSAPP, ContactKind.VIBER), filters=("phone",)
    ),
    HideableFact.EMAILS: Fact(label=_("E-mails"), ways=(ContactKind.EMAIL,), filters=("email",)),
    HideableFact.MESSENGERS: Fact(
        label=_("Messengers and sites"), filters=("messenger",),
        ways=tuple(kind for kind in ContactKind if kind not in (ContactKind.PHONE, ContactKind.EMAIL)),
    ),
    HideableFact.DATES: Fact(label=_("Birthday and other days to remember"), filters=("birthday",)),
    HideableFact.ADDRESS: Fact(
        label=_("City and address"), columns=("city", "address"), filters=("city", "address")
    ),
    HideableFact.OCCUPATION: Fact(label=_("Occupation"), columns=("occupation",), filters=("occupation",)),
    HideableFact.MANNER: Fact(label=_("Customer type"), columns=("manner",), filters=("manner",)),
    HideableFact.ACQUISITION: Fact(
        label=_("Where they came from, when and at what cost"), filters=("source",),
        columns=("acquired_on", "acquisition_source", "acquisition_cost_minor"),
    ),
    HideableFact.NOTES: Fact(label=_("Notes")),
}  # fmt: skip


@dataclass(frozen=True)
class Hidden:
    """What one person does not see."""

    codes: frozenset[str] = frozenset()

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    @cached_property
    def _facts(self) -> list[Fact]:
        return [fact for code, fact in FACTS.items() if code in self.codes]

    @cached_property
    def columns(self) -> frozenset[str]:
        return frozenset(name for fact in self._facts for name in fact.columns)

    @cached_property
    def ways(self) -> frozenset[str]:
        return frozenset(kind.value for fact in self._facts for kind in fact.ways)

    @cached_property
    def filters(self) -> frozenset[str]:
        return frozenset(code for fact in self._facts for code in fact.filters)

    @property
    def keeps_from_search(self) -> bool:
        """The search's words hold phones and e-mails: whoever does not see them finds by names only."""
        return HideableFact.PHONES in self or HideableFact.EMAILS in self

    def shows_key(self, key: str) -> bool:
        """A source without codes of its own calls a customer by his phone or e-mail."""
        kind = {"phone": HideableFact.PHONES, "email": HideableFact.EMAILS}.get(key.partition(":")[0])
        return kind not in self.codes

    def strip(self, customers: Sequence[Customer]) -> None:
        """Empty what is hidden, in these objects only: they are to be shown, or asked about what is not hidden."""
        for customer in customers if self.columns else ():
            for name in self.columns:
                setattr(customer, name, None if Customer._meta.get_field(name).null else "")
        if self.ways:
            _keep(customers, "contacts", lambda row: row.kind not in self.ways)
        if HideableFact.DATES in self:
            _keep(customers, "dates", lambda _row: False)
        for customer in customers if self.keeps_from_search else ():
            if "keys" in getattr(customer, "_prefetched_objects_cache", {}):
                _put(customer, "keys", [row for row in customer.keys.all() if self.shows_key(row.key)])


NOTHING = Hidden()


def hidden_from(actor: Actor) -> Hidden:
    """One query in the life of the actor; none for an owner, from whom nothing is hidden."""
    if actor.role in (None, Role.OWNER):
        return NOTHING
    return actor.once("customers.hidden", lambda: _read(actor.role))


def _read(role: Role | None) -> Hidden:
    rows = HiddenFact.objects.values_list("fact", "hidden_from")
    return Hidden(frozenset(fact for fact, roles in rows if role in roles))


def refuse(hidden: Hidden, change: CustomerChange, *, is_new: bool) -> None:
    """Whoever does not see a fact does not write it; the ways to reach a new customer he is told himself.

    Raises UnknownReferenceError.
    """
    if columns := hidden.columns & change.fields.keys():
        raise UnknownReferenceError("field", min(columns))
    if HideableFact.DATES in hidden and change.dates is not UNTOUCHED and change.dates:
        raise UnknownReferenceError("dates", HideableFact.DATES)
    if change.contacts is not UNTOUCHED and not is_new and (
        ways := hidden.ways & {draft.kind for draft in change.contacts}
    ):  # fmt: skip
        raise UnknownReferenceError("contacts", min(ways))


def _keep(customers: Sequence[Customer], name: str, shown: Callable[[Any], bool]) -> None:
    prefetch_related_objects(customers, name)
    for customer in customers:
        _put(customer, name, [row for row in getattr(customer, name).all() if shown(row)])


def _put(customer: Customer, name: str, rows: Iterable[Any]) -> None:
    kept: QuerySet[Any] = getattr(customer, name).all()
    kept._result_cache = list(rows)
    customer._prefetched_objects_cache[name] = kept  # type: ignore[attr-defined]
