"""Notes, consents, relations and the timeline: each through its page, each with a way back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.contracts import BadValueError, CustomerChange
from zabota.capabilities.customers.models import ConsentEntry, Customer, CustomerNote, Relation
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.models import Branch
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.models import Change

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def card(owner, name="Анна Соколова", **fields):
    told = CustomerChange(fields={"name": name, **fields})
    return services.create_customer(actor_of(owner), told=told, now=NOW).customer


def at(name, *args):
    return reverse(f"customers:{name}", args=args)


def take_back_last(client):
    client.post(reverse("undo:undo", args=[Change.objects.order_by("pk").last().pk]))


def test_ones_own_note_is_changed_pinned_deleted_and_taken_back(agent, owner):
    anna, client = card(owner), client_of(agent)
    client.post(at("add_note", anna.pk), {"text": "любит лён"})
    note = CustomerNote.objects.get()
    client.post(at("note", anna.pk, note.pk), {"text": "любит шёлк"})
    client.post(at("pin_note", anna.pk, note.pk))
    page = client.get(at("customer", anna.pk))
    assert "Pinned" in page.text
    assert page.text.count("любит шёлк") == 2
    client.post(at("delete_note", anna.pk, note.pk))
    assert "любит шёлк" not in client.get(at("customer", anna.pk)).text
    take_back_last(client)
    assert client.get(at("customer", anna.pk)).text.count("любит шёлк") == 2


def test_anothers_note_is_not_an_agents_to_change_and_a_second_pin_replaces_the_first(agent, owner):
    anna = card(owner)
    notes = [services.add_note(actor_of(owner), customer=anna, text=text, now=NOW) for text in ("раз", "два")]
    assert client_of(agent).post(at("delete_note", anna.pk, notes[0].pk)).status_code == 404
    assert client_of(agent).get(at("note", anna.pk, notes[0].pk)).status_code == 404
    for note in notes:
        services.pin_note(actor_of(agent), note_id=note.pk, is_pinned=True, now=NOW)
    assert queries.pinned_note_of(actor_of(owner), customer_id=anna.pk) == notes[1]


def test_a_consent_is_written_down_with_its_proof_and_decides_who_may_be_written_to(owner):
    anna, client = card(owner), client_of(owner)
    assert queries.may_contact(anna, "email", "service")
    assert not queries.may_contact(anna, "email", "marketing")
    for said in ("yes", "no"):
        told = {"channel": "email", "purpose": "marketing", "is_given": said, "how": "по телефону", "proof": "запись 7"}
        client.post(at("consents", anna.pk), told | {"text_version": "2026-1"})
        assert queries.may_contact(anna, "email", "marketing") is (said == "yes")
    assert ConsentEntry.objects.count() == 2
    page = client.get(at("consents", anna.pk)).text
    for told in ("запись 7", "2026-1", "по телефону", "refused"):
        assert told in page
    client.post(at("consents", anna.pk), {"channel": "phone", "purpose": "surveys", "is_given": "no"})
    assert "Asked not to be called: questions about our work." in client.get(at("customer", anna.pk)).text


def test_a_relation_is_found_by_typing_shown_on_both_cards_and_taken_back(owner):
    anna, firm, client = card(owner), card(owner, "ООО Ромашка", kind="company"), client_of(owner)
    assert "ООО Ромашка" in client.get(at("relations", anna.pk), {"q": "ромаш"}).text
    client.post(at("relations", anna.pk), {"kind": "works_at", "other": firm.pk, "note": "закупки"})
    assert "Works at" in client.get(at("customer", anna.pk)).text
    assert "Works here" in client.get(at("customer", firm.pk)).text
    client.post(at("unrelate", firm.pk, Relation.objects.get().pk))
    assert not Relation.objects.exists()
    take_back_last(client)
    assert Relation.objects.get().note == "закупки"
    change_id = services.delete_customers(actor_of(owner), customer_ids=[firm.pk], now=NOW)
    assert not Relation.objects.exists()
    undo.take_back(actor_of(owner), change_id=change_id, now=NOW)
    assert Relation.objects.get().other_id == firm.pk


def test_a_relation_that_makes_no_sense_is_refused(owner, agent):
    anna, boris = card(owner), card(owner, "Борис")
    for other, kind in ((anna, "family"), (boris, "works_at")):
        with pytest.raises(BadValueError):
            services.relate_customers(actor_of(owner), customer_id=anna.pk, other_id=other.pk, kind=kind, now=NOW)
    services.relate_customers(actor_of(owner), customer_id=anna.pk, other_id=boris.pk, kind="family", now=NOW)
    with pytest.raises(BadValueError):
        services.relate_customers(actor_of(owner), customer_id=boris.pk, other_id=anna.pk, kind="family", now=NOW)
    agent.branch = Branch.objects.create(name="Север")
    agent.save()
    Customer.objects.filter(pk=anna.pk).update(branch=agent.branch)
    assert "Борис" not in client_of(agent).get(at("customer", anna.pk)).text
    with pytest.raises(Customer.DoesNotExist):
        services.relate_customers(actor_of(agent), customer_id=anna.pk, other_id=boris.pk, kind="other", now=NOW)


def test_the_timeline_is_filtered_by_kind_and_read_on_without_scripts(owner):
    anna, client = card(owner), client_of(owner)
    for day in range(25):
        services.add_note(actor_of(owner), customer=anna, text=f"день {day}.", now=NOW + timedelta(days=day))
    page = client.get(at("customer", anna.pk)).text
    assert "день 24." in page
    assert "день 2." not in page
    assert "kind=customers.note_added" in page
    only = client.get(at("customer", anna.pk), {"kind": "customers.added"}).text
    assert "день 24." not in only
    seen = TimelineEvent.objects.order_by("-occurred_at")[19]
    older = {"before": f"{seen.occurred_at.isoformat()}_{seen.pk}"}
    assert "день 2." in client.get(at("customer", anna.pk), older).text
    partial = client.get(at("customer", anna.pk), older, headers={"HX-Request": "true"}).text
    assert "день 2." in partial
    assert "<html" not in partial


def test_the_whole_card_asks_a_bounded_number_of_questions(owner, django_assert_max_num_queries):
    anna, client = card(owner), client_of(owner)
    for number in range(5):
        services.add_note(actor_of(owner), customer=anna, text=str(number), now=NOW)
        other = card(owner, f"Клиент {number}")
        services.relate_customers(actor_of(owner), customer_id=anna.pk, other_id=other.pk, kind="family", now=NOW)
    client.get(at("customer", anna.pk))
    with django_assert_max_num_queries(45):
        client.get(at("customer", anna.pk))
