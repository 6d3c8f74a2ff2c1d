"""Who kept silent, what the score would be, and what goes together with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.scores import analysis
from zabota.capabilities.scores.tests.conftest import answered, opened
from zabota.capabilities.surveys.contracts import Kind
from zabota.capabilities.surveys.models import Answer, Invitation
from zabota.capabilities.surveys.questionnaire import Question, QuestionKind
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.foundation.testing.cast import client_of


def asked(survey, how_many, *, decile, scores, run):
    """So many customers of a tenth by value were asked, the first of them answered so."""
    now = timezone.now()
    people = Customer.objects.bulk_create(Customer(name=f"Клиент {at}", created_at=now) for at in range(how_many))
    CustomerValue.objects.bulk_create(
        CustomerValue(
            run=run, customer=one, horizon_months=12, order_count=1, revenue_minor=100, margin_minor=100,
            last_year_margin_minor=1000 * (11 - decile), first_ordered_on=now.date(), last_ordered_on=now.date(),
            silence_days=1, decile=decile, trend="steady",
        )
        for one in people
    )  # fmt: skip
    for at, one in enumerate(people):
        invitation = Invitation.objects.create(
            survey=survey, customer=one, channel="link", language="ru", created_at=now - timedelta(days=9),
            answered_at=now if at < len(scores) else None,
        )  # fmt: skip
        if at < len(scores):
            answered(survey, [scores[at]], customer=one, invitation=invitation)


@pytest.fixture
def run(company):
    return ValueRun.objects.create(
        is_current=True, readiness="ready", started_at=timezone.now(), currency="RUB", model_name="x"
    )


def test_the_silent_are_told_and_the_score_is_corrected_for_them(nps, manager, run):
    asked(nps, 40, decile=1, scores=[10] * 30, run=run)
    asked(nps, 120, decile=9, scores=[3] * 20 + [10] * 10, run=run)
    page = client_of(manager).get("/scores/silent").content.decode()
    assert "Those who answered are not like those who kept silent" in page
    assert "best three tenths by margin" in page
    # 30 of 40 of the best gave 10, of the 120 others two thirds of 30 gave 3: (100·40 − 33·120) / 160 = 0
    plain, corrected = page.split("<dt>")[1:3]
    assert "<strong>33</strong>" in plain
    assert "<strong>0</strong>" in corrected
    assert "<strong>78</strong>" in page.split("<dt>")[3], "the best bring five times the margin"


def test_bands_with_few_answers_are_named(nps, manager, run):
    asked(nps, 40, decile=1, scores=[10] * 30, run=run)
    asked(nps, 40, decile=9, scores=[3] * 6, run=run)
    page = client_of(manager).get("/scores/silent").content.decode()
    assert "20 answers of each band are needed" in page
    assert "the other four tenths: 6" in page


def test_drivers_wait_for_a_hundred_answers_and_then_say_what_goes_with_the_score(owner, manager):
    survey = opened(owner, Kind.NPS)
    scale = [
        Question(id=code, kind=QuestionKind.SCALE, text={"ru": code, "en": code}).model_dump(mode="json")
        for code in ("speed", "price")
    ]
    survey.version.definition = survey.version.definition | {"questions": scale}
    survey.version.save()
    rows = answered(survey, [10, 8, 3, 2] * 24)
    given = {10: 5, 8: 4, 3: 2, 2: 1}
    client, address = client_of(manager), f"/scores/drivers?survey={survey.pk}"

    def rate(responses):
        Answer.objects.bulk_create(
            Answer(response=one, question=code, number=given[one.score] if code == "speed" else 1 + at % 5)
            for at, one in enumerate(responses) for code in ("speed", "price")
        )  # fmt: skip

    rate(rows)
    assert "4 more answers to all the questions" in client.get(address).content.decode()
    rate(answered(survey, [10, 8, 3, 2] * 6))
    page = client.get(address).content.decode()
    assert page.index("speed") < page.index("price")
    assert "that one makes the other is not proven" in page


def test_a_correction_is_that_of_the_library():
    told, short = analysis.corrected_score(
        Kind.CSAT, {"a": {5: 20, 1: 20}, "b": {5: 60}}, {"a": 300, "b": 100}
    )  # fmt: skip
    assert short == {}
    assert told is not None
    assert told.value == pytest.approx(100 * (0.75 * 0.5 + 0.25))
    assert told.effective_n < 100
