"""A card is opened, changed, deleted and brought back; bad values change nothing."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from zabota.capabilities.customers import services
from zabota.capabilities.customers.contracts import (
    BadValueError,
    ContactDraft,
    CustomerChange,
    DateDraft,
    NamelessCustomerError,
    UnknownReferenceError,
)
from zabota.capabilities.customers.models import (
    ConsentEntry,
    ContactPoint,
    Customer,
    CustomerDate,
    CustomerTag,
    Responsibility,
    Tag,
)
from zabota.capabilities.customers.queries import consents_in_force
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import PermissionDeniedError
from zabota.foundation.identity.models import Branch, Company, Staff
from zabota.foundation.search import queries as search
from zabota.foundation.testing.cast import actor_of
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import LaterChangeError, UndoneAlreadyError
from zabota.foundation.undo.models import Change

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def anna(owner: Staff) -> services.Saved:
    return services.create_customer(
        actor_of(owner),
        told=CustomerChange(
            fields={"name": "Анна Соколова", "city": "Тверь"},
            contacts=[
                ContactDraft(kind="phone", value="8 (916) 123-45-67", label="личный", is_preferred=True),
                ContactDraft(kind="telegram", value="@anna"),
            ],
            dates=[DateDraft(kind="birthday", day=29, month=2)],
        ),
        now=NOW,
    )


def test_a_card_keeps_phones_as_one_written_form_and_is_found_by_another_word_form(owner):
    saved = anna(owner)
    assert list(ContactPoint.objects.values_list("kind", "value", "label")) == [
        ("phone", "+79161234567", "личный"), ("telegram", "anna", ""),
    ]  # fmt: skip
    assert search.find(actor_of(owner), "Соколовой").groups[-1].hits[0].object_id == saved.customer.pk
    assert TimelineEvent.objects.get().kind == "customers.added"


def test_nobody_is_kept_without_a_name_or_a_way_to_reach_them(owner):
    with pytest.raises(NamelessCustomerError):
        services.create_customer(actor_of(owner), told=CustomerChange(fields={"city": "Тверь"}), now=NOW)
    assert not Customer.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (CustomerChange(fields={"manner": "rude"}), BadValueError),
        (CustomerChange(fields={"import_run_id": 1}), UnknownReferenceError),
        (CustomerChange(fields={"owner_id": 999}), UnknownReferenceError),
        (CustomerChange(fields={"acquisition_cost_minor": -1}), BadValueError),
        (CustomerChange(contacts=[ContactDraft(kind="phone", value="12")]), BadValueError),
        (CustomerChange(contacts=[ContactDraft(kind="fax", value="12")]), BadValueError),
        (CustomerChange(dates=[DateDraft(kind="birthday", day=31, month=2)]), BadValueError),
        (CustomerChange(tag_ids=[77]), UnknownReferenceError),
    ],
)
def test_a_bad_value_is_refused_by_name_and_changes_nothing(owner, change, error):
    saved = anna(owner)
    with pytest.raises(error):
        services.change_customer(actor_of(owner), customer_id=saved.customer.pk, change=change, now=NOW)
    assert Customer.objects.get().updated_at == NOW
    assert Change.objects.count() == 1


def test_a_change_is_taken_back_whole(owner, agent):
    saved = anna(owner)
    tag = Tag.objects.create(name="VIP")
    changed = services.change_customer(
        actor_of(owner),
        customer_id=saved.customer.pk,
        change=CustomerChange(
            fields={"name": "Анна Орлова", "owner_id": agent.pk},
            contacts=[ContactDraft(kind="email", value="Anna@Example.com")],
            dates=[],
            tag_ids=[tag.pk],
        ),
        now=NOW,
    )
    assert changed.changed == ("name", "owner_id", "contacts", "dates", "tags")
    assert Responsibility.objects.get().staff_name == agent.name
    done = undo.take_back(actor_of(owner), change_id=changed.change_id, now=NOW)
    assert done.left == 0
    customer = Customer.objects.get()
    assert (customer.name, customer.owner_id) == ("Анна Соколова", None)
    assert {point.value for point in ContactPoint.objects.all()} == {"+79161234567", "anna"}
    assert CustomerDate.objects.get().day == 29
    assert not CustomerTag.objects.exists()
    assert not Responsibility.objects.exists()
    assert search.find(actor_of(owner), "Соколова").count == 1
    with pytest.raises(UndoneAlreadyError):
        undo.take_back(actor_of(owner), change_id=changed.change_id, now=NOW)


def test_what_was_changed_since_stays(owner):
    saved = anna(owner)

    def rename(name: str) -> services.Saved:
        change = CustomerChange(fields={"name": name, "city": f"{name}-град"})
        return services.change_customer(actor_of(owner), customer_id=saved.customer.pk, change=change, now=NOW)

    first = rename("Борис")
    services.change_customer(
        actor_of(owner), customer_id=saved.customer.pk, change=CustomerChange(fields={"name": "Вера"}), now=NOW
    )
    done = undo.take_back(actor_of(owner), change_id=first.change_id, now=NOW)
    assert done.left == 1
    assert (Customer.objects.get().name, Customer.objects.get().city) == ("Вера", "Тверь")


def test_a_deleted_customer_comes_back_with_everything(owner):
    saved = anna(owner)
    note = services.add_note(actor_of(owner), customer=saved.customer, text="любит лён", now=NOW)
    services.record_consent(
        actor_of(owner), customer=saved.customer, channel="email", purpose="marketing", is_given=True, now=NOW
    )
    change_id = services.delete_customers(actor_of(owner), customer_ids=[saved.customer.pk], now=NOW)
    assert not Customer.objects.exists()
    assert not TimelineEvent.objects.exists()
    assert search.find(actor_of(owner), "Соколова").count == 0
    with pytest.raises(LaterChangeError):
        undo.take_back(actor_of(owner), change_id=saved.change_id, now=NOW)
    undo.take_back(actor_of(owner), change_id=change_id, now=NOW)
    assert Customer.objects.get().pk == saved.customer.pk
    assert saved.customer.notes.get().pk == note.pk
    assert consents_in_force(saved.customer.pk)["marketing", "email"].is_given
    assert TimelineEvent.objects.count() == 3
    assert search.find(actor_of(owner), "Соколова").count == 1


def test_a_consent_can_be_withdrawn_but_never_rewritten(owner):
    saved = anna(owner)
    for is_given in (True, False):
        services.record_consent(
            actor_of(owner), customer=saved.customer, channel="email", purpose="surveys", is_given=is_given, now=NOW
        )
    assert not consents_in_force(saved.customer.pk)["surveys", "email"].is_given
    with pytest.raises(DatabaseError), transaction.atomic():
        ConsentEntry.objects.update(is_given=True)


def test_whoever_is_kept_to_a_branch_sees_and_opens_cards_of_that_branch_only(owner, agent, company: Company):
    saved = anna(owner)
    agent.branch = Branch.objects.create(name="Север")
    agent.save()
    change = CustomerChange(fields={"city": "Клин"})
    with pytest.raises(Customer.DoesNotExist):
        services.change_customer(actor_of(agent), customer_id=saved.customer.pk, change=change, now=NOW)
    own = services.create_customer(actor_of(agent), told=CustomerChange(fields={"name": "Пётр"}), now=NOW)
    assert own.customer.branch_id == agent.branch_id


def test_an_analyst_changes_nothing_and_only_directors_delete(analyst, agent, owner):
    saved = anna(owner)
    with pytest.raises(PermissionDeniedError):
        services.create_customer(actor_of(analyst), told=CustomerChange(fields={"name": "Пётр"}), now=NOW)
    with pytest.raises(PermissionDeniedError):
        services.delete_customers(actor_of(agent), customer_ids=[saved.customer.pk], now=NOW)


def test_a_card_somebody_wrote_on_since_is_not_taken_back(owner):
    saved = anna(owner)
    services.add_note(actor_of(owner), customer=saved.customer, text="любит лён", now=NOW)
    with pytest.raises(LaterChangeError):
        undo.take_back(actor_of(owner), change_id=saved.change_id, now=NOW)
    assert Customer.objects.get().contacts.count() == 2


def test_a_card_taken_back_leaves_nothing_on_the_timeline_or_in_the_search(owner):
    saved = anna(owner)
    undo.take_back(actor_of(owner), change_id=saved.change_id, now=NOW)
    assert not Customer.objects.exists()
    assert not ContactPoint.objects.exists()
    assert not TimelineEvent.objects.exists()
    assert search.find(actor_of(owner), "Соколова").count == 0


def test_an_agent_takes_back_what_he_did_himself_and_nothing_of_others(owner, agent):
    saved = anna(owner)
    with pytest.raises(Change.DoesNotExist):
        undo.take_back(actor_of(agent), change_id=saved.change_id, now=NOW)
    own = services.create_customer(actor_of(agent), told=CustomerChange(fields={"name": "Пётр"}), now=NOW)
    undo.take_back(actor_of(agent), change_id=own.change_id, now=NOW)
    assert [customer.name for customer in Customer.objects.all()] == ["Анна Соколова"]
