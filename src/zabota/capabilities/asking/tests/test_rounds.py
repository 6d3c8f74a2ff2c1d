"""Waves that never end: after an order, after a case, everybody once a period."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine

from zabota.capabilities.asking import services
from zabota.capabilities.asking.contracts import WaveKind, WaveState
from zabota.capabilities.asking.hooks import ask_again_after_a_case
from zabota.capabilities.asking.models import Later, Skipped, Wave
from zabota.capabilities.asking.tests.scene import NOW, begun, people, survey_of
from zabota.capabilities.contacting.contracts import Skip
from zabota.capabilities.sales.models import Order
from zabota.capabilities.surveys.contracts import Kind
from zabota.capabilities.surveys.models import Invitation, Response
from zabota.foundation.events.contracts import News
from zabota.foundation.testing.queue import work_off


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


def buys(customer, day: int, *, kind: str = "sale") -> Order:
    at = NOW + timedelta(days=day)
    return Order.objects.create(
        source="till", number=f"{customer.pk}/{day}", customer=customer, ordered_at=at, ordered_on=at.date(),
        kind=kind, amount_minor=100, currency="RUB",
    )  # fmt: skip


def go_on(clock, day: int) -> None:
    now = NOW + timedelta(days=day)
    clock.move_to(now)
    services.round_of_waves(clock=lambda: now)
    services.round_of_cases(clock=lambda: now)


def test_so_many_days_after_an_order_its_buyer_is_asked_about_it_once(owner, mailbox, clock):
    buyer, returner, former = people(3)
    buys(former, -10)
    first = buys(buyer, 1)
    buys(returner, 1, kind="return")
    begun(owner, survey_of(owner, Kind.CSAT), kind=WaveKind.ORDER, days_after=3)
    for day in (0, 3, 4, 4, 5, 9):
        go_on(clock, day)
    work_off()
    assert list(Invitation.objects.values_list("customer_id", "about")) == [(buyer.pk, f"order:{first.pk}")]
    buys(buyer, 6)
    go_on(clock, 9)
    assert Invitation.objects.count() == 1
    assert Skipped.objects.get().reason == Skip.TOO_SOON
    buys(buyer, 40)
    go_on(clock, 43)
    assert Invitation.objects.count() == 2
    work_off()
    assert len(mailbox.letters) == 2


def test_all_the_time_everybody_is_asked_once_a_period_evenly_over_its_days(owner, mailbox, clock):
    people(15)
    wave = begun(owner, survey_of(owner), kind=WaveKind.PERIOD, period_days=30)
    (refused,) = people(1, agree=False)
    for day in (*range(32), 31):
        go_on(clock, day)
    asked = Counter(Invitation.objects.values_list("customer_id", flat=True))
    assert len(asked) == 15
    assert refused.pk not in asked
    by_day = Counter(at.date() for at in Invitation.objects.values_list("created_at", flat=True))
    assert max(by_day.values()) == 1
    made: dict[int, list] = {}
    for customer, at in Invitation.objects.order_by("created_at").values_list("customer_id", "created_at"):
        made.setdefault(customer, []).append(at)
    assert all(b - a >= timedelta(days=30) for moments in made.values() for a, b in pairwise(moments))
    assert Wave.objects.get(pk=wave.pk).state == WaveState.RUNNING


def test_after_a_case_its_customer_is_asked_again_on_the_promised_day_and_tried_while_he_may_not_be(
    owner, mailbox, clock
):
    (one,) = people(1)
    survey = survey_of(owner)
    Response.objects.create(
        survey=survey, version=survey.version, customer=one, score=3, channel="email", language="ru", started_at=NOW,
        changed_at=NOW,
    )  # fmt: skip
    begun(owner, survey)
    work_off()
    news = News(
        announcement_id=1, kind="cases.closed", event_id=1, event_count=1, customer_id=one.pk, subject="case:7",
        origin="", data={"ask_again_on": (NOW + timedelta(days=10)).date().isoformat()},
    )  # fmt: skip
    ask_again_after_a_case(news)
    ask_again_after_a_case(news)
    go_on(clock, 9)
    assert Invitation.objects.count() == 1
    go_on(clock, 10)
    again = Invitation.objects.latest("id")
    assert (Invitation.objects.count(), again.about) == (2, "case:7")
    wave = Wave.objects.get(kind=WaveKind.CASE)
    assert (again.wave, Later.objects.get().done_at is None) == (wave.key, False)
    work_off()
    assert str(mailbox.letters[-1]["Subject"]).strip() == "Стало ли лучше?"
    ask_again_after_a_case(
        News(**(news.__dict__ | {"subject": "case:8", "data": {"ask_again_on": NOW.date().isoformat()}}))
    )
    go_on(clock, 11)
    assert (Invitation.objects.count(), Skipped.objects.get(wave=wave).reason) == (2, Skip.TOO_SOON)
    assert Later.objects.get(about="case:8").done_at is None
    go_on(clock, 25)
    assert Invitation.objects.count() == 3
