"""Taking from the budget and giving back, its numbers, the public "no more", addresses that are dead."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.db.models import QuerySet

from zabota.capabilities.contacting import queries
from zabota.capabilities.contacting.addresses import Unsubscribing
from zabota.capabilities.contacting.contracts import SET_BUDGET, Verdict
from zabota.capabilities.contacting.models import Budget, Contact, DeadAddress, Window
from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.models import Customer
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import SYSTEM, Actor

BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class BudgetChange:
    rest_days: int
    quiet_from: time
    quiet_till: time
    asks_silent: bool
    site: str
    days: Mapping[str, int]


def change_budget(actor: Actor, *, told: BudgetChange) -> Budget:
    actor.require(SET_BUDGET)
    with transaction.atomic():
        budget = queries.get_budget()
        budget.rest_days, budget.asks_silent, budget.site = told.rest_days, told.asks_silent, told.site.rstrip("/")
        budget.quiet_from, budget.quiet_till = told.quiet_from, told.quiet_till
        budget.save()
        for code, days in told.days.items():
            Window.objects.update_or_create(occasion=code, defaults={"days": days})
        audit.record(
            actor=actor, action="contacting.budget_changed", object_kind="contact_budget", object_id=1,
            after={"rest_days": told.rest_days, "quiet": f"{told.quiet_from:%H:%M}-{told.quiet_till:%H:%M}",
                   "asks_silent": told.asks_silent, "site": budget.site, "days": dict(told.days)},
        )  # fmt: skip
    return budget


def note_site(address: str) -> None:
    """Remember under which address the installation is reached, unless somebody said it before."""
    Budget.objects.get_or_create(pk=1)
    Budget.objects.filter(pk=1, site="").update(site=address.rstrip("/"))


def take(
    customer_ids: Collection[int], *, on: str, channel: str, origin: str, now: datetime,
) -> Verdict:  # fmt: skip
    """Take one contact with each of these customers out of the budget, where it is there, in the caller's transaction.

    Whoever takes at the same time waits: two waves never spend the same days.
    """
    with transaction.atomic():
        Budget.objects.get_or_create(pk=1)
        Budget.objects.select_for_update().get(pk=1)
        verdict = queries.may_contact(customer_ids, on=on, channel=channel, now=now)
        Contact.objects.bulk_create(
            [
                Contact(customer_id=one, occasion=on, channel=channel, origin=origin, at=moment)
                for one, moment in verdict.allowed.items()
            ],
            batch_size=BATCH,
        )
    return verdict


def give_back(*, origin: str, customer_ids: Collection[int] | QuerySet[Customer]) -> int:
    """What was taken for messages that never left is there again."""
    gone, _by_model = Contact.objects.filter(origin=origin, customer__in=customer_ids).delete()
    return gone


def note_dead_address(address: str, *, detail: str, now: datetime) -> None:
    """The server refused this address for good: nobody writes there any more."""
    DeadAddress.objects.get_or_create(value=address.casefold(), defaults={"detail": detail[:300], "since": now})


def say(customer: Customer, asked: Unsubscribing, *, is_given: bool, how: str, now: datetime) -> None:
    """The customer's own word, by his signed address; said once more it changes nothing."""
    with transaction.atomic():
        words = queries.words_of([customer.pk], channel=asked.channel, purpose=asked.purpose)
        if words.get(customer.pk) is is_given:
            return
        customers.record_consent(
            SYSTEM, customer=customer, channel=asked.channel, purpose=asked.purpose, is_given=is_given, how=how, now=now
        )
