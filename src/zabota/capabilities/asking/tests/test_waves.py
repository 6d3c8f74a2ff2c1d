"""A wave from draft to answers: letters by a real server, who is left out, pause, stop, a test to oneself."""

import pytest
import time_machine
from django.urls import reverse

from zabota.capabilities.asking import queries, services
from zabota.capabilities.asking.contracts import ALREADY_ASKED, ASKED, AskingError, WaveState, Words
from zabota.capabilities.asking.models import Skipped, Wave
from zabota.capabilities.asking.tests.scene import NOW, SITE, TEXTS, begun, link_in, people, survey_of, wave_of
from zabota.capabilities.contacting.contracts import Skip
from zabota.capabilities.contacting.models import Contact, DeadAddress
from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.models import ConsentEntry, ContactPoint
from zabota.capabilities.segments.models import Segment
from zabota.capabilities.surveys import services as surveys
from zabota.capabilities.surveys.contracts import Kind
from zabota.capabilities.surveys.models import Invitation, Response
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.listing.models import SavedView
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.mail import html_of, text_of
from zabota.foundation.testing.queue import work_off


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


def test_a_letter_carries_the_scale_and_only_the_confirmed_answer_counts(owner, mailbox, client, clock):
    people(1, name="Анна Петрова", salutation="Анна Сергеевна")
    begun(owner, survey_of(owner))
    work_off()
    (letter,) = mailbox.letters
    assert str(letter["Subject"]).strip() == "Один вопрос, Анна Сергеевна"
    assert "Здравствуйте, Анна Сергеевна!" in html_of(letter)
    assert "порекомендуете «Лён и шёлк»" in text_of(letter)
    out = str(letter["List-Unsubscribe"]).strip(" <>")
    assert out.startswith(f"{SITE}/u/")
    assert str(letter["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    for score in range(11):  # a scanner opens every link
        assert client.get(link_in(letter, score)).status_code == 200
        assert f"?score={score}" in text_of(letter)
    assert not Response.objects.exists()
    page = client.get(link_in(letter, 9))
    sent = {"step": "score", "answer": "9", "shown": page.context["stamp"]}
    clock.shift(5)
    client.post(link_in(letter, 9).partition("?")[0], sent)
    response = Response.objects.get()
    assert (response.score, response.channel, response.suspicion) == (9, "email", "")
    assert Invitation.objects.get().sent_at == NOW
    assert TimelineEvent.objects.filter(kind=ASKED).count() == 1


def test_each_is_asked_once_and_everybody_left_out_is_counted_with_the_reason(owner, mailbox):
    fine = people(3)
    silent, nameless = people(1, agree=False), people(1)
    ContactPoint.objects.filter(customer=nameless[0]).delete()
    wave = begun(owner, survey_of(owner))
    work_off()
    assert len(mailbox.letters) == 3
    assert dict(Skipped.objects.values_list("customer_id", "reason")) == {
        silent[0].pk: Skip.NO_CONSENT, nameless[0].pk: Skip.NO_ADDRESS,
    }  # fmt: skip
    wave.refresh_from_db()
    assert (wave.state, wave.looked_at, wave.total) == (WaveState.DONE, 5, 5)
    services.run(wave_id=wave.pk, clock=lambda: NOW)
    begun(owner, wave.survey)
    work_off()
    assert len(mailbox.letters) == 3
    assert Contact.objects.filter(customer__in=fine).count() == 3
    numbers = queries.numbers_of(wave)
    assert (numbers.asked, numbers.sent, numbers.skipped) == (3, 3, {Skip.NO_ADDRESS: 1, Skip.NO_CONSENT: 1})


def test_a_job_killed_after_its_first_batch_asks_nobody_twice(owner, mailbox, monkeypatch):
    monkeypatch.setattr("zabota.capabilities.asking.services._running.BATCH", 2)
    people(5)
    wave = begun(owner, survey_of(owner))
    for _time in range(2):  # the first batch twice: as if the worker had died between
        Wave.objects.filter(pk=wave.pk).update(last_customer_id=0)
        from zabota.capabilities.asking.services import _running

        _running._one_batch(wave.pk, now=NOW)
    assert Invitation.objects.count() == 2
    assert Skipped.objects.filter(reason=ALREADY_ASKED).count() == 2
    work_off()
    assert sorted(str(letter["To"]) for letter in mailbox.letters) == sorted(
        ContactPoint.objects.values_list("value", flat=True)
    )


def test_a_segment_gets_its_own_words_in_each_ones_language(owner, mailbox):
    people(1, city="Тверь")
    people(1, city="Тверь", language="en")
    people(1, city="Орёл")
    segment = Segment.objects.create(
        name="Тверь", colour="moss", filter='["all",["city","is","Тверь"]]', owner=owner, created_at=NOW
    )
    own = {(segment.pk, "ru"): Words(subject="Тверь, {name}!", body="Привет, Тверь.")}
    begun(owner, survey_of(owner), own_texts=own)
    work_off()
    assert sorted(str(letter["Subject"]) for letter in mailbox.letters) == [
        "One question, Анна 1", "Один вопрос, Анна 2", "Тверь, Анна 0!",
    ]  # fmt: skip


def test_who_refuses_while_the_letter_waits_is_not_written_to(owner, mailbox, clock):
    clock.move_to(NOW.replace(hour=20))  # 23:00: letters wait for the morning
    (one,) = people(1)
    wave = begun(owner, survey_of(owner))
    work_off()
    assert mailbox.letters == []
    assert queries.numbers_of(wave).waiting == 1
    ConsentEntry.objects.create(
        customer=one, channel="email", purpose="surveys", is_given=False, recorded_at=NOW.replace(hour=21)
    )
    clock.move_to(NOW.replace(day=5, hour=6, minute=1))
    work_off()
    assert mailbox.letters == []
    assert queries.numbers_of(wave).lost == 1
    assert not Contact.objects.exists()


def test_paused_letters_stay_and_stopped_ones_never_leave_and_give_the_budget_back(owner, mailbox, clock):
    clock.move_to(NOW.replace(hour=20))
    people(4)
    actor, wave = actor_of(owner), begun(owner, survey_of(owner))
    work_off()
    services.pause_wave(actor, wave=queries.get_wave(actor, wave_id=wave.pk))
    clock.move_to(NOW.replace(day=5))
    work_off()
    assert mailbox.letters == []
    services.resume_wave(actor, wave=queries.get_wave(actor, wave_id=wave.pk), now=NOW.replace(day=5))
    work_off()
    assert len(mailbox.letters) == 4
    people(2)
    clock.move_to(NOW.replace(day=5, hour=20))
    wave = begun(owner, wave.survey)
    work_off()
    assert services.stop_wave(actor, wave=queries.get_wave(actor, wave_id=wave.pk), now=NOW) == 2
    clock.move_to(NOW.replace(day=7))
    work_off()
    assert len(mailbox.letters) == 4
    assert Contact.objects.filter(origin=wave.key).count() == 0
    assert Invitation.objects.filter(wave=wave.key, withdrawn_at=None).count() == 0


def test_a_refused_address_is_remembered_and_its_budget_given_back(owner, mailbox):
    (one,) = people(1)
    mailbox.answer_to_recipient = "550 no such user"
    wave = begun(owner, survey_of(owner))
    work_off()
    assert DeadAddress.objects.get().value == f"c{one.pk}@example.com"
    assert queries.numbers_of(wave).states == {"failed": 1}
    assert not Contact.objects.exists()
    mailbox.answer_to_recipient = "250 fine"
    wave = begun(owner, wave.survey)
    work_off()
    assert mailbox.letters == []
    assert Skipped.objects.get(wave=wave).reason == Skip.BOUNCED


def test_a_server_that_is_away_makes_letters_wait_and_one_that_is_busy_too(owner, mailbox, clock, settings):
    people(3)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    wave = begun(owner, survey_of(owner))
    work_off()
    assert queries.numbers_of(wave).failures == {"no_answer": 3}
    settings.EMAIL_PORT, mailbox.answer = port, "451 later"
    clock.shift(61)
    work_off()
    assert queries.numbers_of(wave).failures == {"refused": 3}
    mailbox.answer = "250 taken"
    clock.shift(5 * 60 + 1)
    work_off()
    assert len(mailbox.letters) == 3


def test_those_who_have_not_answered_are_reminded_once(owner, mailbox, clock):
    people(2)
    wave = begun(owner, survey_of(owner), remind_after_days=7)
    work_off()
    Invitation.objects.filter(pk=Invitation.objects.first().pk).update(answered_at=NOW)
    clock.shift(6 * 86_400)
    services.remind(clock=lambda: NOW.replace(day=10))
    work_off()
    assert len(mailbox.letters) == 2
    later = NOW.replace(day=11)
    clock.move_to(later)
    for _hour in range(2):
        services.remind(clock=lambda: later)
        work_off()
    assert len(mailbox.letters) == 3
    assert "Мы уже писали вам несколько дней назад." in text_of(mailbox.letters[-1])
    assert queries.numbers_of(wave).reminded == 1


def test_the_pages_of_a_wave_show_before_and_after(owner, mailbox, django_assert_max_num_queries):
    people(3)
    people(2, agree=False)
    survey, client = survey_of(owner), client_of(owner)
    page = client.get(reverse("asking:new"), {"survey": survey.pk})
    told = {one.name: one.value() for one in page.context["form"] if one.value() is not None}
    page = client.post(reverse("asking:new"), told)
    wave = Wave.objects.get()
    assert page["Location"] == reverse("asking:wave", args=[wave.pk])
    with django_assert_max_num_queries(30):
        found = client.get(reverse("asking:preview", args=[wave.pk]))
    assert "3 customers of 5 will be asked." in found.text
    assert "they have not agreed yet" in found.text
    assert "Здравствуйте, Анна 0!" in found.text
    client.post(reverse("asking:test", args=[wave.pk]))
    assert str(mailbox.letters[0]["To"]) == owner.email
    assert not Invitation.objects.exists()
    client.post(reverse("asking:state", args=[wave.pk]), {"deed": "begin"})
    work_off()
    assert len(mailbox.letters) == 4
    with django_assert_max_num_queries(20):
        page = client.get(reverse("asking:wave", args=[wave.pk])).text
    assert "All are asked" in page
    assert "they have not agreed yet" in page
    with django_assert_max_num_queries(20):
        page = client.get(reverse("asking:skipped", args=[wave.pk])).text
    assert "Анна 3" in page
    with django_assert_max_num_queries(20):
        assert "Весна" not in client.get(reverse("asking:waves")).text
    assert "Как мы вам" in client.get(reverse("surveys:survey", args=[survey.pk])).text


def test_links_are_made_without_letters_and_come_as_a_file(owner, mailbox):
    people(2)
    wave = begun(owner, survey_of(owner), channel="link")
    work_off()
    assert mailbox.letters == []
    body = b"".join(client_of(owner).post(reverse("asking:links", args=[wave.pk])).streaming_content).decode()
    assert body.count(f"{SITE}/s/") == 2
    assert ContactPoint.objects.first().value in body


def test_links_as_a_file_tell_no_phone_and_no_email_to_whom_they_are_hidden_from(owner, manager):
    people(1)
    wave = begun(owner, survey_of(owner), channel="link")
    work_off()
    customers.hide_facts(actor_of(owner), hidden_from={"phones": ["manager"], "emails": ["manager"]})
    body = b"".join(client_of(manager).post(reverse("asking:links", args=[wave.pk])).streaming_content).decode()
    assert body.count(f"{SITE}/s/") == 1
    assert not any(point.value in body for point in ContactPoint.objects.all())


def test_one_customer_is_asked_from_the_card_by_letter_or_by_link(owner, mailbox, agent):
    (one,) = people(1)
    survey, client = survey_of(owner, Kind.CSAT), client_of(agent)
    url = reverse("asking:ask", args=[one.pk])
    assert url in client.get(reverse("customers:customer", args=[one.pk])).text
    client.post(url, {"survey": survey.pk, "way": "email"})
    work_off()
    assert str(mailbox.letters[0]["Subject"]).strip() == "Всё ли хорошо с вашей покупкой?"
    page = client.post(url, {"survey": survey.pk, "way": "email"}, follow=True)
    assert "they were contacted lately" in page.text
    page = client.post(url, {"survey": survey.pk, "way": "link"}, follow=True)
    assert "/s/" in page.text
    assert "A personal link to the survey" in client.get(reverse("customers:customer", args=[one.pk])).text
    work_off()
    assert len(mailbox.letters) == 1


def test_a_closed_survey_pauses_its_wave_and_a_begun_one_is_not_changed(owner, mailbox):
    people(1)
    survey = survey_of(owner)
    wave = begun(owner, survey)
    surveys.close_survey(actor_of(owner), survey=survey)
    work_off()
    wave = queries.get_wave(actor_of(owner), wave_id=wave.pk)
    assert wave.state == WaveState.PAUSED
    with pytest.raises(AskingError):
        services.resume_wave(actor_of(owner), wave=wave, now=NOW)
    with pytest.raises(AskingError):
        services.delete_wave(actor_of(owner), wave=wave)
    assert mailbox.letters == []


def test_a_manager_of_a_branch_asks_those_of_the_branch_alone(owner, manager, mailbox):
    branch = Branch.objects.create(name="Север")
    Staff.objects.filter(pk=manager.pk).update(branch=branch)
    manager.refresh_from_db()
    (mine,), _others = people(1, branch=branch), people(2)
    wave = wave_of(owner, survey_of(owner))
    services.begin_wave(actor_of(manager), wave=wave, now=NOW)
    work_off()
    assert list(Invitation.objects.values_list("customer_id", flat=True)) == [mine.pk]
    assert [one.customer_id for one in queries.skipped_of(actor_of(manager), wave, reason="")] == []


def test_ticked_customers_and_a_kept_view_are_audiences_and_a_view_with_words_is_none(owner):
    ticked, _other = people(2)
    survey_of(owner)
    client = client_of(owner)
    for name, query in (("Тверь", 'filter=["all",["city","is","Тверь"]]'), ("Слова", 'q=анна&filter=["all"]')):
        SavedView.objects.create(page="segments:customers", name=name, query=query, owner=owner, created_at=NOW)
    page = client.get(reverse("asking:new"), {"id": ticked.pk})
    offered = [str(words) for _code, words in page.context["form"].fields["audience"].choices]
    assert offered == ["Those ticked in the list", "All customers", "View “Тверь”"]
    told = {one.name: one.value() for one in page.context["form"] if one.value() is not None}
    client.post(reverse("asking:new"), told)
    assert Wave.objects.get().customer_ids == [ticked.pk]
    wave = Wave.objects.get()
    page = client.get(reverse("asking:edit", args=[wave.pk]))
    told = {one.name: one.value() for one in page.context["form"] if one.value() is not None}
    view = SavedView.objects.get(name="Тверь")
    client.post(reverse("asking:edit", args=[wave.pk]), told | {"audience": f"v{view.pk}"})
    wave.refresh_from_db()
    assert (wave.customer_ids, wave.filter) == ([], '["all",["city","is","Тверь"]]')


def test_words_and_names_with_markup_stay_words(owner, mailbox):
    people(1, name="<b>Анна</b> {company}\x01")
    begun(owner, survey_of(owner), texts=TEXTS | {"ru": Words(subject="{name}\n\rBcc: x@y.z", body="<script>{name}")})
    work_off()
    (letter,) = mailbox.letters
    assert "&lt;script&gt;&lt;b&gt;Анна&lt;/b&gt; {company}" in html_of(letter)
    assert letter["Bcc"] is None


def test_a_wave_takes_few_queries_however_many_are_asked(owner, mailbox, django_assert_max_num_queries):
    people(150)
    wave = begun(owner, survey_of(owner))
    with django_assert_max_num_queries(60):
        services.run(wave_id=wave.pk, clock=lambda: NOW)
    assert wave_of(owner, wave.survey).state == WaveState.DRAFT
