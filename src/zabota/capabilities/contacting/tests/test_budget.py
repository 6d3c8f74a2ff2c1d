"""Whom we may contact, when, and why not: one budget over everything that is sent."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zabota.capabilities.contacting import queries, services
from zabota.capabilities.contacting.contracts import BY_HAND, Skip, declare_occasion, declare_silence
from zabota.capabilities.contacting.models import Budget, Contact
from zabota.capabilities.contacting.rules import awake_at
from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.models import ConsentEntry, ContactPoint, Customer, Purpose
from zabota.foundation.testing.cast import actor_of

NOON = datetime(2026, 5, 4, 9, tzinfo=UTC)
"""Noon in Moscow."""
YEARLY = declare_occasion("tests.yearly", "Once a year", purpose=Purpose.SURVEYS, days=90)
EACH = declare_occasion("tests.each", "After each", purpose=Purpose.SURVEYS, days=30, needs_word=False)
OFFER = declare_occasion("tests.offer", "Offers", purpose=Purpose.MARKETING, days=14)
SULKING: set[int] = set()
declare_silence("tests.sulks", "sulks", f"{__name__}.who_sulks")


def who_sulks(customer_ids):
    return SULKING.intersection(customer_ids)


@pytest.fixture(autouse=True)
def nobody_sulks():
    yield
    SULKING.clear()


def people(count: int, **fields: object) -> list[int]:
    rows = Customer.objects.bulk_create(Customer(name=f"К{n}", created_at=NOON, **fields) for n in range(count))
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=one, kind="email", value=f"c{one.pk}@example.com") for one in rows
    )
    return [one.pk for one in rows]


def agree(ids, *, is_given: bool = True, purpose: str = "surveys", at=NOON) -> None:
    ConsentEntry.objects.bulk_create(
        ConsentEntry(customer_id=one, channel="email", purpose=purpose, is_given=is_given, recorded_at=at)
        for one in ids
    )


def ask(ids, *, on: str = EACH, channel: str = "email", now: datetime = NOON, **more: object):
    return queries.may_contact(ids, on=on, channel=channel, now=now, **more)


def test_everybody_left_out_has_the_weightiest_reason(company):
    fine, refused, sulking, nameless, bounced, lately = people(6)
    agree([refused], is_given=False)
    SULKING.update({sulking, refused})
    ContactPoint.objects.filter(customer=nameless).delete()
    services.note_dead_address(f"c{bounced}@example.com", detail="550 no such user", now=NOON)
    services.take([lately], on=EACH, channel="email", origin="t", now=NOON - timedelta(days=29))
    verdict = ask([fine, refused, sulking, nameless, bounced, lately])
    assert verdict.allowed == {fine: NOON}
    assert verdict.skipped == {
        refused: Skip.REFUSED, sulking: "tests.sulks", nameless: Skip.NO_ADDRESS, bounced: Skip.BOUNCED,
        lately: Skip.TOO_SOON,
    }  # fmt: skip


def test_who_has_said_nothing_is_asked_of_his_own_orders_only_until_the_company_says_otherwise(company):
    (one,) = people(1)
    assert ask([one], on=YEARLY).skipped == {one: Skip.NO_CONSENT}
    assert ask([one], on=EACH).allowed
    Budget.objects.create(pk=1, asks_silent=True)
    assert ask([one], on=YEARLY).allowed
    assert ask([one], on=OFFER).skipped == {one: Skip.NO_CONSENT}
    agree([one], purpose="marketing")
    assert ask([one], on=OFFER).allowed
    agree([one], purpose="marketing", is_given=False, at=NOON + timedelta(hours=1))
    assert ask([one], on=OFFER).skipped == {one: Skip.REFUSED}


def test_the_days_between_contacts_hold_to_the_hour_and_any_other_contact_keeps_its_distance(company):
    (one,) = people(1)
    agree([one])
    services.take([one], on=YEARLY, channel="email", origin="t", now=NOON)
    assert ask([one], on=YEARLY, now=NOON + timedelta(days=89, hours=23)).skipped == {one: Skip.TOO_SOON}
    assert ask([one], on=YEARLY, now=NOON + timedelta(days=90)).allowed
    assert ask([one], on=EACH, now=NOON + timedelta(days=2)).skipped == {one: Skip.TOO_SOON}
    assert ask([one], on=EACH, now=NOON + timedelta(days=3)).allowed
    assert ask([one], on=YEARLY, now=NOON + timedelta(days=1), is_reminder=True).allowed
    assert services.give_back(origin="t", customer_ids=[one]) == 1
    assert ask([one], on=YEARLY, now=NOON + timedelta(days=1)).allowed


def test_at_night_by_the_customers_own_clock_a_letter_waits_for_the_morning(company):
    here, far, lost = *people(1), *people(1, time_zone="Asia/Vladivostok"), *people(1, time_zone="Moon/Base")
    verdict = ask([here, far, lost], now=datetime(2026, 5, 4, 12, tzinfo=UTC))  # 15:00 in Moscow, 22:00 there
    assert verdict.allowed[here] == verdict.allowed[lost] == datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert verdict.allowed[far] == datetime(2026, 5, 4, 23, tzinfo=UTC)
    assert ask([far], channel=BY_HAND, now=datetime(2026, 5, 4, 12, tzinfo=UTC)).allowed[far].hour == 12


def test_a_letter_that_waits_counts_from_when_it_leaves(company):
    (one,) = people(1)
    night = datetime(2026, 5, 4, 20, tzinfo=UTC)  # 23:00 in Moscow
    services.take([one], on=EACH, channel="email", origin="a", now=night)
    assert Contact.objects.get().at == datetime(2026, 5, 5, 6, tzinfo=UTC)
    assert ask([one], now=night + timedelta(minutes=1)).skipped == {one: Skip.TOO_SOON}


@pytest.mark.parametrize(
    ("hour", "woken"), [(20, None), (21, (5, 9)), (23, (5, 9)), (0, (4, 9)), (8, (4, 9)), (9, None)]
)
def test_quiet_hours_go_over_midnight(hour, woken):
    zone = ZoneInfo("Europe/Moscow")
    now = datetime(2026, 5, 4, hour, tzinfo=zone)
    found = awake_at(now, zone=zone, quiet_from=now.time().replace(hour=21), quiet_till=now.time().replace(hour=9))
    assert found == (now if woken is None else datetime(2026, 5, *woken, tzinfo=zone))


@given(
    attempts=st.lists(
        st.tuples(st.sampled_from([YEARLY, EACH, OFFER]), st.integers(0, 24 * 400), st.booleans()), max_size=25
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_two_contacts_within_the_days_that_part_them(company, attempts):
    """Whatever is tried, in whatever order of time and by night."""
    Contact.objects.all().delete()
    Customer.objects.all().delete()
    ids = people(2)
    agree(ids)
    agree(ids, purpose="marketing")
    for on, hours, is_both in attempts:
        wanted = ids if is_both else ids[:1]
        services.take(wanted, on=on, channel="email", origin="t", now=NOON + timedelta(hours=hours))
    for one in ids:
        made = list(Contact.objects.filter(customer=one).order_by("at").values_list("occasion", "at"))
        assert all(b - a >= timedelta(days=3) for (_x, a), (_y, b) in pairwise(made))
        for on, days in ((YEARLY, 90), (EACH, 30), (OFFER, 14)):
            own = [at for occasion, at in made if occasion == on]
            assert all(b - a >= timedelta(days=days) for a, b in pairwise(own))


def test_the_number_of_queries_does_not_grow_with_the_number_of_customers(company):
    few, many = people(3), people(300)

    def cost(ids: list[int]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            ask(ids, on=YEARLY)
        return len(caught)

    assert cost(few) == cost(many) <= 10


def test_who_takes_his_word_back_by_the_link_is_written_to_no_more_and_may_come_again(owner, company):
    (number,) = people(1)
    customer = Customer.objects.get(pk=number)
    customers.record_consent(
        actor_of(owner), customer=customer, channel="email", purpose="surveys", is_given=True, now=NOON
    )
    assert ask([number], on=YEARLY).allowed
    services.say(customer, _asked(number), is_given=False, how="link", now=NOON + timedelta(hours=1))
    services.say(customer, _asked(number), is_given=False, how="link", now=NOON + timedelta(hours=2))
    assert ask([number], on=YEARLY).skipped == {number: Skip.REFUSED}
    assert ConsentEntry.objects.count() == 2
    services.say(customer, _asked(number), is_given=True, how="link", now=NOON + timedelta(hours=3))
    assert ask([number], on=YEARLY).allowed


def _asked(number: int):
    from zabota.capabilities.contacting.addresses import read_token, token_of

    return read_token(token_of(number, Purpose.SURVEYS))


@pytest.mark.slow
def test_a_hundred_thousand_customers_are_judged_in_seconds(company):
    import time

    ids = people(100_000)
    agree(ids[::2])
    services.take(ids[:20_000], on=YEARLY, channel="email", origin="t", now=NOON - timedelta(days=10))
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as caught:
        verdict = ask(ids, on=YEARLY)
    print(f"100,000 customers: {time.perf_counter() - began:.1f} s, {len(caught)} queries")  # noqa: T201
    assert len(verdict.allowed) == 40_000
    assert sum(1 for reason in verdict.skipped.values() if reason == Skip.TOO_SOON) == 10_000
    assert len(caught) <= 100
