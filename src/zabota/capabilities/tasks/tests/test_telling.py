"""What has come due is told once, a calendar program reads one's tasks, customers are found by their tasks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from zabota.capabilities.customers.bulk import BulkRequest, find_action
from zabota.capabilities.customers.filtering import Condition, Operator, fields_for
from zabota.capabilities.customers.models import ContactPoint, Customer
from zabota.capabilities.tasks import services, telling
from zabota.capabilities.tasks.contracts import TaskDraft
from zabota.capabilities.tasks.icalendar_text import Entry, calendar, folded
from zabota.capabilities.tasks.models import Task
from zabota.capabilities.tasks.web.calendars import READINGS
from zabota.foundation.events import services as events
from zabota.foundation.notices.models import Notice
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.undo import services as undo

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
TODAY = date(2026, 5, 6)
BERLIN, MOSCOW = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Moscow")


@pytest.fixture
def anna(owner) -> Customer:
    customer = Customer.objects.create(name="Анна; Иванова, дочь", created_at=NOW)
    ContactPoint.objects.create(customer=customer, kind="phone", value="+79161234567")
    return customer


def add(staff, title: str, **told) -> Task:
    draft = TaskDraft(title=title, owner_id=staff.pk, **told)
    return services.add_task(actor_of(staff), told=draft, now=NOW)[0]


def read(staff, **choice) -> tuple[str, list]:
    """The address is made on the page, then read as a calendar program does: without a session."""
    page = client_of(staff).post("/settings/calendar", choice)
    address = page.context["address"].removeprefix("http://testserver")
    text = client_of(None).get(address).content.decode()
    return address, Calendar.from_ical(text).walk("VEVENT")


@pytest.mark.parametrize(
    ("zone", "day", "at", "told_at"),
    [
        (MOSCOW, TODAY, time(15), datetime(2026, 5, 6, 12, tzinfo=UTC)),
        (MOSCOW, TODAY, None, datetime(2026, 5, 6, 4, 30, tzinfo=UTC)),
        (BERLIN, date(2026, 3, 28), time(15), datetime(2026, 3, 28, 14, tzinfo=UTC)),
        (BERLIN, date(2026, 3, 29), time(15), datetime(2026, 3, 29, 13, tzinfo=UTC)),
        (BERLIN, date(2026, 10, 25), time(15), datetime(2026, 10, 25, 14, tzinfo=UTC)),
    ],
)
def test_a_task_is_told_when_its_hour_has_come_by_the_clock_on_the_wall_and_once(agent, zone, day, at, told_at):
    task = add(agent, "Позвонить Анне", due_on=day, due_time=at)
    assert telling.tell_due(zone=zone, now=told_at - timedelta(minutes=1)) == 0
    assert telling.tell_due(zone=zone, now=told_at) == 1
    assert telling.tell_due(zone=zone, now=told_at + timedelta(hours=1)) == 0
    notice = Notice.objects.get()
    assert (notice.staff_id, notice.text, notice.url) == (agent.pk, "It is time: Позвонить Анне", f"/tasks/{task.pk}")


def test_what_was_put_off_is_told_again_and_what_is_done_is_not(agent):
    put_off, done = add(agent, "A", due_on=TODAY, due_time=time(9)), add(agent, "B", due_on=TODAY, due_time=time(15))
    assert telling.tell_due(zone=MOSCOW, now=NOW) == 1
    services.put_off(actor_of(agent), task_ids=[put_off.pk], to=(TODAY, time(14)), now=NOW)
    services.finish(actor_of(agent), task_ids=[done.pk], today=TODAY, now=NOW)
    assert telling.tell_due(zone=MOSCOW, now=NOW + timedelta(hours=8)) == 1


def test_after_a_stop_of_the_server_a_week_is_made_up_for(agent):
    add(agent, "Fresh", due_on=TODAY - timedelta(days=7))
    add(agent, "Too old", due_on=TODAY - timedelta(days=8))
    telling.tell_due(zone=MOSCOW, now=NOW)
    assert [notice.text for notice in Notice.objects.all()] == ["It is time: Fresh"]


def test_whoever_is_passed_a_task_is_told(owner, agent):
    ids = [add(owner, title).pk for title in ("A", "B")]
    services.pass_on(actor_of(owner), task_ids=ids[:1], to=agent.pk, now=NOW)
    assert Notice.objects.get().text == "Owner passed on to you: A"
    services.pass_on(actor_of(owner), task_ids=ids, to=agent.pk, now=NOW)
    assert Notice.objects.latest("id").text == "Owner passed 2 tasks on to you"
    services.pass_on(actor_of(owner), task_ids=ids, to=owner.pk, now=NOW)
    assert Notice.objects.count() == 2, "what one takes oneself is no news"


def test_a_calendar_program_reads_open_tasks_in_their_hours(agent, anna):
    with time_machine.travel(NOW, tick=False):
        timed = add(
            agent, "Позвонить; про лён, шёлк", due_on=TODAY, due_time=time(15), customer_id=anna.pk, note="а\nб"
        )
        add(agent, "Весь день", due_on=TODAY + timedelta(days=1))
        add(agent, "Без дня")
        services.finish(
            actor_of(agent), task_ids=[add(agent, "Сделано", due_on=TODAY).pk], today=TODAY, now=NOW
        )  # fmt: skip
        _address, (first, second) = read(agent)
    assert (first["SUMMARY"], first["UID"]) == ("Позвонить; про лён, шёлк", f"task-{timed.pk}@zabota")
    assert first["DTSTART"].dt == datetime(2026, 5, 6, 12, tzinfo=UTC)
    assert first["DESCRIPTION"] == "Анна; Иванова, дочь\nа\nб"
    assert len(first.walk("VALARM")) == 1
    assert second["DTSTART"].dt == date(2026, 5, 7)
    assert "+7916" not in str(first), "no phone unless it is chosen"


def test_phones_are_there_when_chosen_and_a_new_address_ends_the_former(agent, anna, stranger):
    with time_machine.travel(NOW, tick=False):
        add(agent, "Позвонить", due_on=TODAY, customer_id=anna.pk)
        former, _events = read(agent)
        address, (event,) = read(agent, with_phones="on")
        assert "+79161234567" in event["DESCRIPTION"]
        assert stranger.get(former).status_code == 404
        assert stranger.post(address).status_code in {403, 405}
        client_of(agent).post("/settings/calendar/close")
        assert stranger.get(address).status_code == 404
        assert "shown once" not in client_of(agent).get("/settings/calendar").text


def test_a_colleague_who_left_has_no_calendar_and_nobody_asks_too_often(agent, stranger):
    address, _events = read(agent)
    agent.is_active = False
    agent.save()
    READINGS.clear()
    with time_machine.travel(NOW, tick=False):
        answers = [stranger.get(address).status_code for _time in range(61)]
    assert answers == [404] * 60 + [429]


@given(title=st.text(max_size=200), text=st.text(max_size=200))
def test_any_text_survives_the_calendar(title, text):
    entry = Entry(uid="1@zabota", begins=TODAY, title=title, text=text)
    written = calendar([entry], name="Дела", now=NOW)
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    plain = title.replace("\r\n", "\n").replace("\r", "\n")
    assert str(event["SUMMARY"]) == "".join(sign for sign in plain if sign >= " " or sign in "\n\t")


def test_a_letter_is_not_torn_in_two_by_folding():
    assert folded("ж" * 80).replace("\r\n ", "") == "ж" * 80


def test_customers_are_found_by_tasks_and_by_the_last_contact(agent, anna):
    busy = Customer.objects.create(name="Борис", created_at=NOW)
    add(agent, "Позвонить", due_on=TODAY + timedelta(days=2), customer_id=busy.pk)
    for days in (3, 40):
        events.publish(
            kind="customers.note_added", actor=actor_of(agent), customer_id=busy.pk,
            occurred_at=NOW - timedelta(days=days), data={},
        )  # fmt: skip
    fields = fields_for(actor_of(agent))

    def found(code, operator, *values):
        asked = Condition(operator=operator, values=values, now=NOW.astimezone(MOSCOW))
        return set(Customer.objects.filter(fields[code].where(asked)))

    assert found("has_open_task", Operator.IS, True) == {busy}
    assert found("next_task_on", Operator.NEXT_DAYS, 7) == {busy}
    assert found("in_touch_on", Operator.LAST_DAYS, 7) == {busy}
    assert found("in_touch_on", Operator.NOT_LAST_DAYS, 30) == {anna}, "the last time counts, not the first"
    assert found("in_touch_on", Operator.BEFORE, TODAY - timedelta(days=3)) == {anna}
    assert fields["in_touch_on"].values_of([anna, busy]) == {busy.pk: date(2026, 5, 3)}
    assert fields["next_task_on"].values_of([anna, busy]) == {busy.pk: TODAY + timedelta(days=2)}


def test_each_of_many_customers_gets_one_task_which_is_taken_back_together(owner, agent, anna):
    other = Customer.objects.create(name="Борис", owner=agent, created_at=NOW)
    deed = find_action(actor_of(owner), "task")
    with undo.recording(actor_of(owner), kind="tasks.added", now=NOW) as recorder:
        asked = BulkRequest(
            actor=actor_of(owner), recorder=recorder, customer_ids=[anna.pk, other.pk],
            data={"title": "Поздравить", "due_on": TODAY}, now=NOW,
        )  # fmt: skip
        assert deed.apply(asked) == 2
        assert deed.apply(asked) == 0, "a batch run again makes none twice"
    assert set(Task.objects.values_list("customer_id", "owner_id")) == {(anna.pk, owner.pk), (other.pk, agent.pk)}
    undo.take_back(actor_of(owner), change_id=recorder.change.pk, now=NOW)
    assert not Task.objects.exists()
