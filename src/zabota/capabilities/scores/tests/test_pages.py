"""The page of scores, read as people read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zabota.capabilities.scores.tests.conftest import answered, opened
from zabota.capabilities.surveys import services as surveys
from zabota.capabilities.surveys.contracts import Kind
from zabota.foundation.identity.contracts import Role
from zabota.foundation.identity.models import Branch
from zabota.foundation.testing.cast import actor_of, client_of, make_staff

FIFTY_THIRTY_TWENTY = [10] * 50 + [8] * 30 + [3] * 20


def text_of(client, address="/scores"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_score_comes_with_its_range_its_base_and_what_it_may_say(nps, manager):
    answered(nps, FIFTY_THIRTY_TWENTY)
    page = text_of(client_of(manager))
    assert "NPS is 30, from 14 to 44." in page
    assert "100 answers" in page
    assert "There is nothing to compare it with yet." in page
    assert "Promoters: 50" in page
    assert "The band is the range" in page


def test_under_ten_answers_there_is_a_sentence_and_no_score(nps, manager):
    answered(nps, [10, 9, 2, 7])
    page = text_of(client_of(manager))
    assert "4 answers. 6 more answers and we show the score." in page
    assert "NPS is" not in page


def test_a_low_base_is_hollow(nps, manager):
    answered(nps, [10] * 12)
    assert "few data" in text_of(client_of(manager))


def test_two_periods_are_told_apart_only_with_enough_answers(nps, manager):
    answered(nps, [10] * 50 + [3] * 50, days_ago=120)
    answered(nps, [10] * 90 + [3] * 10)
    assert "it has really changed: by +" in text_of(client_of(manager))
    answered(nps, [10] * 45 + [8] * 40 + [3] * 15, days_ago=45)
    page = text_of(client_of(manager), "/scores?days=30")
    assert "it has really changed" in page


def test_months_that_really_changed_are_named(nps, manager):
    for month in range(5):
        answered(nps, FIFTY_THIRTY_TWENTY, days_ago=75 + 30 * month)
    answered(nps, [10] * 10 + [3] * 90, days_ago=40)
    page = text_of(client_of(manager), "/scores?days=365")
    assert "from " in page
    assert "changed for the worse" in page


@pytest.mark.parametrize(
    ("kind", "scores", "told"),
    [
        (Kind.CSAT, [5] * 60 + [2] * 40, "CSAT is 60"),
        (Kind.CES, [7] * 40 + [3] * 10, "CES 2.0 is 80"),
        (Kind.CSI, [75.0, 85.0] * 20, "CSI is 80, from 78 to 82."),
    ],
)
def test_every_kind_has_its_own_number(owner, kind, scores, told):
    answered(opened(owner, kind), scores)
    assert told in text_of(client_of(owner)).replace("\u202f", " ").replace("\u00a0", " ")


def test_groups_under_five_are_not_shown_and_may_not_be_worked_out(nps, manager):
    near, far = Branch.objects.create(name="Покровка"), Branch.objects.create(name="Дальний")
    answered(nps, [10] * 20, branch=near)
    answered(nps, [0] * 4, branch=far)
    page = text_of(client_of(manager), "/scores?by=branch")
    assert "Покровка" in page
    assert "Дальний" not in page
    assert "1 group with fewer than five answers is not shown." in page
    file = client_of(manager).get("/scores?by=branch&format=csv")
    told = b"".join(file.streaming_content).decode("utf-8-sig")
    assert "Покровка" in told
    assert "Дальний" not in told


def test_an_agent_sees_what_is_said_of_himself(nps, agent):
    other = make_staff(Role.MANAGER)
    answered(nps, [10] * 12, employee=agent)
    answered(nps, [0] * 12, employee=other)
    page = text_of(client_of(agent), "/scores?by=employee")
    assert "NPS is 100" in page
    assert other.name not in page.partition("<main")[2]
    assert "NPS is 0" in text_of(client_of(other))


def test_an_anonymous_answer_has_no_name_and_no_hour(nps, manager):
    nps.is_anonymous = True
    nps.save()
    answered(nps, [2] * 12, words="Долго ждал на кассе")
    page = text_of(client_of(manager))
    said = page[page.index("s-said") :]
    assert "Долго ждал на кассе" in said
    assert "without a name" in said
    assert ":" not in said[said.index("without a name") :].partition("</span>")[0]


@pytest.mark.parametrize("by", ["survey", "branch", "employee", "channel", "segment", "product", "tenth"])
def test_each_way_of_telling_apart_costs_few_queries_however_many_answers(nps, manager, by):
    answered(nps, FIFTY_THIRTY_TWENTY)
    client = client_of(manager)
    text_of(client, f"/scores?by={by}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        text_of(client, f"/scores?by={by}")
    few = len(queries)
    answered(nps, FIFTY_THIRTY_TWENTY * 3)
    with CaptureQueriesContext(connection) as queries:
        text_of(client, f"/scores?by={by}")
    assert len(queries) <= few <= 28, [query["sql"][:90] for query in queries.captured_queries]


def test_events_are_marked_by_directors_and_shown_on_the_line(nps, manager, agent):
    answered(nps, FIFTY_THIRTY_TWENTY)
    assert client_of(agent).post("/scores/marks", {"day": "2026-01-01", "words": "x"}).status_code == 403
    client = client_of(manager)
    today = timezone.localdate().isoformat()
    client.post("/scores/marks", {"day": today, "words": "Новые цены"})
    page = text_of(client)
    assert page.count("Новые цены") >= 2
    client.post("/scores/marks", {"day": "", "words": "Без дня"})
    assert "Без дня" not in text_of(client)
    mark = page[page.index("/scores/marks/") :].split("/")[3]
    client.post(f"/scores/marks/{mark}/delete")
    assert "Новые цены" not in text_of(client)


def test_answers_put_aside_do_not_count(nps, manager):
    answered(nps, [10] * 20)
    (odd, *_rest) = answered(nps, [0] * 20, suspicion="flood")
    assert "NPS is 100" in text_of(client_of(manager))
    surveys.take_in_again(actor_of(manager), response=odd)
    assert "NPS is 9" in text_of(client_of(manager))


def test_an_empty_house_is_told_what_is_missing(manager):
    assert "With ten answers there is a score" in text_of(client_of(manager))
    assert "Nobody was invited by name" in text_of(client_of(manager), "/scores/silent")
    assert "Choose one survey" in text_of(client_of(manager), "/scores/drivers")


def test_the_page_of_a_survey_shows_its_score(nps, manager):
    answered(nps, FIFTY_THIRTY_TWENTY)
    assert "from 14 to 44" in text_of(client_of(manager), f"/voice/{nps.pk}")
