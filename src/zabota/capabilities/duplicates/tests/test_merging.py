"""Cards of one customer become one, nothing is lost, and taken back it is as if they had never been one."""

import pytest
from django.urls import reverse

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import CustomerChange, FieldDraft, OptionDraft
from zabota.capabilities.customers.models import Customer, CustomerDate, CustomFieldValue, Responsibility
from zabota.capabilities.customers.rows import Fate, declared_rows
from zabota.capabilities.duplicates import services
from zabota.capabilities.duplicates.contracts import Merge
from zabota.capabilities.duplicates.models import AlikePair, Look, ToldApart
from zabota.capabilities.duplicates.services import _certain
from zabota.capabilities.duplicates.tests.people import NOW, card, everything, with_everything
from zabota.capabilities.duplicates.web import pairs
from zabota.capabilities.people_files.tests.importing import imported, undone
from zabota.capabilities.sales.models import Order
from zabota.capabilities.tasks.models import Rhythm, Task
from zabota.foundation.identity.models import Branch
from zabota.foundation.search import queries as search
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.queue import work_off
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import LaterChangeError

PHONE = "+79161234567"


@pytest.fixture
def twins(owner):
    """Anna twice: a full card of the owner and a later one with another phone, an e-mail and a birthday."""
    actor = actor_of(owner)
    tags = customers.named_tags(actor, names=["лён", "опт"])
    first = card(actor, "Анна Ким", phones=(PHONE,), tag_ids=(tags[0],), city="Тверь", owner_id=owner.pk)
    second = card(
        actor, "Ким Анна Петровна", phones=(PHONE, "+79167654321"), emails=("anna@example.com",),
        birthday=(5, 3, 1976), tag_ids=tuple(tags), city="Москва",
    )  # fmt: skip
    with_everything(actor, first, number="1")
    with_everything(actor, second, number="2")
    return first, second


def compare_url(*cards: Customer) -> str:
    return reverse("duplicates:compare") + "?" + "&".join(f"id={one.pk}" for one in cards)


def test_two_cards_become_one_and_taken_back_are_as_they_were(owner, twins):
    first, second = twins
    before = everything()
    client = client_of(owner)
    page = client.get(compare_url(first, second))
    assert "Анна Ким" in page.text
    assert "Ким Анна Петровна" in page.text
    told = {"id": [first.pk, second.pk], "winner": first.pk, "f_city": second.pk}
    answer = client.post(reverse("duplicates:compare"), told)
    assert answer.url == reverse("customers:customer", args=[first.pk])
    merged = Customer.objects.get()
    assert (merged.pk, merged.name, merged.city, merged.owner) == (first.pk, "Ким Анна Петровна", "Москва", owner)
    contacts = {(point.kind, point.value) for point in merged.contacts.all()}
    assert contacts == {("phone", PHONE), ("phone", "+79167654321"), ("email", "anna@example.com")}
    assert [point.value for point in merged.contacts.filter(is_preferred=True)] == [PHONE]
    assert sorted(one.tag.name for one in merged.tags.all()) == ["лён", "опт"]
    assert Order.objects.filter(customer=merged).count() == 2
    assert merged.notes.count() == 2
    assert Task.objects.filter(customer_id=merged.pk).count() == 4
    assert Rhythm.objects.filter(customer=merged).count() == 1
    assert CustomerDate.objects.get(customer=merged).year == 1976
    assert Responsibility.objects.get(until=None).customer_id == first.pk
    old_address = client.get(reverse("customers:customer", args=[second.pk]))
    assert old_address.url == reverse("customers:customer", args=[first.pk])
    assert "Cards merged" in client.get(reverse("customers:customer", args=[first.pk])).text
    assert [hit.object_id for hit in hits(owner, "79167654321")] == [first.pk]

    change = client.get(reverse("undo:history"))
    assert "Cards merged" in change.text
    undone_page = client.post(reverse("undo:undo", args=[last_change()]), follow=True)
    assert "Taken back" in undone_page.text
    assert everything() == before
    assert [hit.object_id for hit in hits(owner, "79167654321")] == [second.pk]
    assert client.get(reverse("customers:customer", args=[second.pk])).status_code == 200
    assert AlikePair.objects.filter(first=first.pk, second=second.pk).exists()


