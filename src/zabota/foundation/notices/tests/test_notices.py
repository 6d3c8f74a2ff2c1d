"""News under the bell: told once, read by whom it is for, and by e-mail only as the person chose."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils.translation import gettext_lazy

from zabota.foundation.notices import rules, services
from zabota.foundation.notices.models import Notice
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.mail import text_of
from zabota.foundation.testing.queue import work_off

MORNING = datetime(2026, 3, 2, 5, tzinfo=UTC)  # eight in Moscow
NIGHT = datetime(2026, 3, 1, 20, tzinfo=UTC)  # eleven in the evening there
BERLIN, MOSCOW = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Moscow")


def told(staff, key="task:1", text="Call Anna", url="/history", now=NIGHT):
    return services.tell(staff_id=staff.pk, key=key, text=text, url=url, now=now)


def choose(staff, mail, quiet_from=time(21), quiet_until=time(8)):
    services.choose(actor_of(staff), mail=mail, quiet_from=quiet_from, quiet_until=quiet_until)


def test_the_same_is_told_once_in_the_language_of_the_reader(agent):
    agent.language = "ru"
    agent.save()
    assert told(agent, text=gettext_lazy("Saved.")).text == "Сохранено."
    told(agent)
    assert Notice.objects.count() == 1


def test_nobody_is_told_who_left_and_nothing_leads_outside(agent):
    with pytest.raises(services.NotOurPageError):
        told(agent, url="//evil.example/x")
    agent.is_active = False
    agent.save()
    assert told(agent) is None


def test_the_bell_counts_and_opening_marks_as_read_and_leads_on(agent, owner):
    notice = told(agent)
    client = client_of(agent)
    assert "1 unread" in client.get("/notices/bell").text
    assert client_of(owner).post(f"/notices/{notice.pk}/open").status_code == 404
    assert client.get(f"/notices/{notice.pk}/open").status_code == 405
    assert client.post(f"/notices/{notice.pk}/open").url == "/history"
    assert "unread" not in client.get("/notices/bell").text


def test_all_are_marked_as_read_but_only_ones_own(agent, owner):
    told(agent)
    told(agent, key="task:2")
    told(owner, key="task:3")
    client_of(agent).post("/notices/read")
    assert list(Notice.objects.filter(read_at=None).values_list("key", flat=True)) == ["task:3"]


def test_the_list_asks_a_bounded_number_of_questions(agent, django_assert_max_num_queries):
    for number in range(60):
        told(agent, key=f"task:{number}")
    client = client_of(agent)
    client.get("/notices")
    with django_assert_max_num_queries(5):
        page = client.get("/notices")
    assert page.text.count("z-notice-open") == 50
    assert client.get(f"/notices?before={page.context['older']}").text.count("z-notice-open") == 10


def test_an_open_page_that_asks_for_the_bell_does_not_keep_the_session_alive(agent):
    with time_machine.travel(NIGHT, tick=False) as clock:
        client = client_of(agent)
        client.get("/notices")
        for _poll in range(7):
            clock.shift(30 * 60)
            page = client.get("/notices/bell")
        assert page.status_code == 302
        assert "login" in page.url


def test_at_once_leaves_by_mail_after_the_quiet_hours_and_once(agent, mailbox):
    choose(agent, "at_once")
    with time_machine.travel(NIGHT, tick=False) as clock:
        told(agent)
        told(agent)
        work_off()
        assert mailbox.letters == []
        clock.move_to(MORNING)
        work_off()
        work_off()
    (letter,) = mailbox.letters
    assert (letter["To"], letter["Subject"]) == (agent.email, "Call Anna")


def test_what_was_read_meanwhile_is_not_mailed(agent, mailbox):
    choose(agent, "at_once")
    with time_machine.travel(NIGHT, tick=False) as clock:
        told(agent)
        services.mark_read(actor_of(agent), now=NIGHT)
        clock.move_to(MORNING)
        work_off()
    assert mailbox.letters == []


def test_the_morning_letter_holds_all_the_unread_once_and_off_means_off(agent, owner, mailbox):
    agent.language = "ru"
    agent.save()
    choose(owner, "off")
    for number in range(2):
        told(agent, key=f"task:{number}", text=f"Позвонить Анне {number}")
    told(owner, key="task:9")
    with time_machine.travel(MORNING, tick=False):
        assert services.queue_morning_letters(now=MORNING) == 1
        assert services.queue_morning_letters(now=MORNING) == 0
        work_off()
    (letter,) = mailbox.letters
    assert str(letter["Subject"]) == "Утренние новости: 2"
    assert "Позвонить Анне 0" in text_of(letter)
    assert "Позвонить Анне 1" in text_of(letter)
    tomorrow = datetime(2026, 3, 3, 5, tzinfo=UTC)
    assert services.queue_morning_letters(now=tomorrow) == 0, "what was in a letter is not told again"


def test_without_a_mail_server_nothing_waits_to_leave(agent, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "zabota.foundation.messaging.backend.MailBackend", ""
    choose(agent, "at_once")
    told(agent)
    assert services.queue_morning_letters(now=MORNING) == 0
    assert work_off() == 0


@pytest.mark.parametrize(
    ("now", "quiet_from", "quiet_until", "zone", "leaves"),
    [
        (NIGHT, time(21), time(8), MOSCOW, MORNING),
        (MORNING, time(21), time(8), MOSCOW, MORNING),
        (NIGHT, time(8), time(8), MOSCOW, NIGHT),
        (datetime(2026, 3, 1, 10, tzinfo=UTC), time(13), time(14), MOSCOW, datetime(2026, 3, 1, 11, tzinfo=UTC)),
        # the night in which the clock in Berlin is put on, and the one in which it is put back
        (datetime(2026, 3, 28, 22, tzinfo=UTC), time(21), time(8), BERLIN, datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, tzinfo=UTC), time(21), time(8), BERLIN, datetime(2026, 10, 25, 7, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall(now, quiet_from, quiet_until, zone, leaves):
    assert rules.leaves_at(now, quiet_from=quiet_from, quiet_until=quiet_until, zone=zone) == leaves


def test_the_choice_is_kept_and_only_for_oneself(agent, owner):
    sent = {"mail": "off", "quiet_from": "22:00", "quiet_until": "07:30"}
    page = client_of(agent).post("/settings/notices", sent, follow=True)
    assert "Saved." in page.text
    assert 'value="22:00"' in page.text
    assert 'value="21:00"' in client_of(owner).get("/settings/notices").text
