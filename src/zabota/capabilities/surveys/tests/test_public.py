"""The pages of whoever is asked, through HTTP: without a sign-in, a cookie or a script."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from zabota.capabilities.surveys import addresses, queries, services
from zabota.capabilities.surveys.contracts import Channel
from zabota.capabilities.surveys.models import Response
from zabota.capabilities.surveys.tests.conftest import invited, opened
from zabota.capabilities.surveys.web import public
from zabota.foundation.testing.cast import actor_of

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    public.STEPS_A_MINUTE.clear()
    public.GUESSES.clear()


def stamp_of(page: str) -> str:
    return page.partition('name="shown" value="')[2].partition('"')[0]


def post(client: Client, url: str, step: str, *answers: str, wait: timedelta = SECOND, **more: str):
    """Look at the page, wait as a person does, send one step, follow where it leads."""
    page = client.get(url)
    with time_machine.travel(timezone.now() + wait, tick=False):
        told = {"step": step, "answer": list(answers), "shown": stamp_of(page.content.decode()), **more}
        return client.post(url, told, follow=True)


def test_a_person_answers_from_a_letter_in_four_taps(owner, nps, anna, company):
    url = f"/s/{addresses.token_of(invited(owner, nps, anna).pk)}"
    client = Client()
    page = client.get(f"{url}?score=3").content.decode()
    assert f"порекомендуете «{company.name}»" in page
    assert "Отправить 3" in page
    assert not Response.objects.exists(), "looking answers nothing: programs that check mail open every link"
    assert "Что пошло не так?" in post(client, url, "score", "3").content.decode()
    assert "связаться" in post(client, url, "why", "Долго ждала <b>заказ</b>").content.decode()
    thanks = post(client, url, "contact", "yes").content.decode()
    assert "Спасибо, что сказали" in thanks
    assert "Изменить ответ" in thanks
    response = Response.objects.get()
    assert (response.score, response.words, response.may_contact, response.suspicion) == (
        3, "Долго ждала <b>заказ</b>", True, "",
    )  # fmt: skip
    assert not client.cookies, "nobody who is asked gets a cookie"


def test_going_back_shows_what_was_answered_and_the_language_can_be_changed(owner, nps, anna):
    url = f"/s/{addresses.token_of(invited(owner, nps, anna).pk)}"
    client = Client()
    post(client, url, "score", "9")
    post(client, url, "why", "Люблю <ткани>")
    back = client.get(f"{url}?step=why&lang=en").content.decode()
    assert "What do you like most?" in back
    assert "Люблю &lt;ткани&gt;</textarea>" in back
    assert 'aria-pressed="true"' in client.get(f"{url}?step=score").content.decode()
    assert "What do you like most?" in client.get(f"{url}?step=why&lang=en&step=nonsense&step=why").content.decode()


def test_looking_at_every_address_a_hundred_times_answers_nothing(owner, nps, anna):
    way = services.add_way(actor_of(owner), survey=nps, channel=Channel.QR, now=timezone.now())
    invitation = invited(owner, nps, anna)
    client = Client(headers={"user-agent": "link scanner"})
    for url in (f"/s/{addresses.token_of(invitation.pk)}", f"/f/{way.code}"):
        for query in ("", "?score=0", "?score=10&step=why", "?answer=0&step=score"):
            assert client.get(url + query).status_code == 200
            assert client.head(url + query).status_code == 200
    invitation.refresh_from_db()
    assert not Response.objects.exists()
    assert invitation.answered_at is None


def test_what_is_no_answer_gets_a_clear_refusal_and_nothing_is_kept(owner, nps, anna):
    url = f"/s/{addresses.token_of(invited(owner, nps, anna).pk)}"
    for step, answer in (
        ("score", "11"),
        ("score", "-1"),
        ("score", ""),
        ("why", "hidden"),
        ("nonsense", "1"),
        ("", "9"),
    ):
        refused = post(Client(), url, step, answer)
        assert refused.status_code == 422, (step, answer)
        assert 'role="alert"' in refused.content.decode()
    assert not Response.objects.exists()


def test_wrong_withdrawn_expired_and_closed_addresses_say_so(owner, nps, anna):
    now = timezone.now()
    (late,) = services.invite(
        actor_of(owner), survey=nps, customer_ids=[anna.pk], channel=Channel.EMAIL, now=now - 40 * timedelta(days=1),
        expires_at=now - timedelta(days=10),
    )  # fmt: skip
    assert Client().get(f"/s/{addresses.token_of(late.pk)}").status_code == 410
    gone = invited(owner, nps, anna)
    services.withdraw(actor_of(owner), invitation=gone, now=now)
    assert post(Client(), f"/s/{addresses.token_of(gone.pk)}", "score", "9").status_code == 404
    for url in ("/s/1.abc", "/s/x", "/f/nothing", "/a/1.abc", f"/a/{addresses.token_of(gone.pk)}"):
        assert Client().post(url, {"step": "score", "answer": "9"}).status_code == 404, url
    kept = invited(owner, nps, anna)
    services.close_survey(actor_of(owner), survey=nps)
    closed = post(Client(), f"/s/{addresses.token_of(kept.pk)}", "score", "9")
    assert closed.status_code == 410
    assert "Опрос закрыт" in closed.content.decode() or "closed" in closed.content.decode()
    assert not Response.objects.exists()


def test_whoever_guesses_addresses_has_to_wait(company):
    for number in range(30):
        assert Client().get(f"/s/{number}.guess").status_code == 404
    waiting = Client().get("/s/31.guess")
    assert waiting.status_code == 429
    assert int(waiting["Retry-After"]) > 0


def test_programs_that_fill_every_field_or_do_not_look_are_put_aside(owner, nps):
    way = services.add_way(actor_of(owner), survey=nps, channel=Channel.LINK, now=timezone.now())
    url = f"/f/{way.code}"
    post(Client(), url, "score", "0", website="https://spam.example")
    post(Client(), url, "score", "0", wait=timedelta(milliseconds=50))
    Client().post(url, {"step": "score", "answer": "0"})
    assert sorted(Response.objects.values_list("suspicion", flat=True)) == ["too_fast", "too_fast", "trap"]
    assert not queries.answers(actor_of(owner)).exists()
    person = post(Client(), url, "score", "10")
    post(Client(), person.redirect_chain[-1][0], "why", "", wait=timedelta())
    assert queries.answers(actor_of(owner)).count() == 1, "a question may be passed over at once"


def test_ten_thousand_posts_from_one_address_leave_the_score_unmoved(owner, nps):
    """Here five hundred: after sixty in a minute nothing is taken, and what was taken is put aside."""
    way = services.add_way(actor_of(owner), survey=nps, channel=Channel.QR, now=timezone.now())
    page = Client().get(f"/f/{way.code}").content.decode()
    with time_machine.travel(timezone.now() + SECOND, tick=False):
        statuses = [
            Client().post(f"/f/{way.code}", {"step": "score", "answer": "0", "shown": stamp_of(page)}).status_code
            for _number in range(500)
        ]
    assert statuses.count(302) == 60
    assert statuses.count(429) == 440
    assert not queries.answers(actor_of(owner)).exists()
    assert Response.objects.filter(suspicion="flood").count() == 60


def test_an_answer_without_a_name_goes_on_at_its_own_address_and_may_leave_a_contact(owner, nps):
    way = services.add_way(actor_of(owner), survey=nps, channel=Channel.QR, now=timezone.now())
    client = Client(headers={"accept-language": "en"})
    first = post(client, f"/f/{way.code}", "score", "2")
    own = first.redirect_chain[-1][0]
    assert own.startswith("/a/")
    post(client, own, "why", "Rude at the till")
    assert "leave a phone number or an e-mail" in client.get(own).content.decode()
    post(client, own, "contact", "+7 916 123-45-67")
    response = Response.objects.get()
    assert (response.customer_id, response.contact, response.may_contact) == (None, "+7 916 123-45-67", True)


def test_a_key_of_another_answer_opens_nothing(owner, nps):
    """Keys are for programs that send twice; a form cannot name one, however long."""
    way = services.add_way(actor_of(owner), survey=nps, channel=Channel.LINK, now=timezone.now())
    for _time in range(2):
        post(Client(), f"/f/{way.code}", "score", "9", key="k" * 100)
    assert list(Response.objects.values_list("key", "score")) == [(None, 9.0)] * 2


def test_of_an_anonymous_survey_the_letter_leads_nowhere_after_the_answer(owner, anna):
    survey = opened(owner, is_anonymous=True)
    url = f"/s/{addresses.token_of(invited(owner, survey, anna).pk)}"
    first = post(Client(), url, "score", "2")
    assert first.redirect_chain[-1][0].startswith("/a/")
    assert "Вы уже ответили" in Client().get(url).content.decode()
    assert post(Client(), url, "score", "0").status_code == 410
    assert Response.objects.get().score == 2


def test_the_public_pages_are_not_found_by_search_engines_and_tell_nobody_their_address(owner, nps, anna):
    page = Client().get(f"/s/{addresses.token_of(invited(owner, nps, anna).pk)}")
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "no-store"
    assert "<script" not in page.content.decode()


def test_one_step_costs_a_bounded_number_of_queries(owner, nps, anna, django_assert_max_num_queries):
    url = f"/s/{addresses.token_of(invited(owner, nps, anna).pk)}"
    client = Client()
    with django_assert_max_num_queries(6):
        page = client.get(url).content.decode()
    with time_machine.travel(timezone.now() + SECOND, tick=False), django_assert_max_num_queries(16):
        client.post(url, {"step": "score", "answer": "9", "shown": stamp_of(page)})
