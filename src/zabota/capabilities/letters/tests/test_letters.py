"""A letter is made of a template, shown, sent by a real server, told on the timeline; refusals say why."""

import pytest
import time_machine
from django.urls import reverse

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import CustomerChange
from zabota.capabilities.letters.models import Letter
from zabota.capabilities.letters.tests.scene import EMAIL, NOW, anna, order_of, template_of
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.models import Branch
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.mail import html_of, text_of
from zabota.foundation.testing.queue import work_off

TOKEN = "6b9f7a6e-7b1c-4f57-9f0e-0f6f3f0c9a11"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


def written(**changed: object) -> dict[str, object]:
    return {
        "recipient": EMAIL, "purpose": "service", "subject": "Спасибо", "body": "Здравствуйте!\n\n**Спасибо.**",
        "token": TOKEN, "language": "ru",
    } | changed  # fmt: skip


def send(client, customer, **changed):
    return client.post(reverse("letters:write", args=[customer.pk]), written(**changed))


def test_a_letter_of_a_template_is_filled_sent_and_told_on_the_card(owner, mailbox, clock):
    customer = anna(owner)
    order_of(customer)
    template = template_of(owner, "thanks-ru")
    client = client_of(owner)
    page = client.get(reverse("letters:write", args=[customer.pk]), {"template": template.pk})
    form = page.context["form"]
    assert "Здравствуйте, Анна Сергеевна!" in form.initial["body"]
    assert "заказ № Т-7 от 1 марта 2026\xa0г. на 2\xa0469,00\xa0₽" in form.initial["body"]
    page = send(client, customer, subject=form.initial["subject"], body=form.initial["body"], template=template.pk)
    assert page.status_code == 302
    assert "on its way" in client.get(page["Location"]).text
    clock.shift(11)
    work_off()
    (letter,) = mailbox.letters
    assert str(letter["Subject"]) == "Спасибо за заказ № Т-7"
    assert str(letter["Reply-To"]) == "Owner <owner@example.com>"
    assert str(letter["From"]) == "Лён и шёлк <hello@len.example>"
    assert "Анна Сергеевна" in text_of(letter)
    assert '<p style="margin:0 0 16px">' in html_of(letter)
    kept = Letter.objects.get()
    assert (kept.template, kept.template_version) == (template, 1)
    (event,) = TimelineEvent.objects.filter(kind__startswith="letters.")
    assert event.kind == "letters.sent"
    card = client.get(reverse("customers:customer", args=[customer.pk])).text
    assert "Letter “Спасибо за заказ № Т-7” is sent" in card


def test_a_form_sent_twice_sends_one_letter(owner, mailbox, clock):
    customer, client = anna(owner), client_of(owner)
    send(client, customer)
    send(client, customer)
    clock.shift(11)
    work_off()
    assert len(mailbox.letters) == 1


def test_within_ten_seconds_a_letter_is_called_back_and_its_words_come_again(owner, mailbox, clock):
    customer, client = anna(owner), client_of(owner)
    send(client, customer)
    letter = Letter.objects.get()
    page = client.post(reverse("letters:call_back", args=[letter.pk]), follow=True)
    assert "**Спасибо.**" in page.text
    clock.shift(20)
    work_off()
    assert mailbox.letters == []
    assert not TimelineEvent.objects.filter(kind__startswith="letters.").exists()
    send(client, customer, token="0b9f7a6e-7b1c-4f57-9f0e-0f6f3f0c9a12")
    clock.shift(20)
    work_off()
    page = client.post(reverse("letters:call_back", args=[Letter.objects.latest("id").pk]), follow=True)
    assert "Too late: the letter has left." in page.text


def test_a_refused_letter_says_why_and_is_tried_again_by_hand(owner, mailbox, clock):
    customer, client = anna(owner), client_of(owner)
    mailbox.answer_to_recipient = "550 no such user"
    send(client, customer)
    clock.shift(11)
    work_off()
    letter = Letter.objects.get()
    page = client.get(reverse("letters:letter", args=[letter.pk])).text
    assert "The mail server refuses the recipient: check the address." in page
    assert "550 no such user" in page
    assert "did not leave" in client.get(reverse("customers:customer", args=[customer.pk])).text
    mailbox.answer_to_recipient = "250 fine"
    client.post(reverse("letters:retry", args=[letter.pk]))
    work_off()
    assert len(mailbox.letters) == 1
    assert TimelineEvent.objects.get(kind__startswith="letters.").kind == "letters.sent"


