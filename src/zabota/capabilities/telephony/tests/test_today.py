from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.telephony.models import Direction, Outcome, PhoneCall
from zabota.foundation.testing.cast import client_of
from zabota.foundation.undo.models import Change

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def a_call(phone: str, outcome: Outcome, *, ago: timedelta = timedelta(hours=2), **told) -> PhoneCall:
    told = {"direction": Direction.INCOMING, **told}
    return PhoneCall.objects.create(phone=phone, outcome=outcome, started_at=NOW - ago, **told)


def test_who_is_to_be_called_back_waits_until_somebody_does(agent):
    anna = Customer.objects.create(name="Анна", owner=agent, created_at=NOW)
    a_call("+79160000001", Outcome.CALL_BACK, customer=anna, ago=timedelta(days=1))
    a_call("+79160000002", Outcome.NO_ANSWER)
    a_call("+79160000003", Outcome.NO_ANSWER, direction=Direction.OUTGOING)
    a_call("+79160000004", Outcome.NO_ANSWER, ago=timedelta(days=20))
    page = client_of(agent).get("/today").content.decode()
    assert "2 things wait, 1 is overdue." in page
    assert "Asked to be called back: yesterday, 12:00." in page
    assert f"/customers/{anna.pk}?call=79160000001#call" in page
    assert "An unknown number called today, 10:00." in page
    assert "/call?phone=%2B79160000002" in page
    a_call("+79160000001", Outcome.TALKED, customer=anna, direction=Direction.OUTGOING, ago=timedelta(0))
    assert "1 thing waits." in client_of(agent).get("/today").content.decode()


def test_a_call_to_return_is_settled_or_given_to_a_colleague_and_both_are_taken_back(agent, manager):
    call = a_call("+79160000002", Outcome.CALL_BACK)
    client, key = client_of(agent), f"calls:{call.pk}"
    client.post("/today/done", {"key": key})
    assert "a good day" in client.get("/today").content.decode()
    client.post(f"/history/{Change.objects.latest('pk').pk}/undo")
    client.post("/today/hand", {"key": key, "to": manager.pk})
    call.refresh_from_db()
    assert (call.staff_id, call.settled_at) == (manager.pk, None)
    assert "a good day" in client.get("/today").content.decode()
    assert "Call them back" in client_of(manager).get("/today").content.decode()
    client.post(f"/history/{Change.objects.latest('pk').pk}/undo")
    assert "Call them back" in client.get("/today").content.decode()


def test_a_call_with_a_next_step_waits_as_that_task_alone(agent):
    anna = Customer.objects.create(name="Анна", owner=agent, created_at=NOW)
    told = {
        "phone": "+79160000001", "direction": "in", "outcome": "call_back", "text": "занята",
        "next_step": "перезвонить в шесть", "next_step_on": "2026-05-06",
    }  # fmt: skip
    client = client_of(agent)
    client.post(f"/customers/{anna.pk}/call", told)
    page = client.get("/today").content.decode()
    assert "1 thing waits." in page
    assert "перезвонить в шесть" in page
