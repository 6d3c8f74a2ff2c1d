"""An answer step by step, through the services every door uses."""

from datetime import timedelta

import pytest

from zabota.capabilities.surveys import addresses, queries, services, visits
from zabota.capabilities.surveys.contracts import (
    ANSWERED,
    BadAnswerError,
    BadLinkError,
    Channel,
    Group,
    Kind,
    NotOpenError,
    SurveyError,
)
from zabota.capabilities.surveys.models import Invitation, Response, SurveyVersion
from zabota.capabilities.surveys.services import Sent
from zabota.capabilities.surveys.tests.conftest import NOW, card, invited, opened
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.testing.cast import actor_of


def say(invitation: Invitation, step: str, *raw: str, now=NOW) -> Response:
    token = addresses.token_of(invitation.pk)
    return services.answer(
        lambda: visits.by_invitation(token, now=now, is_locked=True), sent=Sent(step=step, raw=raw), now=now
    )


def say_through(way, step: str, *raw: str, origin: str = "", key: str | None = None, now=NOW) -> Response:
    return services.answer(
        lambda: visits.by_way(way.code, language="ru", now=now),
        sent=Sent(step=step, raw=raw, origin=origin, key=key), now=now,
    )  # fmt: skip


def test_a_personal_answer_is_kept_step_by_step_and_stands_on_the_timeline_at_once(owner, nps, anna):
    invitation = invited(owner, nps, anna)
    response = say(invitation, "score", "3")
    assert (response.score, response.group, response.is_complete) == (3, Group.LOW, False)
    (event,) = TimelineEvent.objects.filter(kind=ANSWERED, customer_id=anna.pk)
    assert event.data == {
        "response_id": response.pk, "survey_id": nps.pk, "kind": "nps", "score": 3.0, "group": "low"
    }  # fmt: skip
    response = say(invitation, "why", "Долго ждала")
    response = say(invitation, "contact", "yes")
    assert (response.words, response.may_contact, response.is_complete) == ("Долго ждала", True, True)
    assert Invitation.objects.get().answered_at == NOW
    assert TimelineEvent.objects.filter(kind=ANSWERED).count() == 1
    assert queries.answers(actor_of(owner)).count() == 1


def test_one_invitation_has_one_answer_which_may_be_changed_until_the_survey_closes(owner, nps, anna):
    invitation = invited(owner, nps, anna)
    say(invitation, "score", "3")
    say(invitation, "why", "Плохо")
    changed = say(invitation, "score", "9", now=NOW + timedelta(days=1))
    assert (changed.score, changed.group, Response.objects.count()) == (9, Group.HIGH, 1)
    services.close_survey(actor_of(owner), survey=nps)
    with pytest.raises(NotOpenError):
        say(invitation, "score", "0")
    assert Response.objects.get().score == 9


@pytest.mark.parametrize("raw", ["11", "-1", "3.5", "٣", "", "ten", "3; drop", "0003"])
def test_a_score_off_the_scale_is_refused_and_nothing_is_kept(owner, nps, anna, raw):
    invitation = invited(owner, nps, anna)
    with pytest.raises(BadAnswerError):
        say(invitation, "score", raw)
    assert not Response.objects.exists()
    assert Invitation.objects.get().answered_at is None


def test_a_question_that_is_not_asked_takes_no_answer(owner, nps, anna):
    invitation = invited(owner, nps, anna)
    say(invitation, "score", "10")
    for step in ("contact", "goods", "nonsense"):
        with pytest.raises(BadAnswerError):
            say(invitation, step, "yes")
    with pytest.raises(BadAnswerError):
        say(invitation, "why", "х" * 4001)


def test_addresses_of_others_of_other_kinds_and_withdrawn_ones_lead_nowhere(owner, nps, anna):
    invitation = invited(owner, nps, anna)
    token = addresses.token_of(invitation.pk)
    number, signature = token.split(".")
    forged = (f"{int(number) + 1}.{signature}", f"{number}.x{signature[1:]}", number, "", token + "a")
    for one in (*forged, addresses.token_of_response(invitation.pk)):
        with pytest.raises(BadLinkError):
            visits.by_invitation(one, now=NOW)
    services.withdraw(actor_of(owner), invitation=invitation, now=NOW)
    with pytest.raises(BadLinkError):
        visits.by_invitation(token, now=NOW)


def test_an_invitation_too_old_and_a_draft_take_no_answer(owner, nps, anna):
    (late,) = services.invite(
        actor_of(owner), survey=nps, customer_ids=[anna.pk], channel=Channel.EMAIL, now=NOW,
        expires_at=NOW + timedelta(days=30),
    )  # fmt: skip
    with pytest.raises(NotOpenError):
        say(late, "score", "9", now=NOW + timedelta(days=31))
    draft = services.create_survey(actor_of(owner), kind=Kind.CSAT, name="Черновик", now=NOW)
    with pytest.raises(NotOpenError):
        invited(owner, draft, anna)