def test_who_asked_not_to_be_written_to_is_not_and_the_reason_stands_there(owner, mailbox):
    customer, client = anna(owner), client_of(owner)
    customers.record_consent(
        actor_of(owner), customer=customer, channel="email", purpose="service", is_given=False,
        how="Сказала по телефону.", now=NOW,
    )  # fmt: skip
    page = send(client, customer)
    assert page.status_code == 422
    assert "asked us not to write by e-mail" in page.text
    assert "Сказала по телефону." in page.text
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"purpose": "marketing"}, "The card holds no consent"),
        ({"recipient": "other@example.com"}, "is not one of the available choices"),
        ({"body": "Привет, {{ customer.salutation }}"}, "still waits for its words"),
        ({"subject": "{{ today }}"}, "still waits for its words"),
    ],
)
def test_what_may_not_leave_is_refused_at_its_field_and_the_words_stay(owner, mailbox, changed, said):
    customer, client = anna(owner), client_of(owner)
    page = send(client, customer, **changed)
    assert page.status_code == 422
    assert said in page.text
    assert not Letter.objects.exists()


def test_who_takes_the_consent_back_while_the_letter_waits_is_not_written_to(owner, mailbox, clock):
    customer, client = anna(owner), client_of(owner)
    send(client, customer)
    customers.record_consent(
        actor_of(owner), customer=customer, channel="email", purpose="service", is_given=False, now=NOW
    )
    clock.shift(11)
    work_off()
    assert mailbox.letters == []
    page = client.get(reverse("letters:letter", args=[Letter.objects.get().pk])).text
    assert "has asked meanwhile not to be written to" in page
    page = client.post(reverse("letters:retry", args=[Letter.objects.get().pk]), follow=True).text
    assert "asked us not to write by e-mail" in page


def test_offers_leave_to_those_who_agreed(owner, mailbox, clock):
    customer, client = anna(owner), client_of(owner)
    customers.record_consent(
        actor_of(owner), customer=customer, channel="email", purpose="marketing", is_given=True, now=NOW
    )
    assert send(client, customer, purpose="marketing").status_code == 302


def test_without_an_e_mail_or_a_server_the_page_says_what_to_do(owner, settings):
    client = client_of(owner)
    nobody = customers.create_customer(actor_of(owner), told=CustomerChange(fields={"name": "Пётр"}), now=NOW).customer
    assert "No e-mail on the card" in client.get(reverse("letters:write", args=[nobody.pk])).text
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "zabota.foundation.messaging.backend.MailBackend", ""
    page = send(client, anna(owner))
    assert page.status_code == 422
    assert "the owner does it in Settings" in page.text


def test_another_branchs_customer_is_not_there(owner, agent, mailbox):
    customer = anna(owner)
    client = client_of(owner)
    send(client, customer)
    agent.branch = Branch.objects.create(name="Север")
    agent.save()
    stranger = client_of(agent)
    assert send(stranger, customer).status_code == 404
    assert stranger.get(reverse("letters:letter", args=[Letter.objects.get().pk])).status_code == 404


def test_the_envelope_shows_what_leaves_and_nothing_of_html(owner, mailbox):
    customer, client = anna(owner), client_of(owner)
    page = client.post(
        reverse("letters:preview", args=[customer.pk]), written(body="<script>alert(1)</script> **да**", subject="<b>")
    )
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <strong>да</strong>" in page.text
    assert "Лён и шёлк &lt;hello@len.example&gt;" in page.text
    assert "owner@example.com" in page.text


def test_pages_ask_a_bounded_number_of_questions(owner, mailbox, django_assert_max_num_queries):
    customer, client = anna(owner), client_of(owner)
    order_of(customer, lines=12)
    template = template_of(owner, "thanks-ru")
    send(client, customer)
    address = reverse("letters:write", args=[customer.pk])
    client.get(address)
    with django_assert_max_num_queries(28):
        client.get(address, {"template": template.pk})
    with django_assert_max_num_queries(12):
        client.get(reverse("letters:letter", args=[Letter.objects.get().pk]))
