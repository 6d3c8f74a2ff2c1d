from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.tasks.models import Task, TaskState
from zabota.capabilities.today import queries
from zabota.capabilities.today.models import Snooze
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.undo.models import Change

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)  # Wednesday, noon in Moscow
LOCAL = NOW.astimezone(MOSCOW)
TODAY = date(2026, 5, 6)
MOST_QUERIES = 30  # of every source together, and of the shell of the page


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


def a_task(title: str, *, owner: Staff | None, day: date = TODAY, customer: Customer | None = None, **told) -> Task:
    return Task.objects.create(title=title, owner=owner, due_on=day, customer=customer, created_at=NOW, **told)


def titles(staff: Staff, *, of: str = "") -> list[str]:
    actor = actor_of(staff)
    waiting = queries.get_queue(actor, of=queries.whose(actor, of=of), now=datetime.now(UTC)).waiting
    return [one.entry.title for one in waiting]


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 5, day, hour, tzinfo=MOSCOW)


def test_the_page_tells_who_why_and_what_to_do_the_overdue_first(agent):
    anna = Customer.objects.create(name="Анна", owner=agent, created_at=NOW)
    a_task("Отправить образцы", owner=agent, customer=anna)
    a_task("Перезвонить", owner=agent, day=TODAY - timedelta(days=3))
    a_task("Через неделю", owner=agent, day=TODAY + timedelta(days=7))
    page = client_of(agent).get("/today").content.decode()
    assert "2 things wait, 1 is overdue." in page
    assert page.index("Перезвонить") < page.index("Отправить образцы")
    assert "Waits for 3 days already." in page
    assert f'href="/customers/{anna.pk}"' in page
    assert "Через неделю" not in page
    assert "How it is ordered" in page


def test_an_agent_sees_his_own_and_nobodys_of_his_branch_a_manager_everybodys(agent, manager, owner):
    here, there = Branch.objects.create(name="Арбат"), Branch.objects.create(name="Невский")
    Staff.objects.filter(pk=agent.pk).update(branch=here)
    agent.refresh_from_db()
    ours = Customer.objects.create(name="Свой", branch=here, created_at=NOW)
    theirs = Customer.objects.create(name="Чужой", branch=there, created_at=NOW)
    a_task("моё", owner=agent, customer=ours)
    a_task("ничьё у нас", owner=None, customer=ours)
    a_task("ничьё у них", owner=None, customer=theirs)
    a_task("менеджера", owner=manager)
    assert titles(agent) == titles(agent, of="all") == ["моё", "ничьё у нас"]
    assert titles(manager) == ["ничьё у нас", "ничьё у них", "менеджера"]
    assert set(titles(owner, of="all")) == {"моё", "ничьё у нас", "ничьё у них", "менеджера"}
    assert titles(owner, of=str(agent.pk)) == ["моё"]
    assert titles(owner, of=f"branch-{here.pk}") == ["моё", "ничьё у нас"]


def test_what_is_done_leaves_the_queue_is_counted_and_comes_back_by_undo(agent):
    task = a_task("Позвонить", owner=agent)
    client = client_of(agent)
    page = client.post("/today/done", {"key": f"tasks:{task.pk}", "back": "/today"}, follow=True).content.decode()
    assert "Nothing waits for you: a good day" in page
    assert "1 thing is done today" in page
    task.refresh_from_db()
    assert task.state == TaskState.DONE
    client.post(f"/history/{Change.objects.latest('pk').pk}/undo")
    page = client.get("/today").content.decode()
    assert "Позвонить" in page
    assert "done today" not in page
    gone = client.post("/today/done", {"key": "tasks:999999"}, follow=True).content.decode()
    assert "It is not in the queue any more." in gone


