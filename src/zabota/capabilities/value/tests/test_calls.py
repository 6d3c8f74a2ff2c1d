"""Calling the ten per cent: a round, a talk, what stays of it, and the way back."""

import pytest

from zabota.capabilities.customers.models import CustomerNote
from zabota.capabilities.tasks.models import Task
from zabota.capabilities.value import services
from zabota.capabilities.value.models import Call, CallRound, ValueRun
from zabota.capabilities.value.tests.shelves import NOW, a_run
from zabota.foundation.audit.models import AuditEntry
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import actor_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(company) -> ValueRun:
    return a_run(count=101)


@pytest.fixture
def call_round(run: ValueRun, owner: Staff, agent: Staff, manager: Staff) -> CallRound:
    data = {"name": "Best", "share_percent": "10", "basis": "year", "owners": [agent.pk, manager.pk]}
    assert client_of(owner).post("/value/calls", data).status_code == 302
    return CallRound.objects.get()


def test_a_round_takes_a_tenth_of_those_who_brought_anything_the_best_first(call_round: CallRound, run) -> None:
    calls = list(call_round.calls.all())
    assert [call.customer_id for call in calls] == list(range(1, 11))
    assert [call.rank for call in calls] == list(range(1, 11))
    assert AuditEntry.objects.filter(action="value.round_planned").count() == 1


def test_calls_are_dealt_out_in_turn_and_an_agent_sees_his_own(call_round: CallRound, agent, manager, owner) -> None:
    assert {call.owner_id for call in call_round.calls.all()} == {agent.pk, manager.pk}
    page = client_of(agent).get(f"/value/calls/{call_round.pk}").content.decode()
    mine, others = call_round.calls.filter(owner=agent), call_round.calls.filter(owner=manager)
    assert all(call.customer.name in page for call in mine)
    assert not any(call.customer.name in page for call in others)
    assert client_of(agent).get(f"/value/calls/call/{others[0].pk}").status_code == 404
    assert others[0].customer.name in client_of(owner).get(f"/value/calls/{call_round.pk}").content.decode()


def talk(client, call: Call, **changes: str):
    said = {"outcome": "talked", "pleases": "The linen", "change": "Evening delivery", "text": "Asked about summer",
            "next_step": "Send the catalogue", "next_step_on": "2026-04-10"}  # fmt: skip
    return client.post(f"/value/calls/call/{call.pk}", said | changes)


def test_what_was_said_stays_on_the_call_and_on_the_customer(call_round: CallRound, agent: Staff) -> None:
    call = call_round.calls.filter(owner=agent)[0]
    answer = talk(client_of(agent), call)
    following = call_round.calls.filter(owner=agent)[1]
    assert answer.headers["Location"] == f"/value/calls/call/{following.pk}"
    call.refresh_from_db()
    assert (call.outcome, call.answers["pleases"], call.called_by_name) == ("talked", "The linen", agent.name)
    note = CustomerNote.objects.get(customer=call.customer)
    assert "What pleases them: The linen" in note.text
    assert (note.topic, note.outcome, note.next_step, str(note.next_step_on)) == (
        "call", "talked", "Send the catalogue", "2026-04-10",
    )  # fmt: skip
    page = client_of(agent).get(f"/customers/{call.customer_id}").content.decode()
    assert "Evening delivery" in page
    assert "Send the catalogue" in client_of(agent).get("/tasks").content.decode()
    assert "Call: Talked" in page


def test_a_recorded_call_is_taken_back_whole(call_round: CallRound, agent: Staff) -> None:
    call = call_round.calls.filter(owner=agent)[0]
    talk(client_of(agent), call)
    assert Task.objects.count() == 1
    assert client_of(agent).post(f"/value/calls/call/{call.pk}/reopen").status_code == 302
    assert not Task.objects.exists()
    call.refresh_from_db()
    assert (call.outcome, call.answers, call.next_step, call.called_at) == ("waiting", {}, "", None)
    assert not CustomerNote.objects.exists()
    assert not TimelineEvent.objects.filter(customer_id=call.customer_id).exists()
    assert AuditEntry.objects.filter(action="value.call_reopened").count() == 1


def test_recording_again_replaces_and_does_not_pile_up(call_round: CallRound, agent: Staff) -> None:
    call = call_round.calls.filter(owner=agent)[0]
    talk(client_of(agent), call, outcome="no_answer")
    talk(client_of(agent), call, pleases="The colours")
    assert CustomerNote.objects.get().text.startswith("What pleases them: The colours")
    assert TimelineEvent.objects.filter(kind="value.call_recorded").count() == 1


def test_progress_counts_what_is_over_and_not_what_waits(call_round: CallRound, owner: Staff) -> None:
    calls = list(call_round.calls.all())
    for call, outcome in zip(calls, ["talked", "declined", "later", "no_answer"], strict=False):
        talk(client_of(owner), call, outcome=outcome)
    page = client_of(owner).get(f"/value/calls/{call_round.pk}").content.decode()
    assert "2 of 10 done; talked with 1." in page


def test_a_closed_round_is_read_and_not_written(call_round: CallRound, owner: Staff) -> None:
    services.close_round(actor_of(owner), call_round=call_round, now=NOW)
    call = call_round.calls.all()[0]
    answer = talk(client_of(owner), call)
    assert "its calls can only be read" in answer.content.decode()
    assert not CustomerNote.objects.exists()


def test_those_who_slip_away_join_a_round_once(call_round: CallRound, owner: Staff) -> None:
    for _time in range(2):
        client_of(owner).post("/value/calls/take", {"round": call_round.pk, "customer": ["33", "3"]})
    assert list(call_round.calls.values_list("customer_id", flat=True)) == [*range(1, 11), 33]


def test_the_list_goes_along_as_a_file(call_round: CallRound, agent: Staff, owner: Staff) -> None:
    talk(client_of(owner), call_round.calls.all()[0])
    full = client_of(owner).get(f"/value/calls/{call_round.pk}?format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert len(full) == 11
    assert "+79160000001" in full[1]
    assert "Evening delivery" in full[1]
    assert full[0].endswith("Margin")
    own = client_of(agent).get(f"/value/calls/{call_round.pk}?format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert len(own) == 6
    assert not own[0].endswith("Margin")


def test_without_margin_there_is_nobody_to_call(owner: Staff, company) -> None:
    data = {"name": "Best", "share_percent": "10", "basis": "year"}
    assert "nobody to call" in client_of(owner).post("/value/calls", data).content.decode()
    assert not CallRound.objects.exists()