def test_of_an_anonymous_survey_it_is_known_who_answered_and_not_what(owner, anna):
    survey = opened(owner, is_anonymous=True)
    invitation = invited(owner, survey, anna)
    response = say(invitation, "score", "2")
    assert (response.customer_id, response.invitation_id) == (None, None)
    assert response.answered_at == response.started_at == NOW.replace(hour=0), "the day, not the hour"
    kept = Invitation.objects.get()
    assert kept.answered_at == response.answered_at
    assert not TimelineEvent.objects.filter(kind=ANSWERED).exists(), "an event would keep the second"
    with pytest.raises(NotOpenError):
        say(invitation, "score", "0")
    token = addresses.token_of_response(response.pk)
    gone_on = services.answer(
        lambda: visits.by_response(token, now=NOW, is_locked=True), sent=Sent(step="why", raw=["Грубо"]), now=NOW
    )
    assert (gone_on.pk, gone_on.words) == (response.pk, "Грубо")
    assert Response.objects.count() == 1


def test_csi_has_its_index_once_every_item_is_rated(owner, anna):
    """ACSI, three items of equal weight on 1 to 10: (8 + 7 + 9 − 3) / 27 · 100 = 77.7778; here of five items."""
    survey = opened(owner, Kind.CSI)
    invitation = invited(owner, survey, anna)
    for item, number in {"goods": "8", "people": "7", "speed": "9", "price": "8"}.items():
        assert say(invitation, item, number).score is None
    response = say(invitation, "ease", "8")
    assert response.score == pytest.approx((7 + 6 + 8 + 7 + 7) / 45 * 100, abs=1e-6)
    assert response.group == Group.HIGH


def test_a_version_somebody_answered_stays_as_it_was(owner, nps, anna):
    before = visits.asked_in(nps.version)
    changed = before.model_copy(update={"score": {"ru": "Иначе?", "en": "Otherwise?"}})
    draft = services.SurveyDraft(name="НПС", closes_on=None, is_anonymous=False, asked=changed)
    services.save_survey(actor_of(owner), survey=nps, told=draft, now=NOW)
    assert SurveyVersion.objects.count() == 1, "nobody answered yet: the version is edited in place"
    invitation = invited(owner, nps, anna)
    say(invitation, "score", "9")
    nps.refresh_from_db()
    services.save_survey(
        actor_of(owner), survey=nps, now=NOW,
        told=services.SurveyDraft(name="НПС", closes_on=None, is_anonymous=False, asked=before),
    )  # fmt: skip
    assert [(one.number, one.frozen_at is not None) for one in SurveyVersion.objects.order_by("number")] == [
        (1, True), (2, False),
    ]  # fmt: skip
    assert visits.by_invitation(addresses.token_of(invitation.pk), now=NOW).asked == changed
    with pytest.raises(SurveyError):
        services.save_survey(
            actor_of(owner), survey=nps, now=NOW,
            told=services.SurveyDraft(name="НПС", closes_on=None, is_anonymous=True, asked=before),
        )  # fmt: skip


def test_ten_thousand_posts_from_one_address_would_not_move_the_score(owner, nps):
    """Over the limit of an hour all of them are put aside, the first ones too; others go on being counted."""
    way = services.add_way(actor_of(owner), survey=nps, channel=Channel.QR, name="У входа", now=NOW)
    honest = say_through(way, "score", "9", origin="another")
    for minute in range(31):
        say_through(way, "score", "0", origin="flooder", now=NOW + timedelta(seconds=minute))
    assert list(queries.answers(actor_of(owner))) == [honest]
    assert Response.objects.filter(suspicion="flood").count() == 31
    tablet = services.add_way(actor_of(owner), survey=nps, channel=Channel.KIOSK, now=NOW)
    for minute in range(40):
        say_through(tablet, "score", "8", origin="tablet", now=NOW + timedelta(minutes=minute))
    assert queries.answers(actor_of(owner)).count() == 41, "of a tablet forty an hour are people"


def test_an_answer_sent_twice_with_its_key_is_one(owner, nps):
    way = services.add_way(actor_of(owner), survey=nps, channel=Channel.KIOSK, now=NOW)
    first = say_through(way, "score", "7", key="a1")
    assert say_through(way, "score", "7", key="a1").pk == first.pk
    assert Response.objects.count() == 1


def test_prints_of_addresses_are_forgotten_after_a_day(owner, nps):
    way = services.add_way(actor_of(owner), survey=nps, channel=Channel.QR, now=NOW)
    say_through(way, "score", "7", origin="print")
    assert services.forget_origins(now=NOW + timedelta(hours=23)) == 0
    assert services.forget_origins(now=NOW + timedelta(hours=25)) == 1
    assert Response.objects.get().origin == ""


def test_an_agent_sees_what_is_said_of_him_and_by_customers_he_sees(owner, agent, nps):
    mine = card(owner, "Мой", owner_id=agent.pk)
    assert say(invited(owner, nps, mine), "score", "9").employee_id == agent.pk
    way = services.add_way(actor_of(owner), survey=nps, channel=Channel.QR, now=NOW)
    say_through(way, "score", "1")
    assert [one.score for one in queries.answers(actor_of(agent))] == [9]
    assert queries.answers(actor_of(owner)).count() == 2


def test_what_is_put_aside_counts_no_more_until_it_is_taken_in_again(owner, manager, agent, nps, anna):
    response = say(invited(owner, nps, anna), "score", "0")
    services.put_aside(actor_of(manager), response=response)
    assert not queries.answers(actor_of(owner)).exists()
    services.take_in_again(actor_of(manager), response=response)
    assert queries.answers(actor_of(owner)).count() == 1
