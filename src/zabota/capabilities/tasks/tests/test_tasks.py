from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import CustomerChange, DateDraft
from zabota.capabilities.customers.models import Customer, CustomerNote
from zabota.capabilities.tasks import queries, rules, services
from zabota.capabilities.tasks.contracts import BadTaskError, Repeat, TaskDraft, Unit
from zabota.capabilities.tasks.models import Task, TaskState
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.undo import services as undo

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
TODAY = date(2026, 5, 6)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


@pytest.fixture
def anna(owner, agent) -> Customer:
    told = CustomerChange(
        fields={"name": "Анна", "owner_id": agent.pk}, dates=[DateDraft(kind="birthday", month=5, day=9, year=1976)]
    )
    return customers.create_customer(actor_of(owner), told=told, now=NOW).customer


def add(staff, title: str, **told) -> Task:
    draft = TaskDraft(title=title, owner_id=staff.pk, **told)
    return services.add_task(actor_of(staff), told=draft, now=NOW)[0]


def test_a_line_of_words_becomes_a_task_on_the_card_and_in_the_list(agent, anna):
    client = client_of(agent)
    page = client.get("/tasks/understood", {"text": "позвонить завтра в 15"}).content.decode()
    assert "tomorrow, 15:00" in page
    client.post("/tasks/add", {"text": "позвонить завтра в 15", "customer": anna.pk})
    task = Task.objects.get()
    assert (task.title, task.due_on, task.due_time) == ("позвонить", date(2026, 5, 7), time(15))
    assert (task.owner_id, task.customer_id) == (agent.pk, anna.pk)
    assert "позвонить" in client.get(f"/customers/{anna.pk}").content.decode()
    page = client.get("/tasks").content.decode()
    assert page.index("Tomorrow") < page.index("позвонить")


def test_the_next_step_beside_a_note_is_a_task_of_whoever_wrote_it(agent, anna):
    client = client_of(agent)
    told = {"text": "любит лён", "next_step": "прислать образцы", "next_step_on": "2026-05-08"}
    client.post(f"/customers/{anna.pk}/notes", told)
    task = Task.objects.get()
    assert (task.title, task.due_on, task.owner_id) == ("прислать образцы", date(2026, 5, 8), agent.pk)
    assert "прислать образцы" in client.get("/tasks").content.decode()
    note = CustomerNote.objects.get()
    customers.remove_note(actor_of(agent), note=note)
    assert not Task.objects.exists()


def test_a_task_done_leaves_the_list_stands_on_the_timeline_and_comes_back_when_taken_back(agent, anna):
    task = add(agent, "Позвонить", due_on=TODAY, customer_id=anna.pk)
    count, change_id = services.finish(actor_of(agent), task_ids=[task.pk], result="дозвонилась", today=TODAY, now=NOW)
    assert count == 1
    assert TimelineEvent.objects.filter(kind="tasks.done", customer_id=anna.pk).count() == 1
    undo.take_back(actor_of(agent), change_id=change_id, now=NOW)
    task.refresh_from_db()
    assert (task.state, task.done_at, task.result) == (TaskState.OPEN, None, "")
    assert not TimelineEvent.objects.filter(kind="tasks.done").exists()


def test_a_repeating_task_comes_again_after_it_is_done_and_missed_times_are_not_made_up_for(agent):
    task = add(agent, "Отчёт", due_on=date(2026, 4, 6), repeat=Repeat(every=1, unit=Unit.WEEK))
    _count, change_id = services.finish(actor_of(agent), task_ids=[task.pk], today=TODAY, now=NOW)
    assert Task.objects.get(state=TaskState.OPEN).due_on == date(2026, 5, 11)
    undo.take_back(actor_of(agent), change_id=change_id, now=NOW)
    assert Task.objects.count() == 1


def test_the_end_of_a_month_stays_the_end_of_a_month(agent):
    repeat, day, days = Repeat(every=1, unit=Unit.MONTH), date(2027, 1, 31), []
    for _n in range(3):
        day = rules.next_day(day, repeat, first_day=31)
        days.append(day)
    assert days == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


@given(
    day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), every=st.integers(1, 24), unit=st.sampled_from(list(Unit)),
    late=st.integers(0, 1000),
)  # fmt: skip
def test_the_next_time_always_lies_ahead_and_never_on_a_weekend_for_working_days(day, every, unit, late):
    repeat, today = Repeat(every=every, unit=unit), day + timedelta(days=late)
    due = rules.next_due(day, repeat, first_day=day.day, today=today)
    assert due > today
    assert unit is not Unit.WEEKDAY or due.weekday() < rules.SATURDAY


def test_several_are_put_off_passed_on_and_taken_off_at_once(agent, manager):
    ids = [add(agent, f"Дело {n}", due_on=TODAY).pk for n in range(3)]
    client = client_of(agent)
    client.post("/tasks/many", {"task": ids, "deed": "week"})
    assert set(Task.objects.values_list("due_on", flat=True)) == {TODAY + timedelta(days=7)}
    client.post("/tasks/many", {"task": ids[:2], "deed": f"to-{manager.pk}"})
    assert list(Task.objects.order_by("pk").values_list("owner_id", flat=True)) == [manager.pk, manager.pk, agent.pk]
    client.post("/tasks/many", {"task": ids[2:], "deed": "cancel"})
    assert Task.objects.get(pk=ids[2]).state == TaskState.CANCELLED


