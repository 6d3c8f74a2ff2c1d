"""The history page: what may be taken back, by whom, and what it says afterwards."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from zabota.capabilities.customers import services
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange
from zabota.capabilities.customers.models import Customer
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import LaterChangeError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_deletion_is_taken_back_from_the_history_and_the_page_says_so(owner):
    saved = services.create_customer(actor_of(owner), told=CustomerChange(fields={"name": "Анна"}), now=NOW)
    change_id = services.delete_customers(actor_of(owner), customer_ids=[saved.customer.pk], now=NOW)
    client = client_of(owner)
    assert "Customers deleted" in client.get(reverse("undo:history")).text
    page = client.post(reverse("undo:undo", args=[change_id]), follow=True)
    assert "Taken back: 2 rows are as they were." in page.text
    assert Customer.objects.get().name == "Анна"
    again = client.post(reverse("undo:undo", args=[change_id]), follow=True)
    assert "This change was taken back already." in again.text


def test_what_a_later_change_stands_on_is_not_taken_back_before_it(owner):
    saved = services.create_customer(actor_of(owner), told=CustomerChange(fields={"name": "Анна"}), now=NOW)
    renamed = services.change_customer(
        actor_of(owner), customer_id=saved.customer.pk, change=CustomerChange(fields={"name": "Яна"}), now=NOW
    )
    deleted = services.delete_customers(actor_of(owner), customer_ids=[saved.customer.pk], now=NOW)
    page = client_of(owner).post(reverse("undo:undo", args=[renamed.change_id]), follow=True)
    assert f"A later change (No. {deleted}) stands in the way" in page.text


def test_an_agent_sees_and_takes_back_only_what_he_may_do(owner, agent):
    saved = services.create_customer(actor_of(owner), told=CustomerChange(fields={"name": "Анна"}), now=NOW)
    change_id = services.delete_customers(actor_of(owner), customer_ids=[saved.customer.pk], now=NOW)
    client = client_of(agent)
    assert "Customers deleted" not in client.get(reverse("undo:history")).text
    assert client.post(reverse("undo:undo", args=[change_id])).status_code == 403
    assert not Customer.objects.exists()


def test_an_empty_company_is_told_what_will_stand_here(owner):
    assert "Nothing to take back" in client_of(owner).get(reverse("undo:history")).text


def test_what_was_deleted_twice_comes_back_from_the_last_deletion_first(owner):
    """Else the place of the second would be taken, and it could never be taken back."""
    actor = actor_of(owner)
    phone = ContactDraft(kind="phone", value="+79161234567")
    saved = services.create_customer(actor, told=CustomerChange(fields={"name": "Анна"}, contacts=[phone]), now=NOW)

    def change(*contacts: ContactDraft) -> int:
        told = CustomerChange(contacts=contacts)
        changed = services.change_customer(actor, customer_id=saved.customer.pk, change=told, now=NOW)
        assert changed.change_id is not None
        return changed.change_id

    off, on, off_again = change(), change(phone), change()
    with pytest.raises(LaterChangeError) as refused:
        undo.take_back(actor, change_id=off, now=NOW)
    assert refused.value.change_id == off_again
    for change_id, count in ((off_again, 1), (on, 0), (off, 1)):
        undo.take_back(actor, change_id=change_id, now=NOW)
        assert saved.customer.contacts.count() == count