def hits(owner, text):
    return [hit for group in search.find(actor_of(owner), text).groups for hit in group.hits]


def last_change() -> int:
    from zabota.foundation.undo.models import Change

    return Change.objects.latest("pk").pk


def test_the_preview_shows_what_was_chosen_before_anything_is_done(owner, twins):
    first, second = twins
    client = client_of(owner)
    preview = client.get(f"{compare_url(first, second)}&winner={second.pk}&f_city={first.pk}").text
    afterwards = preview[preview.index('id="preview"') :]
    assert "Тверь" in afterwards
    assert "Москва" not in afterwards
    assert Customer.objects.count() == 2


def test_comparing_asks_a_bounded_number_of_questions(owner, twins, django_assert_max_num_queries):
    client = client_of(owner)
    client.get(compare_url(*twins))
    tables = sum(one.when_deleted is not Fate.STAY for one in declared_rows())
    with django_assert_max_num_queries(tables + 20):  # what hangs on a card is counted table by table
        client.get(compare_url(*twins))
    services.look_through(now=NOW)
    client.get(reverse("duplicates:pairs"))
    with django_assert_max_num_queries(14):
        client.get(reverse("duplicates:pairs"))


def test_own_fields_of_one_value_are_chosen_and_those_of_several_united(owner):
    actor = actor_of(owner)
    size = customers.save_field(actor, told=FieldDraft(name="Размер", kind="choice"), options=(
        OptionDraft(name="S"), OptionDraft(name="L")))  # fmt: skip
    loves = customers.save_field(actor, told=FieldDraft(name="Любит", kind="several"), options=(
        OptionDraft(name="лён"), OptionDraft(name="шёлк")))  # fmt: skip
    first, second = card(actor, "Анна Ким"), card(actor, "Анна Ким")
    for one, told in ((first, {size.pk: "S", loves.pk: "лён"}), (second, {size.pk: "L", loves.pk: "лён; шёлк"})):
        customers.change_customer(actor, customer_id=one.pk, change=CustomerChange(custom=told), now=NOW)
    before = everything()
    merge = Merge(winner_id=first.pk, loser_ids=[second.pk], choices={f"custom_{size.pk}": second.pk})
    done = services.merge_cards(actor, merge=merge, now=NOW)
    held = CustomFieldValue.objects.filter(customer=first).values_list("field__name", "option__name")
    assert sorted(held) == [("Любит", "лён"), ("Любит", "шёлк"), ("Размер", "L")]
    undo.take_back(actor, change_id=done.change_id, now=NOW)
    assert everything() == before


def test_two_relatives_who_turn_out_to_be_one_are_not_their_own_relatives(owner):
    actor = actor_of(owner)
    first, second, third = (card(actor, name) for name in ("Анна Ким", "Анна Ким", "Пётр Ким"))
    customers.relate_customers(actor, customer_id=first.pk, other_id=second.pk, kind="family", now=NOW)
    customers.relate_customers(actor, customer_id=second.pk, other_id=third.pk, kind="family", now=NOW)
    customers.relate_customers(actor, customer_id=third.pk, other_id=first.pk, kind="recommended", now=NOW)
    before = everything()
    done = services.merge_cards(actor, merge=Merge(winner_id=first.pk, loser_ids=[second.pk]), now=NOW)
    relations = sorted((row["customer_id"], row["other_id"]) for row in everything()["customers.Relation"])
    assert relations == sorted([(first.pk, third.pk), (third.pk, first.pk)])
    undo.take_back(actor, change_id=done.change_id, now=NOW)
    assert everything() == before


def test_what_was_done_since_the_merge_stays_with_the_card_it_was_done_on(owner, twins):
    first, second = twins
    actor = actor_of(owner)
    done = services.merge_cards(actor, merge=Merge(winner_id=first.pk, loser_ids=[second.pk]), now=NOW)
    customers.change_customer(
        actor, customer_id=first.pk, change=CustomerChange(fields={"occupation": "швея"}), now=NOW
    )
    undo.take_back(actor, change_id=done.change_id, now=NOW)
    assert list(Customer.objects.order_by("pk").values_list("occupation", "city")) == [
        ("швея", "Тверь"), ("", "Москва"),
    ]  # fmt: skip


