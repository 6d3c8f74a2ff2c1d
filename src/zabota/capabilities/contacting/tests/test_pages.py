"""The settings of the budget, and the public page of "no more"."""

from django.urls import reverse

from zabota.capabilities.contacting import queries
from zabota.capabilities.contacting.addresses import token_of
from zabota.capabilities.contacting.tests.test_budget import EACH, people
from zabota.capabilities.customers.models import ConsentEntry, Purpose
from zabota.foundation.testing.cast import client_of


def test_the_numbers_are_set_on_one_page(owner, django_assert_max_num_queries):
    people(1)
    client = client_of(owner)
    url = reverse("contacting:budget")
    with django_assert_max_num_queries(12):
        page = client.get(url)
    told = {name: field.value() for name, field in ((one.name, one) for one in page.context["form"])}
    sent = told | {
        "rest_days": 5, "days_tests_each": 45, "quiet_from": "20:00", "quiet_till": "10:00", "asks_silent": "on",
        "site": "https://care.example/",
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    budget = queries.get_budget()
    assert (budget.rest_days, budget.quiet_from.hour, budget.asks_silent) == (5, 20, True)
    assert (queries.days_of()[EACH], queries.site()) == (45, "https://care.example")
    page = client.post(url, sent | {"site": "care.example"})
    assert page.status_code == 422
    assert "Write it as https://care.example." in page.text


def test_reading_the_page_of_no_more_changes_nothing_and_one_button_does(owner, client):
    (number,) = people(1, language="ru")
    url = reverse("contacting:unsubscribe", args=[token_of(number, Purpose.SURVEYS)])
    assert "Больше не присылать" in client.get(url).text
    assert not ConsentEntry.objects.exists()
    page = client.post(url, {"word": "out"}, follow=True)
    assert "Хочу получать снова" in page.text
    entry = ConsentEntry.objects.get()
    assert (entry.channel, entry.purpose, entry.is_given, entry.how) == (
        "email", "surveys", False, "Отписка по ссылке из письма"
    )  # fmt: skip
    client.post(url, {"word": "back"})
    assert ConsentEntry.objects.latest("id").is_given


def test_the_button_of_a_mail_program_needs_no_page_and_no_token(owner):
    from django.test import Client

    (number,) = people(1)
    url = reverse("contacting:unsubscribe", args=[token_of(number, Purpose.MARKETING)])
    answer = Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert ConsentEntry.objects.get().purpose == "marketing"


def test_a_forged_address_leads_nowhere(owner, client):
    (number,) = people(1)
    good = token_of(number, Purpose.SURVEYS)
    told, signature = good.rsplit(".", 1)
    for token in (f"{number + 1}-q-email.{signature}", f"{number}-m-email.{signature}", told, "x", good + "a"):
        assert client.post(reverse("contacting:unsubscribe", args=[token]), {"word": "out"}).status_code == 404
    assert not ConsentEntry.objects.exists()
