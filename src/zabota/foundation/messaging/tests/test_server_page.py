"""The owner sets the mail server up on a page, tries it, and the password is never shown or kept in the open."""

from django.urls import reverse

from zabota.foundation.messaging.models import MailServer
from zabota.foundation.messaging.queries import SMTP_BACKEND, get_server
from zabota.foundation.testing.cast import client_of

PAGE = reverse("messaging:server")


def filled(**changed: object) -> dict[str, object]:
    return {
        "from_email": "hello@len.example", "from_name": "Лён и шёлк", "host": "mail.len.example", "port": "465",
        "security": "tls", "user": "hello", "password": "s3cret!",
    } | changed  # fmt: skip


def test_the_password_is_kept_encrypted_and_stays_when_the_field_is_left_empty(owner, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP_BACKEND, ""
    client = client_of(owner)
    client.post(PAGE, filled())
    client.post(PAGE, filled(password="", port="587", security="starttls"))
    assert "s3cret!" not in MailServer.objects.get().password_encrypted
    server = get_server()
    assert (server.host, server.port, server.password) == ("mail.len.example", 587, "s3cret!")
    assert server.address == "hello@len.example"
    page = client.get(PAGE)
    assert "s3cret!" not in page.text
    assert "A password is kept." in page.text


def test_a_password_of_another_installation_is_said_to_be_unreadable(owner, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP_BACKEND, ""
    client = client_of(owner)
    client.post(PAGE, filled())
    settings.SECRET_KEY = "another"
    client = client_of(owner)
    page = client.post(reverse("messaging:test"), follow=True)
    assert "cannot be read any more" in page.text


def test_a_test_letter_leaves_at_once_and_a_refusal_is_shown_in_words(owner, mailbox):
    client = client_of(owner)
    page = client.post(reverse("messaging:test"), follow=True)
    assert "The server took the letter to owner@example.com." in page.text
    assert len(mailbox.letters) == 1
    mailbox.answer_to_recipient = "550 unknown"
    page = client.post(reverse("messaging:test"), follow=True)
    assert "refuses the recipient" in page.text


def test_the_environment_takes_precedence_and_the_page_says_so(owner, mailbox):
    client = client_of(owner)
    assert "environment variables" in client.get(PAGE).text
    client.post(PAGE, filled())
    assert not MailServer.objects.exists()
