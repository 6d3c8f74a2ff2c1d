"""The pages of the card: opened, changed, refused, deleted, and taken back by the button of the toast."""

from django.test import Client
from django.urls import reverse

from zabota.capabilities.customers.models import ContactPoint, Customer, CustomerDate, CustomerTag
from zabota.foundation.testing.cast import client_of
from zabota.foundation.undo.models import Change


def typed(**facts: str) -> dict[str, str]:
    rows = {
        "contacts-TOTAL_FORMS": "2", "contacts-INITIAL_FORMS": "0", "contacts-0-kind": "phone",
        "contacts-0-value": "8 916 123-45-67", "contacts-0-label": "личный", "contacts-1-kind": "email",
        "dates-TOTAL_FORMS": "1", "dates-INITIAL_FORMS": "0", "dates-0-kind": "birthday", "dates-0-day": "3",
        "dates-0-month": "5",
    }  # fmt: skip
    return {"kind": "person", "name": "Анна Соколова", "tags": "VIP, любит лён"} | rows | facts


def opened(client: Client) -> Customer:
    client.post(reverse("customers:add"), typed())
    return Customer.objects.get()


def test_a_card_is_opened_and_shows_what_was_typed(owner):
    client = client_of(owner)
    page = client.post(reverse("customers:add"), typed(salutation="Анна Сергеевна", manner="doubting"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("customers:customer", args=[Customer.objects.get().pk])
    for told in ("Анна Сергеевна", "+79161234567", "личный", "May 3", "любит лён", "no pressure"):
        assert told in page.text, told


def test_a_bad_phone_keeps_what_was_typed_and_says_how_to_mend_it(owner):
    page = client_of(owner).post(reverse("customers:add"), typed(**{"contacts-0-value": "12-34"}))
    assert page.status_code == 422
    assert "“12-34” is no phone number: give it like +7 916 123-45-67." in page.text
    assert "любит лён" in page.text
    assert not Customer.objects.exists()


def test_half_a_date_is_refused_at_its_row(owner):
    page = client_of(owner).post(reverse("customers:add"), typed(**{"dates-0-month": ""}))
    assert "Give both the day and the month." in page.text


def test_an_emptied_row_is_removed_and_the_change_is_taken_back(owner):
    client = client_of(owner)
    customer = opened(client)
    address = reverse("customers:edit", args=[customer.pk])
    client.post(
        address, typed(name="Анна Орлова", tags="", **{"contacts-0-value": "", "dates-0-day": "", "dates-0-month": ""})
    )
    customer.refresh_from_db()
    assert customer.name == "Анна Орлова"
    assert not ContactPoint.objects.exists()
    assert not CustomerDate.objects.exists()
    client.post(reverse("undo:undo", args=[Change.objects.latest("id").pk]))
    customer.refresh_from_db()
    assert customer.name == "Анна Соколова"
    assert ContactPoint.objects.get().value == "+79161234567"
    assert CustomerTag.objects.count() == 2


def test_saving_without_a_change_leaves_no_trace(owner):
    client = client_of(owner)
    customer = opened(client)
    client.post(reverse("customers:edit", args=[customer.pk]), typed())
    assert Change.objects.count() == 1


def test_a_deleted_customer_is_gone_until_it_is_taken_back(owner):
    client = client_of(owner)
    customer = opened(client)
    page = client.post(reverse("customers:delete", args=[customer.pk]), follow=True)
    assert "The customer is deleted" in page.text
    assert client.get(reverse("customers:customer", args=[customer.pk])).status_code == 404
    client.post(reverse("undo:undo", args=[Change.objects.latest("id").pk]))
    assert client.get(reverse("customers:customer", args=[customer.pk])).status_code == 200


def test_the_page_of_a_card_asks_a_bounded_number_of_questions(owner, django_assert_max_num_queries):
    client = client_of(owner)
    address = reverse("customers:edit", args=[opened(client).pk])
    client.get(address)
    with django_assert_max_num_queries(16):
        client.get(address)
