"""What waits for the people of the demo shop on its first day: tasks, birthdays, calls to return."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from zabota.capabilities.customers.models import ContactKind, ContactPoint, Customer, CustomerDate
from zabota.capabilities.demo.card_words import DEEDS_OF_THE_SHOP, DEEDS_WITH_CUSTOMER, NOBODYS_DEEDS
from zabota.capabilities.tasks.contracts import BY_DATE
from zabota.capabilities.tasks.models import Task
from zabota.capabilities.telephony.contracts import PHONE_CALL
from zabota.capabilities.telephony.models import Direction, Outcome, PhoneCall
from zabota.foundation.events import services as events
from zabota.foundation.events.contracts import NewEvent
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.identity.models import Staff
from zabota.foundation.undo.recorder import Recorder
from zabota.foundation.undo.services import origin_of

UNKNOWN_PHONE = "+79160000017"
MOST_BIRTHDAYS = 4
COUNT = len(DEEDS_WITH_CUSTOMER)


def begin_day(
    recorder: Recorder, chance: random.Random, customers: Sequence[Customer], people: Sequence[Staff], now: datetime
) -> None:
    """Some of it is late, most is for today, a little is nobody's yet."""
    if len(customers) < COUNT:
        return
    recorder.insert(_deeds(chance, customers, people, now))
    recorder.insert(_birthdays(now))
    _ring(recorder, chance, customers, now)


def _deeds(
    chance: random.Random, customers: Sequence[Customer], people: Sequence[Staff], now: datetime
) -> Iterator[Task]:
    today = timezone.localdate(now)
    for person in people:
        own = [one for one in customers if one.owner_id == person.pk]
        known = chance.sample(own if len(own) >= COUNT else list(customers), COUNT)
        for customer, (title, days, hour) in zip(known, DEEDS_WITH_CUSTOMER, strict=True):
            yield Task(
                title=title, due_on=today + timedelta(days=days), due_time=time(hour) if hour else None, owner=person,
                customer=customer, created_by_name=person.name, created_at=now,
            )  # fmt: skip
        title = chance.choice(DEEDS_OF_THE_SHOP)
        yield Task(title=title, due_on=today, owner=person, created_by_name=person.name, created_at=now)
    for customer, title in zip(chance.sample(list(customers), len(NOBODYS_DEEDS)), NOBODYS_DEEDS, strict=True):
        yield Task(title=title, due_on=today, customer=customer, created_at=now)


def _birthdays(now: datetime) -> Iterator[Task]:
    """Named as the nightly job names them, so that it makes none twice."""
    today = timezone.localdate(now)
    dates = CustomerDate.objects.filter(month=today.month, day=today.day).select_related("customer").order_by("pk")
    for one in dates[:MOST_BIRTHDAYS]:
        yield Task(
            title=f"Поздравить: {one.customer.name}", due_on=today, note=f"{one.words} {one.when}",
            owner_id=one.customer.owner_id, customer=one.customer, source=f"{BY_DATE}{one.pk}:0:{today.year}",
            created_at=now,
        )  # fmt: skip


def _ring(recorder: Recorder, chance: random.Random, customers: Sequence[Customer], now: datetime) -> None:
    """Two asked to be called back, one rang in vain, one of nobody knows whom."""
    phones: Mapping[int, str] = dict(
        ContactPoint.objects.filter(customer__in=customers, kind=ContactKind.PHONE).values_list("customer_id", "value")
    )
    reachable = [one for one in customers if one.pk in phones]
    told = ((Outcome.CALL_BACK, 26), (Outcome.CALL_BACK, 2), (Outcome.NO_ANSWER, 1))
    calls = [
        PhoneCall(
            customer=one, staff_id=one.owner_id if outcome == Outcome.CALL_BACK else None, phone=phones[one.pk],
            direction=Direction.INCOMING, outcome=outcome, started_at=now - timedelta(hours=hours),
        )
        for one, (outcome, hours) in zip(chance.sample(reachable, min(len(told), len(reachable))), told, strict=False)
    ]  # fmt: skip
    unknown = PhoneCall(
        phone=UNKNOWN_PHONE, direction=Direction.INCOMING, outcome=Outcome.NO_ANSWER,
        started_at=now - timedelta(minutes=40),
    )  # fmt: skip
    recorder.insert([*calls, unknown])
    events.publish_many(
        kind=PHONE_CALL, actor=SYSTEM, origin=origin_of(recorder.change),
        events=[
            NewEvent(
                customer_id=call.customer_id, occurred_at=call.started_at,
                data={"outcome": call.outcome, "direction": call.direction, "seconds": None},
            )
            for call in calls
        ],
    )  # fmt: skip
