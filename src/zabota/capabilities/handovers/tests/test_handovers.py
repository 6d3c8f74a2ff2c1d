from datetime import UTC, datetime

import pytest

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import CustomerChange, UnknownReferenceError
from zabota.capabilities.customers.models import Customer, Responsibility
from zabota.capabilities.handovers import services
from zabota.capabilities.handovers.contracts import NobodyChosenError, Wanted
from zabota.capabilities.handovers.models import Brief
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import PermissionDeniedError
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.undo import services as undo

NOW = datetime(2026, 5, 3, 9, tzinfo=UTC)


@pytest.fixture
def cards(owner, agent) -> list[Customer]:
    """Three customers of the agent and one of nobody."""
    fields = [{"name": f"Клиент {n}", "owner_id": agent.pk if n < 3 else None} for n in range(4)]
    return [
        customers.create_customer(actor_of(owner), told=CustomerChange(fields=one), now=NOW).customer for one in fields
    ]


def owners_of(cards) -> list[int | None]:
    return [Customer.objects.get(pk=one.pk).owner_id for one in cards]


def test_all_customers_of_a_colleague_pass_to_another_and_the_history_keeps_who_was_responsible(
    owner, agent, manager, cards
):
    done = services.hand_over(
        actor_of(owner), wanted=Wanted(from_staff_id=agent.pk), to=[manager.pk], note="В отпуске до июня", now=NOW
    )
    assert done.count == 3
    assert owners_of(cards) == [manager.pk] * 3 + [None]
    spells = Responsibility.objects.filter(customer=cards[0]).order_by("id").values_list("staff_name", "until", "note")
    assert list(spells) == [(agent.name, NOW, ""), (manager.name, None, "В отпуске до июня")]
    assert TimelineEvent.objects.filter(kind="customers.owner_changed", customer_id=cards[0].pk).count() >= 1


def test_several_colleagues_get_them_in_turn(owner, agent, manager, cards):
    services.hand_over(
        actor_of(owner), wanted=Wanted(customer_ids=tuple(one.pk for one in cards)), to=[manager.pk, owner.pk], now=NOW
    )
    assert owners_of(cards) == [manager.pk, owner.pk, manager.pk, owner.pk]


def test_a_hand_over_taken_back_leaves_everybody_as_before(owner, agent, manager, cards):
    before = owners_of(cards), list(Responsibility.objects.order_by("id").values())
    events = TimelineEvent.objects.count()
    done = services.hand_over(
        actor_of(owner), wanted=Wanted(from_staff_id=agent.pk), to=[manager.pk, owner.pk], now=NOW
    )
    undo.take_back(actor_of(owner), change_id=done.change_id, now=NOW)
    assert (owners_of(cards), list(Responsibility.objects.order_by("id").values())) == before
    assert TimelineEvent.objects.count() == events


def test_an_agent_hands_over_only_his_own(agent, manager, cards):
    services.hand_over(
        actor_of(agent), wanted=Wanted(customer_ids=(cards[0].pk, cards[3].pk)), to=[manager.pk], now=NOW
    )
    assert owners_of(cards) == [manager.pk, agent.pk, agent.pk, None]
    with pytest.raises(NobodyChosenError):
        services.hand_over(actor_of(agent), wanted=Wanted(customer_ids=(cards[3].pk,)), to=[manager.pk], now=NOW)


def test_an_analyst_neither_gives_nor_takes(owner, analyst, cards):
    with pytest.raises(PermissionDeniedError):
        services.hand_over(actor_of(analyst), wanted=Wanted(customer_ids=(cards[0].pk,)), to=[owner.pk], now=NOW)
    with pytest.raises(UnknownReferenceError):
        services.hand_over(actor_of(owner), wanted=Wanted(customer_ids=(cards[0].pk,)), to=[analyst.pk], now=NOW)


def test_the_new_colleague_finds_a_brief_on_the_card_until_it_is_read(owner, agent, manager, cards):
    client = client_of(owner)
    url = f"/handovers/new?customer={cards[0].pk}&customer={cards[1].pk}"
    assert "2 customers" in client.get(url).content.decode()
    assert client.post(url, {"note": "x"}).status_code == 422
    client.post(url, {"to": [manager.pk], "note": "Ждёт звонка в среду"})
    card = f"/customers/{cards[0].pk}"
    assert "Ждёт звонка" in client_of(manager).get(card).content.decode()
    assert "Ждёт звонка" not in client_of(agent).get(card).content.decode()
    client_of(manager).post(f"/handovers/{cards[0].pk}/read")
    assert "Handed over to you" not in client_of(manager).get(card).content.decode()
    assert Brief.objects.filter(read_at=None).count() == 1


def test_handing_over_makes_as_many_queries_for_fifty_as_for_five(owner, manager, django_assert_max_num_queries):
    made = Customer.objects.bulk_create(Customer(name=f"К {n}", created_at=NOW) for n in range(50))
    for count in (5, 50):
        with django_assert_max_num_queries(60):
            services.hand_over(
                actor_of(owner), wanted=Wanted(customer_ids=tuple(one.pk for one in made[:count])),
                to=[manager.pk] if count == 5 else [owner.pk], now=NOW,
            )  # fmt: skip
