"""The closed loop: a low answer becomes work, is made good, closed with its cause, and asked about again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from zabota.capabilities.cases import queries, reminding, rules, services, starters
from zabota.capabilities.cases.contracts import CASE_CLOSED, CaseError, Fate, Grant, Resolution, State, Step
from zabota.capabilities.cases.models import Case, CasePromise, CaseRules, Cause, Compensation
from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import CustomerChange
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.surveys import addresses, visits
from zabota.capabilities.surveys import services as surveys
from zabota.capabilities.surveys.contracts import Channel, Kind
from zabota.capabilities.value.contracts import Readiness
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import Role
from zabota.foundation.notices.models import Notice
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.queue import work_off

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def run(company) -> ValueRun:
    return ValueRun.objects.create(
        is_current=True, readiness=Readiness.READY, customer_count=100, parameters={"r": 1}, started_at=NOW,
        observed_until_on=NOW.date(), currency="RUB",
    )  # fmt: skip


def card(owner, name: str = "Анна Петрова", **fields) -> Customer:
    told = CustomerChange(fields={"name": name, "language": "ru", **fields})
    return customers.create_customer(actor_of(owner), told=told, now=NOW).customer


def worth(run: ValueRun, customer: Customer, *, margin: int, exposure: int | None) -> None:
    CustomerValue.objects.create(
        run=run, customer=customer, horizon_months=12, name=customer.name, order_count=5, revenue_minor=margin,
        margin_minor=margin, last_year_margin_minor=margin, first_ordered_on=NOW.date(), last_ordered_on=NOW.date(),
        silence_days=1, decile=1, trend="steady", exposure_minor=exposure,
    )  # fmt: skip


def answered(owner, customer: Customer, score: int, words: str = "") -> None:
    survey = surveys.create_survey(actor_of(owner), kind=Kind.NPS, name="NPS", now=NOW)
    surveys.open_survey(actor_of(owner), survey=survey, now=NOW)
    (asked,) = surveys.invite(actor_of(owner), survey=survey, customer_ids=[customer.pk], channel=Channel.LINK, now=NOW)
    token = addresses.token_of(asked.pk)
    for step, raw in (("score", str(score)), ("why", words)):
        surveys.answer(lambda: visits.by_invitation(token, now=NOW), sent=surveys.Sent(step=step, raw=[raw]), now=NOW)
    work_off()


def opened(owner, customer: Customer) -> Case:
    return services.open_case(actor_of(owner), customer=customer, words="Плохо", now=NOW)


@pytest.mark.parametrize(("share", "hours"), [(0.0, 4), (0.1, 4), (0.11, 24), (0.5, 24), (0.51, 72), (None, 72)])
def test_the_more_a_customer_brings_the_sooner_somebody_is_back_with_him(share, hours):
    assert rules.deadline(share, hours=(4, 24, 72), opened_at=NOW) == NOW + hours * HOUR


def test_a_low_answer_becomes_a_case_with_the_money_at_risk_and_the_words(owner, agent, run):
    anna = card(owner, owner_id=agent.pk)
    worth(run, anna, margin=90_000_00, exposure=40_000_00)
    answered(owner, anna, 3, "Долго ждала")
    case = Case.objects.get()
    assert (case.owner_id, case.at_risk_minor, case.is_modelled, case.state) == (agent.pk, 40_000_00, True, State.NEW)
    assert case.due_at - case.opened_at == 4 * HOUR
    page = client_of(agent).get(f"/cases/{case.pk}").content.decode()
    assert "Долго ждала" in page
    assert "NPS: 3 of 10" in page
    assert Notice.objects.get(staff=agent).url == f"/cases/{case.pk}"


@pytest.mark.parametrize("score", [7, 9])
def test_other_answers_open_nothing_and_the_rule_can_be_switched_off(owner, score, company):
    anna = card(owner)
    answered(owner, anna, score)
    assert not Case.objects.exists()
    services.change_rules(actor_of(owner), told=CaseRules(opens_on_low=False))
    answered(owner, anna, 0)
    assert not Case.objects.exists()


def test_whose_worth_nobody_knows_has_no_money_at_risk_rather_than_none_of_it(owner, company):
    case = opened(owner, card(owner))
    assert case.at_risk_minor is None
    assert "not known: too few orders" in client_of(owner).get(f"/cases/{case.pk}").content.decode()


def test_a_second_complaint_goes_on_in_the_open_case(owner, company):
    anna = card(owner)
    first = opened(owner, anna)
    again = services.open_case(actor_of(owner), customer=anna, words="И ещё", now=NOW + HOUR)
    assert again.pk == first.pk
    assert [step.words for step in first.steps.all()] == ["И ещё"]


def test_today_shows_the_case_with_more_at_stake_above_and_promises_beside(owner, agent, run):
    small, large = card(owner, "Малый", owner_id=agent.pk), card(owner, "Большой", owner_id=agent.pk)
    worth(run, small, margin=1_00, exposure=50)
    worth(run, large, margin=2_00, exposure=90_000_00)
    with time_machine.travel(NOW, tick=False):
        for customer in (small, large):
            case = services.open_case(actor_of(owner), customer=customer, words="Плохо", now=NOW)
        services.promise(actor_of(agent), case=case, words="Курьер завтра", due_at=NOW + 3 * HOUR, now=NOW)
        page = client_of(agent).get("/today").content.decode()
    assert 0 < page.index("Большой") < page.index("Малый")
    assert "Курьер завтра" in page


def test_over_the_limit_somebody_else_approves(owner, manager, agent, company):
    services.change_rules(actor_of(owner), told=CaseRules(agent_limit_minor=500_00, manager_limit_minor=5_000_00))
    case = opened(owner, card(owner))
    assert (
        services.compensate(actor_of(agent), case=case, amount_minor=500_00, words="Скидка", now=NOW).state == "given"
    )
    client = client_of(agent)
    client.post(f"/cases/{case.pk}/compensation", {"amount": "5000.01", "words": "Возврат"})
    asked = Compensation.objects.get(state=Grant.ASKED)
    assert Notice.objects.filter(staff=manager, key__startswith="case:approve").count() == 1
    assert client.post(f"/cases/compensations/{asked.pk}", {"granted": "1"}).status_code == 403
    refused = client_of(manager).post(f"/cases/compensations/{asked.pk}", {"granted": "1"})
    assert refused.status_code == 422
    assert "the owner decides" in refused.content.decode()
    assert client_of(manager).post(f"/cases/compensations/{asked.pk}", {"granted": "0"}).status_code == 422, (
        "without why"
    )
    client_of(owner).post(f"/cases/compensations/{asked.pk}", {"granted": "1"})
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by_id) == (Grant.GIVEN, owner.pk)
    assert Notice.objects.filter(staff=agent, key=f"case:compensation:{asked.pk}").exists()


def test_a_case_is_closed_with_its_cause_and_the_customer_asked_again(owner, run):
    anna = card(owner)
    answered(owner, anna, 2, "Грубо")
    case, actor = Case.objects.get(), actor_of(owner)
    made = services.promise(actor, case=case, words="Перезвонить", due_at=NOW + HOUR, now=NOW)
    with pytest.raises(CaseError, match="cause"):
        services.close_case(actor, case=case, resolution=Resolution.SOLVED, words="", now=NOW)
    starters.plant(actor, language="ru")
    services.set_cause(actor, case=case, cause=Cause.objects.get(name="Грубость"))
    with pytest.raises(CaseError, match="promise"):
        services.close_case(actor, case=case, resolution=Resolution.SOLVED, words="", now=NOW)
    services.settle(actor, promise=made, fate=Fate.KEPT, now=NOW)
    assert queries.whose_complaint_is_open([anna.pk]) == {anna.pk}
    services.close_case(actor, case=case, resolution=Resolution.SOLVED, words="Извинились", now=NOW)
    assert queries.whose_complaint_is_open([anna.pk]) == set()
    event = TimelineEvent.objects.get(kind=CASE_CLOSED)
    assert event.data["ask_again_on"] == "2026-05-18"
    with pytest.raises(CaseError, match="closed"):
        services.add_step(actor, case=case, kind=Step.NOTE, words="ещё", now=NOW)
    services.reopen(actor, case=case)
    assert Case.objects.get().state == State.IN_WORK
    weights = queries.weight_of_causes(actor)
    assert weights[case.cause_id]["cases"] == 1


def test_an_agent_sees_cases_of_customers_he_sees_and_an_analyst_only_reads(owner, agent, analyst, company):
    from zabota.foundation.identity.models import Branch

    north, south = Branch.objects.create(name="Север"), Branch.objects.create(name="Юг")
    agent.branch = north
    agent.save()
    other = opened(owner, card(owner, branch_id=south.pk))
    assert client_of(agent).get(f"/cases/{other.pk}").status_code == 404
    assert client_of(analyst).get(f"/cases/{other.pk}").status_code == 200
    assert client_of(analyst).post(f"/cases/{other.pk}/step", {"kind": "listen"}).status_code == 403


def test_promises_and_deadlines_stand_under_the_bell_ahead_of_their_hour_once(owner, agent, company):
    case = opened(owner, card(owner, owner_id=agent.pk))
    services.promise(actor_of(agent), case=case, words="Курьер", due_at=NOW + 5 * HOUR, now=NOW)
    assert reminding.remind(now=NOW + 2 * HOUR) == 0
    assert reminding.remind(now=NOW + 4 * HOUR) == 1
    reminding.remind(now=NOW + 4 * HOUR)
    assert Notice.objects.filter(staff=agent, key__startswith="promise:").count() == 1


def test_what_cannot_be_kept_stands_at_its_field_with_what_was_typed(owner, company):
    case = opened(owner, card(owner))
    page = client_of(owner).post(f"/cases/{case.pk}/promise", {"promised": "Вчера", "due_at": "2020-01-01T10:00"})
    words = page.content.decode()
    assert page.status_code == 422
    assert "still to come" in words
    assert 'value="Вчера"' in words
    assert not CasePromise.objects.exists()


def test_the_pages_ask_a_bounded_number_of_questions(owner, company, django_assert_max_num_queries):
    for number in range(12):
        case = opened(owner, card(owner, f"Клиент {number}"))
        services.add_step(actor_of(owner), case=case, kind=Step.LISTEN, words="Звонил", now=NOW)
    client = client_of(owner)
    client.get("/cases")
    for url, most in (("/cases", 11), (f"/cases/{case.pk}", 17), ("/cases/causes", 11)):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


def test_cases_are_listed_under_headings_and_exported(owner, agent, run):
    anna = card(owner, owner_id=agent.pk)
    worth(run, anna, margin=10_00, exposure=5_00)
    case = services.open_case(actor_of(owner), customer=anna, words="=1+1", now=timezone.now() - timedelta(days=9))
    client = client_of(agent)
    assert "overdue" in client.get("/cases?show=overdue").content.decode()
    assert "Анна" in client.get("/cases?show=mine").content.decode()
    assert "Анна" not in client.get("/cases?show=closed").content.decode().partition("<main")[2]
    file = b"".join(client.get("/cases?format=csv").streaming_content).decode("utf-8-sig")
    assert "'=1+1" in file
    assert case.owner_id == agent.pk


def test_the_card_says_that_a_complaint_is_open_and_leads_to_it(owner, company):
    anna = card(owner)
    page = client_of(owner).get(f"/customers/{anna.pk}").content.decode()
    assert "Write a complaint down" in page
    answer = client_of(owner).post(f"/customers/{anna.pk}/case", {"words": "Опоздали"})
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.pk}"
    page = client_of(owner).get(f"/customers/{anna.pk}").content.decode()
    assert "complaint is open" in page
    assert f"/cases/{case.pk}" in page


@pytest.mark.parametrize(
    ("role", "amount", "is_given"),
    [(Role.AGENT, 100, True), (Role.AGENT, 101, False), (Role.MANAGER, 1_000, True), (Role.MANAGER, 1_001, False),
     (Role.OWNER, 10**9, True)],
)  # fmt: skip
def test_limits_by_role(role, amount, is_given):
    assert rules.may_give(role, amount, agent_limit=100, manager_limit=1_000) is is_given