def test_a_merge_on_a_merge_is_taken_back_from_the_last_to_the_first(owner, twins):
    first, second = twins
    actor = actor_of(owner)
    third = card(actor, "Аня Ким", phones=(PHONE,))
    before = everything()
    one = services.merge_cards(actor, merge=Merge(winner_id=second.pk, loser_ids=[first.pk]), now=NOW)
    two = services.merge_cards(actor, merge=Merge(winner_id=third.pk, loser_ids=[second.pk]), now=NOW)
    client = client_of(owner)
    for old in (first, second):
        address = client.get(reverse("customers:customer", args=[old.pk]))
        assert address.url == reverse("customers:customer", args=[third.pk])
    with pytest.raises(LaterChangeError):
        undo.take_back(actor, change_id=one.change_id, now=NOW)
    undo.take_back(actor, change_id=two.change_id, now=NOW)
    undo.take_back(actor, change_id=one.change_id, now=NOW)
    assert everything() == before


def test_a_merge_of_imported_people_and_their_import_are_taken_back_in_turn(owner):
    actor = actor_of(owner)
    before = everything()
    run = imported(actor, "ID;Имя;Телефон\n1;Анна Ким;+79161234567\n2;Ким Анна;+79161234567\n")
    brought = everything()
    first, second = Customer.objects.order_by("pk")
    done = services.merge_cards(actor, merge=Merge(winner_id=first.pk, loser_ids=[second.pk]), now=NOW)
    undo.take_back(actor, change_id=done.change_id, now=NOW)
    assert everything() == brought
    undone(actor, run)
    assert everything()["customers.Customer"] == before["customers.Customer"] == []


def test_the_look_finds_the_same_customer_and_merges_what_is_certain(owner):
    actor = actor_of(owner)
    cards = [card(actor, "Анна Ким", phones=(PHONE,)), card(actor, "Ким Анна", phones=(PHONE,)),
             card(actor, "Пётр Ким", phones=("+79031112233",)), card(actor, "Вера Лис", emails=("vera.lis@mail.ru",)),
             card(actor, "Лис Вера", emails=("vera.lis@ya.ru",))]  # fmt: skip
    before = everything()
    client = client_of(owner)
    empty = client.get(reverse("duplicates:pairs")).text
    assert "not compared yet" in empty
    assert "0 pairs" not in empty
    look = services.look_through(now=NOW)
    assert (look.cards, look.total) == (5, 5)
    found = set(AlikePair.objects.values_list("first_id", "second_id", "is_certain"))
    assert found == {(cards[0].pk, cards[1].pk, True), (cards[3].pk, cards[4].pk, False)}
    page = client.get(reverse("duplicates:pairs")).text
    assert "the same phone" in page
    assert "the same mailbox at another provider" in page
    assert "Looks like" in client.get(reverse("customers:customer", args=[cards[1].pk])).text
    client.post(reverse("duplicates:certain"))
    assert Customer.objects.count() == 4
    undo.take_back(actor, change_id=last_change(), now=NOW)
    assert everything() == before


def three_certain_pairs(owner) -> list[Customer]:
    actor = actor_of(owner)
    cards = [
        card(actor, name, phones=(f"+7916123450{number}",))
        for number in range(3) for name in (f"Анна Ким{number}", f"Ким{number} Анна")
    ]  # fmt: skip
    services.look_through(now=NOW)
    return cards


