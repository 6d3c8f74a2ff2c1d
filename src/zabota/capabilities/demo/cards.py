"""What the demo shop knows of its customers besides the orders: one change, taken back when the demo goes."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.contracts import NOTE_ADDED
from zabota.capabilities.customers.models import (
    ContactKind,
    ContactPoint,
    Customer,
    CustomerDate,
    CustomerNote,
    CustomerTag,
    DateKind,
    Responsibility,
    Tag,
)
from zabota.capabilities.demo import day, watched
from zabota.capabilities.demo.card_words import (
    CITIES,
    CITIES_OF_SITE,
    MANNERS,
    NEXT_STEPS,
    NOTES,
    OCCUPATIONS,
    TAGS,
)
from zabota.capabilities.demo.contracts import MANAGE_DEMO, SEED, STORES
from zabota.capabilities.letters.models import Template
from zabota.capabilities.letters.starters import STARTERS
from zabota.capabilities.tasks import services as tasks
from zabota.foundation.events import services as events
from zabota.foundation.events.contracts import NewEvent
from zabota.foundation.identity.contracts import SYSTEM, Role
from zabota.foundation.identity.models import Staff
from zabota.foundation.identity.queries import get_company
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change
from zabota.foundation.undo.models import Change
from zabota.foundation.undo.recorder import Recorder
from zabota.foundation.undo.services import origin_of

CARDS = declare_change("demo.cards", _("Cards of the demo company filled in"), MANAGE_DEMO)
BIRTHDAY_SHARE, YEAR_SHARE, OCCUPATION_SHARE, NOTE_SHARE = 0.42, 0.7, 0.2, 0.03
TWICE_SHARE = 0.004
OWNED = (Role.MANAGER, Role.AGENT)
WORKING = (Role.OWNER, *OWNED)


def fill(run: ImportRun, *, now: datetime) -> None:
    """Complete the cards an import brought. Done once, whole or not at all."""
    if Change.objects.filter(kind=CARDS, undone_at=None).exists():
        return
    chance = random.Random(SEED)  # noqa: S311 - not a secret, a play
    customers = list(Customer.objects.filter(import_run=run).select_related("branch").order_by("pk"))
    with undo.recording(SYSTEM, kind=CARDS, now=now) as recorder:
        recorder.update_many([(one, _facts(chance, one)) for one in customers])
        recorder.insert(_dates(chance, customers))
        _tag(recorder, chance, customers)
        _write_notes(recorder, chance, customers, now)
        _give_to_staff(recorder, customers, now)
        _write_twice(recorder, chance, customers, now)
        _bring_templates(recorder, now)
        people = list(Staff.objects.filter(role__in=WORKING, is_active=True).order_by("pk"))
        day.begin_day(recorder, chance, customers, people, now)
        watched.bring(recorder, run, now=now)


def take_back(*, now: datetime) -> None:
    """As if the cards had never been completed; what a person changed since stays with what he wrote."""
    for change in Change.objects.filter(kind=CARDS, undone_at=None):
        watched.forget(change)
        undo.take_back(SYSTEM, change_id=change.pk, now=now)
        change.delete()


def _facts(chance: random.Random, customer: Customer) -> dict[str, str]:
    """Called by given name and patronymic, as it is done here."""
    words = customer.name.split()
    place = customer.branch.name if customer.branch else ""
    facts = {
        "salutation": " ".join(words[1:]) if len(words) == 3 else "",
        "city": CITIES.get(place) or chance.choice(CITIES_OF_SITE),
        "occupation": chance.choice(OCCUPATIONS) if chance.random() < OCCUPATION_SHARE else "",
    }
    dice, bound = chance.random(), 0.0
    for manner, share in MANNERS.items():
        bound += share
        if dice < bound:
            return facts | {"manner": manner}
    return facts


def _dates(chance: random.Random, customers: Sequence[Customer]) -> Iterator[CustomerDate]:
    for customer in customers:
        if chance.random() < BIRTHDAY_SHARE:
            born = date(1955, 1, 1) + timedelta(days=chance.randrange(365 * 48))
            year = born.year if chance.random() < YEAR_SHARE else None
            yield CustomerDate(
                customer=customer, kind=DateKind.BIRTHDAY, month=born.month, day=born.day, year=year
            )  # fmt: skip


def _tag(recorder: Recorder, chance: random.Random, customers: Sequence[Customer]) -> None:
    there = {tag.name: tag for tag in Tag.objects.filter(name__in=TAGS)}
    new = recorder.insert(Tag(name=name) for name in TAGS if name not in there)
    tags = there | {tag.name: tag for tag in new}
    recorder.insert(
        CustomerTag(customer=customer, tag=tags[name])
        for customer in customers for name, share in TAGS.items() if chance.random() < share
    )  # fmt: skip


def _write_notes(recorder: Recorder, chance: random.Random, customers: Sequence[Customer], now: datetime) -> None:
    authors = list(Staff.objects.filter(role__in=OWNED, is_active=True).order_by("pk"))
    chosen = chance.sample(list(customers), int(len(customers) * NOTE_SHARE))
    notes = recorder.insert(_note(chance, one, authors, now) for one in chosen)
    recorder.insert(tasks.of_next_step(note, owner_id=note.author_id) for note in notes if note.next_step)
    events.publish_many(
        kind=NOTE_ADDED, actor=SYSTEM, origin=origin_of(recorder.change),
        events=[
            NewEvent(customer_id=note.customer_id, occurred_at=note.created_at, data={"note": note.pk})
            for note in notes
        ],
    )  # fmt: skip


def _note(chance: random.Random, customer: Customer, authors: Sequence[Staff], now: datetime) -> CustomerNote:
    author = chance.choice(authors) if authors else None
    follows = chance.random() < 0.3
    return CustomerNote(
        customer=customer, author=author, author_name=author.name if author else "", text=chance.choice(NOTES),
        next_step=chance.choice(NEXT_STEPS) if follows else "",
        next_step_on=(now + timedelta(days=chance.randint(0, 14))).date() if follows else None,
        created_at=now - timedelta(days=chance.randint(1, 240), minutes=chance.randint(0, 600)),
    )  # fmt: skip


def _give_to_staff(recorder: Recorder, customers: Sequence[Customer], now: datetime) -> None:
    """Customers of the first store belong to the agent, who works there, every third of the others to the manager."""
    staff = list(Staff.objects.filter(role__in=OWNED, is_active=True).order_by("pk"))
    by_role = {one.role: one for one in staff}
    given = []
    for place, customer in enumerate(customers):
        is_of_store = customer.branch is not None and customer.branch.name == STORES[0]
        owner = by_role.get(Role.AGENT) if is_of_store else by_role.get(Role.MANAGER) if place % 3 == 0 else None
        if owner is not None:
            given.append((customer, {"owner_id": owner.pk}))
    recorder.update_many(given)
    names = {one.pk: one.name for one in staff}
    recorder.insert(
        Responsibility(customer=one, staff_id=values["owner_id"], staff_name=names[values["owner_id"]], since=now)
        for one, values in given
    )


def _bring_templates(recorder: Recorder, now: datetime) -> None:
    """Ready-made texts in the company's language, as a shop keeps them."""
    language = get_company().language
    recorder.insert(
        Template(
            kind=one.kind, name=one.name, language=one.language, subject=one.subject, body=one.body,
            purpose=one.purpose, is_shared=True, updated_at=now,
        )
        for one in STARTERS if one.language == language
    )  # fmt: skip


def _write_twice(recorder: Recorder, chance: random.Random, customers: Sequence[Customer], now: datetime) -> None:
    """Some were written down a second time at the till: by surname and given name, with the same phone."""
    chosen = chance.sample(list(customers), int(len(customers) * TWICE_SHARE))
    phones = dict(
        ContactPoint.objects.filter(customer__in=chosen, kind=ContactKind.PHONE).values_list("customer_id", "value")
    )
    twice = [one for one in chosen if one.pk in phones]
    cards = recorder.insert(
        Customer(name=" ".join(one.name.split()[:2]).replace("ё", "е"), branch=one.branch, created_at=now)
        for one in twice
    )
    recorder.insert(
        ContactPoint(customer=card, kind=ContactKind.PHONE, value=phones[one.pk], raw=phones[one.pk], is_preferred=True)
        for card, one in zip(cards, twice, strict=True)
    )