def test_what_is_put_off_comes_back_at_its_hour_or_by_undo_and_is_hidden_from_oneself_alone(agent, manager, clock):
    task = a_task("Позвонить", owner=agent, day=TODAY - timedelta(days=1), due_time=time(10))
    client, key = client_of(agent), f"tasks:{task.pk}"
    page = client.post("/today/snooze", {"key": key, "till": "later"}, follow=True).content.decode()
    assert "Put off: it comes back today, 15:00." in page
    assert "1 is put off" in page
    assert (titles(agent), titles(manager, of="all")) == ([], ["Позвонить"])
    client.post(f"/history/{Change.objects.latest('pk').pk}/undo")
    assert titles(agent) == ["Позвонить"]
    client.post("/today/snooze", {"key": key, "till": "tomorrow"})
    client.post("/today/snooze", {"key": key, "till": "date", "on": "2026-05-20"})
    assert Snooze.objects.get().until == at(20, 9)
    clock.move_to(at(20, 9))
    assert titles(agent) == ["Позвонить"]
    client.force_login(agent)
    refused = client.post("/today/snooze", {"key": key, "till": "date", "on": "2026-05-01"}, follow=True)
    assert "Choose a day after today" in refused.content.decode()


def test_an_entry_is_handed_over_to_a_colleague_who_is_told(agent, manager, analyst):
    task = a_task("Позвонить", owner=agent)
    client, key = client_of(agent), f"tasks:{task.pk}"
    page = client.get("/today/hand", {"key": key}).content.decode()
    assert ("Manager" in page, "Analyst" in page) == (True, False)
    assert client.post("/today/hand", {"key": key, "to": analyst.pk}).status_code == 422
    client.post("/today/hand", {"key": key, "to": manager.pk})
    assert (titles(agent), titles(manager)) == ([], ["Позвонить"])
    assert client.get("/today/hand", {"key": key}).status_code == 404


def test_directors_see_who_carries_what(agent, manager):
    a_task("вчера", owner=agent, day=TODAY - timedelta(days=1))
    a_task("сегодня", owner=agent)
    done = a_task("сделано", owner=agent)
    a_task("ничьё", owner=None)
    client_of(agent).post("/today/done", {"key": f"tasks:{done.pk}"})
    actor = actor_of(manager)
    queue = queries.get_queue(actor, of=queries.whose(actor, of="all"), now=NOW)
    rows = queries.burdens(queue.waiting, people=queries.colleagues(actor), done=queries.done_today(actor, now=NOW))
    assert [(row.staff, row.total, row.overdue, row.today, row.unknown, row.done) for row in rows] == [
        (agent, 2, 1, 1, 2, 1), (manager, 0, 0, 0, 0, 0), (None, 1, 0, 1, 1, 0),
    ]  # fmt: skip
    page = client_of(manager).get("/today/load").content.decode()
    assert page.index("Agent") < page.index("nobody")
    assert client_of(agent).get("/today/load").status_code == 403


def test_the_page_takes_few_queries_however_much_waits(agent, manager):
    pages = (
        (client_of(agent), "/today"),
        (client_of(manager), "/today?of=all&rows=500"),
        (client_of(manager), "/today/load"),
    )

    def counted() -> list[int]:
        counts = []
        for client, url in pages:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(url).status_code == 200
            counts.append(len(caught))
        return counts

    def work(count: int) -> None:
        for n in range(count):
            customer = Customer.objects.create(name=f"Клиент {n}", owner=agent, created_at=NOW)
            a_task(f"Дело {n}", owner=agent, customer=customer)

    work(2)
    counted()
    few = counted()
    work(58)
    assert counted() == few
    assert max(few) <= MOST_QUERIES
    assert "Show 20 more" in client_of(agent).get("/today").content.decode()


def test_today_is_the_first_page_of_whoever_works_with_customers(agent, owner, analyst):
    assert client_of(agent).get("/").headers["Location"] == "/today"
    assert client_of(owner).get("/").headers["Location"] == "/today"
    assert client_of(analyst).get("/").headers["Location"] == "/value"