def test_a_task_without_words_or_with_a_time_but_no_day_is_refused(agent):
    for told, field in ((TaskDraft(title=" "), "title"), (TaskDraft(title="x", due_time=time(9)), "due_on")):
        with pytest.raises(BadTaskError) as refused:
            services.add_task(actor_of(agent), told=told, now=NOW)
        assert refused.value.field == field


def test_an_agent_does_not_see_the_private_tasks_of_a_colleague(agent, manager):
    task = add(manager, "Подарок агенту")
    assert client_of(agent).get(f"/tasks/{task.pk}").status_code == 404
    assert services.finish(actor_of(agent), task_ids=[task.pk], today=TODAY, now=NOW)[0] == 0
    assert "Подарок" in client_of(manager).get("/tasks").content.decode()
    assert "Подарок" not in client_of(agent).get("/tasks").content.decode()


def test_a_birthday_makes_a_task_for_the_responsible_once_also_after_a_stop(owner, agent, anna):
    services.set_reminder(actor_of(owner), kind="birthday", days_before=3, text="Поздравить: {name}")
    services.set_reminder(actor_of(owner), kind="birthday", days_before=0, text="Сегодня день рождения: {name}")
    for day in (6, 6, 12):
        today = date(2026, 5, day)
        services.make_reminders(today=today, since=today - timedelta(days=7), now=NOW)
    made = list(Task.objects.order_by("due_on").values_list("title", "due_on", "owner_id"))
    assert made == [
        ("Поздравить: Анна", date(2026, 5, 6), agent.pk),
        ("Сегодня день рождения: Анна", date(2026, 5, 9), agent.pk),
    ]


def test_the_29th_of_february_is_kept_on_the_28th_of_a_short_year(owner, anna):
    told = CustomerChange(dates=[DateDraft(kind="birthday", month=2, day=29)])
    customers.change_customer(actor_of(owner), customer_id=anna.pk, change=told, now=NOW)
    services.set_reminder(actor_of(owner), kind="birthday", days_before=0, text="{name}")
    assert services.make_reminders(today=date(2027, 2, 28), since=date(2027, 2, 28), now=NOW) == 1
    assert services.make_reminders(today=date(2028, 2, 28), since=date(2028, 2, 28), now=NOW) == 0
    assert services.make_reminders(today=date(2028, 2, 29), since=date(2028, 2, 29), now=NOW) == 1


def test_a_rhythm_reminds_when_nothing_was_heard_for_so_long_and_any_contact_moves_it(owner, agent, anna):
    client_of(agent).post(f"/customers/{anna.pk}/rhythm", {"every_days": "30"})
    due = TODAY + timedelta(days=30)
    assert services.make_reminders(today=due - timedelta(days=1), since=due, now=NOW) == 0
    customers.add_note(actor_of(agent), customer=anna, text="Говорили", now=NOW + timedelta(days=10))
    assert services.make_reminders(today=due, since=due, now=NOW) == 0
    later = due + timedelta(days=10)
    assert services.make_reminders(today=later, since=later, now=NOW) == 1
    assert services.make_reminders(today=later, since=later, now=NOW) == 0
    assert Task.objects.get().title == "Be in touch: Анна"


def test_open_tasks_go_along_when_a_customer_is_handed_over(owner, agent, manager, anna):
    mine = add(agent, "Узнать", customer_id=anna.pk)
    services.add_task(actor_of(owner), told=TaskDraft(title="Своё", owner_id=owner.pk, customer_id=anna.pk), now=NOW)
    with undo.recording(actor_of(owner), kind=services.CHANGED, now=NOW) as recorder:
        customers.give_customers(actor_of(owner), recorder, to={anna.pk: manager.pk}, now=NOW)
    assert dict(Task.objects.values_list("title", "owner_id")) == {"Узнать": manager.pk, "Своё": owner.pk}
    undo.take_back(actor_of(owner), change_id=recorder.change.pk, now=NOW)
    mine.refresh_from_db()
    assert mine.owner_id == agent.pk


def test_the_list_takes_few_queries_however_many_tasks_there_are(agent, anna, django_assert_max_num_queries):
    for n in range(40):
        add(agent, f"Дело {n}", due_on=TODAY + timedelta(days=n % 9), customer_id=anna.pk)
    client = client_of(agent)
    client.get("/tasks")
    with django_assert_max_num_queries(9):
        client.get("/tasks")
    with django_assert_max_num_queries(3):
        queries.list_groups(actor_of(agent), owner_id=agent.pk, text="", today=TODAY)


def test_a_change_of_a_task_is_kept_and_a_time_without_a_day_is_explained(agent):
    task = add(agent, "Дело", due_on=TODAY)
    client = client_of(agent)
    told = {"title": "Другое дело", "due_on": "2026-05-08", "due_time": "10:30", "repeat_unit": "week", "note": "x"}
    client.post(f"/tasks/{task.pk}", told)
    task.refresh_from_db()
    assert (task.title, task.due_time, task.repeat_every, task.repeat_unit) == ("Другое дело", time(10, 30), 1, "week")
    assert client.post(f"/tasks/{task.pk}", {"title": "y", "due_time": "10:30"}).status_code == 422