def test_many_certain_pairs_are_merged_in_the_background_and_their_page_is_left_and_come_back_to(owner, monkeypatch):
    three_certain_pairs(owner)
    before, client = everything(), client_of(owner)
    monkeypatch.setattr(pairs, "AT_ONCE", 1)
    progress = client.post(reverse("duplicates:certain")).url
    assert "0 of 3" in client.get(progress).text
    assert f'href="{progress}"' in client.get(reverse("duplicates:pairs")).text
    assert client.post(reverse("duplicates:certain")).url == progress, "pressed again it is not done twice"
    work_off()
    page = client.get(progress, headers={"HX-Request": "true"}).text
    assert "3 pairs merged" in page
    assert "hx-get" not in page, "what is done is not asked again"
    assert Customer.objects.count() == 3
    assert progress not in client.get(reverse("duplicates:pairs")).text
    client.post(reverse("undo:undo", args=[last_change()]))
    assert everything() == before
    assert "taken back" in client.get(progress).text


def test_a_merge_of_many_that_broke_says_so_and_goes_on_when_asked(owner, agent, monkeypatch):
    three_certain_pairs(owner)
    actor, client = actor_of(owner), client_of(owner)
    change = services.begin_certain(actor, now=NOW)
    merge, merged = _certain.write_merge, []

    def breaking(*given, **named):
        if merged:
            raise RuntimeError
        merged.append(merge(*given, **named))

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(_certain, "write_merge", breaking)
        services.go_on_merging(actor, change=change, now=NOW)
    progress = reverse("duplicates:progress", args=[change.pk])
    assert "stopped at 1 of 3" in client.get(progress).text
    assert client_of(agent).get(progress).status_code == 403
    client.post(reverse("duplicates:certain"))
    assert Customer.objects.count() == 3


def test_a_look_goes_on_where_it_was_broken_off_and_the_next_looks_only_at_what_changed(owner, monkeypatch):
    actor = actor_of(owner)
    for number in range(4):
        card(actor, "Анна Ким", phones=(f"+7916123456{number // 2}",))
    monkeypatch.setattr("zabota.capabilities.duplicates.services._looking.BATCH", 2)
    Look.objects.create(started_at=NOW, after_id=Customer.objects.order_by("pk")[1].pk, cards=2, total=4)
    look = services.look_through(now=NOW)
    assert (look.cards, Look.objects.count()) == (4, 1)
    later = NOW.replace(day=9)
    one = Customer.objects.latest("pk")
    customers.change_customer(actor, customer_id=one.pk, change=CustomerChange(fields={"city": "Тула"}), now=later)
    Look.objects.update(started_at=later.replace(day=8))
    assert services.look_through(now=later).cards == 1


def test_whoever_was_told_apart_is_not_offered_again_until_it_is_taken_back(owner, twins):
    services.look_through(now=NOW)
    client = client_of(owner)
    client.post(reverse("duplicates:apart"), {"id": [one.pk for one in twins]})
    services.look_through(now=NOW)
    assert not AlikePair.objects.exists()
    assert ToldApart.objects.get().told_by_name == owner.name
    undo.take_back(actor_of(owner), change_id=last_change(), now=NOW)
    assert not ToldApart.objects.exists()
    assert AlikePair.objects.exists()


def test_cards_of_another_branch_are_neither_seen_nor_merged(owner, agent, twins):
    first, second = twins
    here, there = Branch.objects.create(name="Тверь"), Branch.objects.create(name="Москва")
    Customer.objects.filter(pk=first.pk).update(branch=here)
    Customer.objects.filter(pk=second.pk).update(branch=there)
    agent.branch = here
    agent.save()
    services.look_through(now=NOW)
    client = client_of(agent)
    assert client.get(compare_url(first, second)).status_code == 404
    assert client.post(reverse("duplicates:compare"), {"id": [first.pk, second.pk]}).status_code == 404
    assert "Ким Анна Петровна" not in client.get(reverse("duplicates:pairs")).text
    assert Customer.objects.count() == 2


def test_who_asks_only_for_the_certain_goes_on_among_them(owner):
    first = card(actor_of(owner), "Анна Ким")
    others = Customer.objects.bulk_create(Customer(name="Анна Ким", created_at=NOW) for _number in range(60))
    AlikePair.objects.bulk_create(
        AlikePair(first=first, second=one, score=90, reasons=["phone"], is_certain=True, found_at=NOW) for one in others
    )
    page = client_of(owner).get(reverse("duplicates:pairs"), {"show": "certain"}).text
    assert "show=certain&amp;after=" in page
