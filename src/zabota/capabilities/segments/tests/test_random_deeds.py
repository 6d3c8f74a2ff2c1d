"""Whatever is done to many at once, mixed with edits by hand, taken back it is as if it had never been."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.bulk import find_action
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange
from zabota.capabilities.customers.models import Customer, Tag
from zabota.capabilities.people_files.tests.importing import everything
from zabota.capabilities.segments import services
from zabota.capabilities.segments.contracts import NobodyFoundError
from zabota.capabilities.segments.queries import Wanted
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.testing.cast import actor_of
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import LaterChangeError
from zabota.foundation.undo.models import Change

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
PEOPLE = 4
WORDS = st.sampled_from(["лён", "опт", "шёлк"])
DEEDS = st.one_of(
    st.tuples(st.just("tag"), WORDS.map(lambda word: f"tags={word}")),
    st.tuples(st.just("untag"), WORDS),
    st.tuples(st.just("field"), WORDS.map(lambda word: f"field=city&value={word}")),
    st.tuples(st.just("field"), st.sampled_from(["loyal", ""]).map(lambda word: f"field=manner&value={word}")),
    st.tuples(st.just("task"), st.just("title=позвонить")),
    st.tuples(st.just("delete"), st.just("")),
    st.tuples(st.just("by hand"), WORDS),
)
STEPS = st.lists(st.tuples(DEEDS, st.sets(st.integers(0, PEOPLE - 1), min_size=1)), min_size=1, max_size=8)


@pytest.mark.slow
@pytest.mark.hypothesis
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS)
def test_deeds_taken_back_in_turn_leave_everything_as_it_was(owner, steps):
    actor = actor_of(owner)
    ids = _company(actor)
    before, changes, now = everything(), [], NOW
    for (code, told), places in steps:
        now += timedelta(minutes=1)
        chosen = tuple(ids[place] for place in sorted(places))
        changes += _by_hand(actor, chosen[0], told, now) if code == "by hand" else _deed(actor, code, told, chosen, now)
    for change_id in reversed(changes):
        undo.take_back(actor, change_id=change_id, now=now)
    assert everything() == before


@pytest.mark.slow
@pytest.mark.hypothesis
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS, order=st.randoms(use_true_random=False))
def test_deeds_taken_back_in_any_order_lose_nothing_and_share_nothing(owner, steps, order):
    """What stands in the way is said; in the end the turn of the rest takes everything back."""
    actor = actor_of(owner)
    ids = _company(actor)
    before, changes, now = everything(), [], NOW
    for (code, told), places in steps:
        now += timedelta(minutes=1)
        chosen = tuple(ids[place] for place in sorted(places))
        changes += _by_hand(actor, chosen[0], told, now) if code == "by hand" else _deed(actor, code, told, chosen, now)
    order.shuffle(changes)
    for change_id in changes:
        try:
            undo.take_back(actor, change_id=change_id, now=now)
        except LaterChangeError:
            continue
    for change in Change.objects.filter(undone_at=None, pk__in=changes).order_by("-pk"):
        undo.take_back(actor, change_id=change.pk, now=now)
    assert {row["id"] for row in everything()["customers.Customer"]} == {
        row["id"] for row in before["customers.Customer"]
    }
    owners = [row["customer"] for row in everything()["customers.ContactPoint"]]
    assert sorted(owners) == sorted(ids)


def _company(actor: Actor) -> list[int]:
    Customer.objects.all().delete()
    Tag.objects.all().delete()
    Change.objects.all().delete()
    tags = customers.named_tags(actor, names=["лён", "опт", "шёлк"])
    made = []
    for place in range(PEOPLE):
        told = CustomerChange(
            fields={"name": f"Имя {place}", "city": "Тверь"}, tag_ids=tags[:place],
            contacts=[ContactDraft(kind="phone", value=f"+7916000000{place}")],
        )  # fmt: skip
        made.append(customers.create_customer(actor, told=told, now=NOW).customer.pk)
    return made


def _deed(actor: Actor, code: str, told: str, chosen: tuple[int, ...], now: datetime) -> list[int]:
    action = find_action(actor, code)
    assert action is not None
    if code == "untag":
        told = f"tags={Tag.objects.get(name=told).pk}"
    form = action.form(actor, QueryDict(told)) if action.form else None
    if form is not None and not form.is_valid():
        return []
    wanted = Wanted(ids=chosen)
    try:
        change = services.begin_deed(actor, action=action, wanted=wanted, now=now)
    except NobodyFoundError:
        return []
    data = form.cleaned_data if form else {}
    services.do_deed(actor, change=change, action=action, data=data, wanted=wanted, now=now)
    return [change.pk]


def _by_hand(actor: Actor, customer_id: int, word: str, now: datetime) -> list[int]:
    try:
        saved = customers.change_customer(
            actor, customer_id=customer_id, change=CustomerChange(fields={"city": word}), now=now
        )
    except Customer.DoesNotExist:
        return []
    return [saved.change_id] if saved.changed and saved.change_id else []
