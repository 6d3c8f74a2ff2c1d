"""However merges, edits and undos follow each other: nothing is lost or shared; all taken back is never merged."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange
from zabota.capabilities.customers.models import Customer, Relation, Tag
from zabota.capabilities.customers.rows import declared_rows
from zabota.capabilities.duplicates import services
from zabota.capabilities.duplicates.contracts import Merge
from zabota.capabilities.duplicates.models import AlikePair, Mark, ToldApart
from zabota.capabilities.duplicates.tests.people import NOW, card, everything, with_everything
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.testing.cast import actor_of
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import LaterChangeError
from zabota.foundation.undo.models import Change

PEOPLE = 5
PLACES = st.integers(0, PEOPLE - 1)
PHONES = [f"+791600000{number:02}" for number in range(4)]


def make_company(actor: Actor) -> list[int]:
    """Five cards that share phones, tags and relatives, with all that hangs on a card."""
    for declared in reversed(declared_rows()):
        declared.model._default_manager.all()._raw_delete("default")
    for model in (ToldApart, AlikePair, Mark, Relation, Change, Customer, Tag):
        model.objects.all().delete()
    tags = customers.named_tags(actor, names=["лён", "опт"])
    made = [
        card(
            actor, f"Анна Ким {number}", phones=(PHONES[number % 4], PHONES[(number * 3 + 1) % 4]),
            birthday=(5, number + 1, 1976) if number % 2 else None, tag_ids=tuple(tags[: number % 3]),
            city=f"Г{number}",
            owner_id=actor.staff_id if number % 2 == 0 else None,
        )
        for number in range(PEOPLE)
    ]  # fmt: skip
    for number, one in enumerate(made):
        with_everything(actor, one, number=str(number))
    for left, right in ((0, 1), (1, 2), (3, 0)):
        customers.relate_customers(actor, customer_id=made[left].pk, other_id=made[right].pk, kind="family", now=NOW)
    return [one.pk for one in made]


def counted() -> dict[str, int]:
    """Rows that no merge may lose, whatever it unites."""
    kept = ("sales.Order", "customers.CustomerNote", "customers.ConsentEntry", "tasks.Task", "events.TimelineEvent")
    return {label: len(rows) for label, rows in everything().items() if label in kept}


@pytest.mark.slow
@pytest.mark.hypothesis
def test_merges_edits_and_undos_lose_nothing_and_taken_back_were_never_there(owner):
    actor = actor_of(owner)

    class Company(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.ids = make_company(actor)
            self.before, self.changes, self.now = everything(), [], NOW
            self.orders = counted()["sales.Order"]

        def here(self, place: int) -> int | None:
            one = self.ids[place]
            return one if Customer.objects.filter(pk=one).exists() else None

        @rule(winner=PLACES, losers=st.sets(PLACES, min_size=1, max_size=3), city=PLACES)
        def merge(self, winner: int, losers: set[int], city: int) -> None:
            stays = self.here(winner)
            go = [one for place in sorted(losers - {winner}) if (one := self.here(place)) is not None]
            if stays is None or not go:
                return
            self.now += timedelta(minutes=1)
            merge = Merge(winner_id=stays, loser_ids=go, choices={"city": self.ids[city]})
            self.changes.append(services.merge_cards(actor, merge=merge, now=self.now).change_id)

        @rule(place=PLACES, word=st.sampled_from(["Тверь", "Москва"]), phone=st.sampled_from(PHONES))
        def edit(self, place: int, word: str, phone: str) -> None:
            one = self.here(place)
            if one is None:
                return
            self.now += timedelta(minutes=1)
            change = CustomerChange(fields={"city": word}, contacts=[ContactDraft(kind="phone", value=phone)])
            saved = customers.change_customer(actor, customer_id=one, change=change, now=self.now)
            if saved.changed and saved.change_id:
                self.changes.append(saved.change_id)

        @rule(left=PLACES, right=PLACES)
        def tell_apart(self, left: int, right: int) -> None:
            cards = [one for place in {left, right} if (one := self.here(place)) is not None]
            if len(cards) == 2:
                self.now += timedelta(minutes=1)
                change_id = services.tell_apart(actor, ids=cards, now=self.now)
                self.changes += [change_id] if change_id else []

        @precondition(lambda self: self.changes)
        @rule(data=st.data())
        def take_back_any(self, data: st.DataObject) -> None:
            chosen = data.draw(st.sampled_from(self.changes))
            try:
                undo.take_back(actor, change_id=chosen, now=self.now)
            except LaterChangeError:
                return
            self.changes.remove(chosen)

        @invariant()
        def every_order_has_its_customer(self) -> None:
            rows = everything()
            here = {row["id"] for row in rows["customers.Customer"]}
            owners = [row["customer_id"] for row in rows["sales.Order"]]
            assert len(owners) == self.orders
            assert set(owners) <= here

        def teardown(self) -> None:
            """What is left is taken back from the last to the first."""
            for change_id in sorted(self.changes, reverse=True):
                undo.take_back(actor, change_id=change_id, now=self.now)
            assert {row["id"] for row in everything()["customers.Customer"]} == set(self.ids)
            assert counted() == {label: len(self.before[label]) for label in counted()}

    run_state_machine_as_test(
        Company, settings=settings(stateful_step_count=12, deadline=None)
    )  # fmt: skip


STEPS = st.lists(
    st.tuples(PLACES, st.sets(PLACES, min_size=1, max_size=3), PLACES, st.booleans()), min_size=1, max_size=6
)


@pytest.mark.slow
@pytest.mark.hypothesis
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS)
def test_merges_and_edits_taken_back_in_turn_are_as_if_never_done(owner, steps):
    actor = actor_of(owner)
    ids = make_company(actor)
    before, changes, now = everything(), [], NOW
    for winner, losers, source, edits in steps:
        now += timedelta(minutes=1)
        here = set(Customer.objects.values_list("pk", flat=True))
        go = [ids[place] for place in sorted(losers - {winner}) if ids[place] in here]
        if ids[winner] not in here:
            continue
        if go:
            merge = Merge(winner_id=ids[winner], loser_ids=go, choices={"name": ids[source]})
            changes.append(services.merge_cards(actor, merge=merge, now=now).change_id)
        if edits:
            change = CustomerChange(fields={"city": f"Город {source}"})
            saved = customers.change_customer(actor, customer_id=ids[winner], change=change, now=now)
            changes += [saved.change_id] if saved.changed else []
    for change_id in reversed(changes):
        undo.take_back(actor, change_id=change_id, now=now)
    assert everything() == before
