"""A letter leaves once: it waits, can be called back, is tried again, and a refusal is told in words."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from zabota.foundation.messaging import services
from zabota.foundation.messaging.contracts import MailState, TooLateError
from zabota.foundation.messaging.models import OutgoingMail
from zabota.foundation.messaging.tests.letters_of_a_test import HEARD, KIND
from zabota.foundation.testing.mail import html_of, text_of
from zabota.foundation.testing.queue import work_off

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_heard():
    HEARD.clear()


def queued(reference: int = 7, *, delay: timedelta = timedelta(), now: datetime = NOW) -> OutgoingMail:
    return services.queue_mail(key=f"tests:{reference}", kind=KIND, reference=reference, delay=delay, now=now)


def test_a_russian_letter_arrives_whole_over_the_wire(mailbox):
    mail = queued()
    assert work_off() == 1
    (letter,) = mailbox.letters
    assert str(letter["Subject"]) == "Спасибо за заказ № 7"
    assert str(letter["From"]) == "Лён и шёлк <hello@len.example>"
    assert str(letter["Reply-To"]) == "Ольга <olga@example.com>"
    assert letter["Message-ID"] == mail.message_id
    assert "List-Unsubscribe" not in letter
    assert "Спасибо." in text_of(letter)
    assert "<p>Здравствуйте!</p>" in html_of(letter)
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == "Предложение.pdf"
    assert attached.get_content() == b"%PDF-1.4"
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert [news.state for _reference, news in HEARD] == [MailState.SENT]


def test_the_same_key_is_put_into_the_outbox_once_and_what_was_accepted_never_leaves_again(mailbox):
    first, second = queued(), queued()
    assert first.pk == second.pk
    work_off()
    services.deliver(mail_id=first.pk, now=NOW)
    services.deliver(mail_id=first.pk, now=NOW)
    assert len(mailbox.letters) == 1


def test_whoever_was_killed_while_sending_sends_again_under_the_same_name(mailbox):
    mail = queued()
    OutgoingMail.objects.update(state=MailState.SENDING, attempts=1)
    work_off()
    assert [letter["Message-ID"] for letter in mailbox.letters] == [mail.message_id]


def test_a_waiting_letter_is_called_back_and_a_sent_one_is_not(mailbox):
    with time_machine.travel(NOW, tick=False) as clock:
        mail = queued(delay=timedelta(seconds=10))
        assert work_off() == 0
        services.cancel_mail(mail_id=mail.pk)
        clock.shift(11)
        work_off()
        assert mailbox.letters == []
        other = queued(8, now=NOW)
        work_off()
        with pytest.raises(TooLateError):
            services.cancel_mail(mail_id=other.pk)


def test_a_server_that_is_busy_is_asked_again_later_and_then_people_are_told(mailbox):
    mailbox.answer = "451 try later"
    with time_machine.travel(NOW, tick=False) as clock:
        mail = queued()
        waits = []
        while work_off():
            mail.refresh_from_db()
            waits.append(mail.due_at - datetime.now(UTC))
            clock.move_to(mail.due_at)
    assert waits == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta()]
    assert (mail.state, mail.reason, mail.detail) == (MailState.FAILED, "refused", "451 try later")
    assert [news.state for _reference, news in HEARD] == ["queued"] * 4 + ["failed"]
    mailbox.answer = "250 taken"
    services.retry_mail(mail_id=mail.pk, now=NOW)
    work_off()
    assert [letter["Message-ID"] for letter in mailbox.letters] == [mail.message_id]


@pytest.mark.parametrize(("said", "reason"), [("550 no such mailbox", "recipient"), ("250 fine", "")])
def test_a_refused_recipient_is_final_at_once(mailbox, said, reason):
    mailbox.answer_to_recipient = said
    mail = queued()
    work_off()
    mail.refresh_from_db()
    assert mail.reason == reason
    assert mail.state == (MailState.FAILED if reason else MailState.SENT)


def test_a_letter_that_is_gone_is_dropped_and_one_that_cannot_be_made_is_told(mailbox):
    gone, broken = queued(0), queued(-1)
    work_off()
    gone.refresh_from_db()
    broken.refresh_from_db()
    assert (gone.state, broken.state, broken.reason) == (MailState.CANCELLED, MailState.FAILED, "not_made")


def test_without_a_server_the_letter_says_so(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "zabota.foundation.messaging.backend.MailBackend", ""
    mail = queued()
    work_off()
    mail.refresh_from_db()
    assert "Settings → Mail" in mail.reason_words
