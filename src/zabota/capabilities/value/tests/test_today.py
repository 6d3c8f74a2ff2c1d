import pytest
import time_machine

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.tasks.models import Task
from zabota.capabilities.today import queries
from zabota.capabilities.today.models import Snooze
from zabota.capabilities.value import services
from zabota.capabilities.value.models import Call, CustomerValue
from zabota.capabilities.value.tests.shelves import NOW, a_run
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.undo.models import Change


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run(company):
    run = a_run(count=60)
    CustomerValue.objects.update(is_slipping=False)
    for n, exposure in ((3, 5_000_00), (5, 90_000_00), (7, None)):
        slips = {"is_slipping": True, "alive_probability": 0.5, "exposure_minor": exposure}
        CustomerValue.objects.filter(customer_id=n).update(**slips)
    return run


def waiting(staff, *, of=""):
    actor = actor_of(staff)
    return queries.get_queue(actor, of=queries.whose(actor, of=of), now=NOW).waiting


def test_slipping_customers_nobody_is_busy_with_wait_the_most_money_first(run, manager, agent):
    assert [(one.key, one.at_risk.amount_minor) for one in waiting(manager)] == [
        ("slipping:5", 90_000_00), ("slipping:3", 5_000_00),
    ]  # fmt: skip
    assert waiting(agent) == []  # who may not see the value of customers is not told of it here
    page = client_of(manager).get("/today").content.decode()
    assert "2 things wait; at risk ₽95" in page
    Customer.objects.filter(pk=3).update(owner=agent)
    assert [one.key for one in waiting(manager)] == ["slipping:5"]
    assert [one.key for one in waiting(manager, of=str(agent.pk))] == ["slipping:3"]


def test_a_slipping_customer_handed_over_is_a_task_of_the_colleague_and_waits_no_more(run, manager, agent):
    client = client_of(manager)
    client.post("/today/hand", {"key": "slipping:5", "to": agent.pk})
    task = Task.objects.get()
    assert (task.owner_id, task.customer_id) == (agent.pk, 5)
    assert [one.key for one in waiting(manager)] == ["slipping:3"]
    assert [one.at_risk for one in waiting(agent)] == [None]  # the agent does not see money
    assert waiting(manager, of="all")[0].at_risk.amount_minor == 90_000_00  # what a task does not know, the value does
    client.post(f"/history/{Change.objects.latest('pk').pk}/undo")
    assert [one.key for one in waiting(manager)] == ["slipping:5", "slipping:3"]
    client.post("/today/snooze", {"key": "slipping:5", "till": "week"})
    assert Snooze.objects.get().key == "slipping:5"
    client.post(f"/customers/{3}/notes", {"text": "позвонила, всё хорошо"})
    assert waiting(manager) == []


def test_calls_of_open_rounds_wait_for_whoever_they_were_given_to(run, manager, agent, django_assert_max_num_queries):
    actor = actor_of(manager)
    call_round = services.plan_round(actor, name="May", share=0.5, basis="all", owner_ids=[agent.pk], now=NOW)
    client = client_of(agent)
    page = client.get("/today").content.decode()
    assert page.count(">A call of “May”<") == 10
    assert len([one for one in waiting(manager, of="all") if one.source.code == "rounds"]) == Call.objects.count() == 30
    assert client.get("/today/hand", {"key": f"rounds:{Call.objects.first().pk}"}).status_code == 404
    director, key = client_of(manager), f"rounds:{Call.objects.first().pk}"
    director.post("/today/hand", {"key": key, "to": manager.pk})
    assert Call.objects.first().owner_id == manager.pk
    director.get("/today?of=all")
    with django_assert_max_num_queries(30):
        director.get("/today?of=all&rows=500")
    services.close_round(actor, call_round=call_round, now=NOW)
    assert waiting(agent) == []
