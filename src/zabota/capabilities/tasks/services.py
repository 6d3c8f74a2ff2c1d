"""Tasks are made, done, put off, passed on; each can be taken back. Dates and rhythms of customers make tasks."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.handing import Handed
from zabota.capabilities.customers.models import Customer, CustomerDate, CustomerNote
from zabota.capabilities.tasks import queries, rules, telling
from zabota.capabilities.tasks.contracts import (
    BY_DATE,
    SET_REMINDERS,
    SET_RHYTHM,
    TASK_DONE,
    USE_TASKS,
    BadTaskError,
    Repeat,
    TaskDraft,
    Unit,
)
from zabota.capabilities.tasks.models import DateReminder, Rhythm, Task, TaskState
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change
from zabota.foundation.undo.recorder import Recorder

ADDED = declare_change("tasks.added", gettext_lazy("Task added"), USE_TASKS, "list-check")
CHANGED = declare_change("tasks.changed", gettext_lazy("Tasks changed"), USE_TASKS, "pencil")
DONE = declare_change("tasks.done", gettext_lazy("Tasks done"), USE_TASKS, "check")
AHEAD_DAYS = 60
"""Reminders look so far ahead at most: a rule of a longer lead makes no sense."""


def add_task(actor: Actor, *, told: TaskDraft, now: datetime) -> tuple[Task, int]:
    """Keep a task; returns it with the change that takes it back. Raises BadTaskError, Customer.DoesNotExist."""
    actor.require(USE_TASKS)
    _check(actor, told)
    with undo.recording(actor, kind=ADDED, now=now) as recorder:
        (task,) = recorder.insert([Task(**_columns(told), created_by_name=actor.name[:150], created_at=now)])
    return task, recorder.change.pk


def change_task(actor: Actor, *, task_id: int, told: TaskDraft, now: datetime) -> int:
    """Give a task new words, a new day, another owner; returns the change that takes it back."""
    task = queries.get_task(actor, task_id=task_id)
    _check(actor, told)
    with undo.recording(actor, kind=CHANGED, now=now) as recorder:
        recorder.update(task, _columns(told))
    return recorder.change.pk


def finish(
    actor: Actor, *, task_ids: Sequence[int], result: str = "", is_cancelled: bool = False, today: date, now: datetime
) -> tuple[int, int]:
    """Mark open tasks done (or not to be done); a repeating one comes again. Returns how many, and the change.

    A task of a customer leaves `tasks.done` on the timeline.
    """
    tasks = list(queries.visible_tasks(actor).filter(pk__in=task_ids, state=TaskState.OPEN).order_by("pk"))
    state = TaskState.CANCELLED if is_cancelled else TaskState.DONE
    told = {"state": state.value, "result": result.strip()[:300], "done_at": now, "done_by_name": actor.name[:150]}
    with undo.recording(actor, kind=DONE, now=now, data={"tasks": len(tasks)}) as recorder:
        recorder.update_many([(task, told) for task in tasks])
        recorder.insert(_again(task, today, now) for task in tasks if task.repeat_every and task.due_on)
        for task in tasks:
            if task.customer_id and not is_cancelled:
                events.publish(
                    kind=TASK_DONE, actor=actor, customer_id=task.customer_id, occurred_at=now,
                    data={"title": task.title, "result": task.result}, origin=undo.origin_of(recorder.change),
                )  # fmt: skip
    return len(tasks), recorder.change.pk


def put_off(
    actor: Actor, *, task_ids: Sequence[int], to: tuple[date, time | None], now: datetime
) -> tuple[int, int]:  # fmt: skip
    """Move open tasks to another day; a time of their own stays unless `to` has one."""
    tasks = list(queries.visible_tasks(actor).filter(pk__in=task_ids, state=TaskState.OPEN))
    day, at = to
    with undo.recording(actor, kind=CHANGED, now=now, data={"tasks": len(tasks)}) as recorder:
        recorder.update_many([(task, {"due_on": day, "due_time": at or task.due_time}) for task in tasks])
    return len(tasks), recorder.change.pk


def pass_on(actor: Actor, *, task_ids: Sequence[int], to: int, now: datetime) -> tuple[int, int]:
    """Give open tasks to a colleague. Raises BadTaskError for one who is not there."""
    if not Staff.objects.filter(pk=to, is_active=True).exists():
        raise BadTaskError("owner_id")
    tasks = list(queries.visible_tasks(actor).filter(pk__in=task_ids, state=TaskState.OPEN))
    with undo.recording(actor, kind=CHANGED, now=now, data={"tasks": len(tasks)}) as recorder:
        recorder.update_many([(task, {"owner_id": to}) for task in tasks])
        telling.tell_passed_on(actor, tasks=tasks, to=to, change_id=recorder.change.pk, now=now)
    return len(tasks), recorder.change.pk


def follow_customers(recorder: Recorder, handed: Handed) -> None:
    """Open tasks of customers who are handed over go along, where they were the former colleague's."""
    tasks = Task.objects.filter(customer_id__in=list(handed.after), state=TaskState.OPEN, owner__isnull=False)
    moving = [
        (task, {"owner_id": handed.after[task.customer_id]})
        for task in tasks
        if task.customer_id is not None and task.owner_id == handed.before[task.customer_id]
    ]
    recorder.update_many(moving)


def keep_step(actor: Actor, note: CustomerNote) -> None:
    """The next step written beside a note or a call is a task of whoever wrote it."""
    of_next_step(note, owner_id=actor.staff_id).save()


def of_next_step(note: CustomerNote, *, owner_id: int | None) -> Task:
    return Task(
        title=note.next_step, due_on=note.next_step_on, owner_id=owner_id, customer_id=note.customer_id,
        source=_of_note(note), created_by_name=note.author_name, created_at=note.created_at,
    )  # fmt: skip


def drop_step(note: CustomerNote) -> None:
    Task.objects.filter(source=_of_note(note), state=TaskState.OPEN).delete()


def _of_note(note: CustomerNote) -> str:
    return f"note:{note.pk}"


def set_rhythm(actor: Actor, *, customer_id: int, every_days: int | None, now: datetime) -> None:
    """Say how often somebody should be in touch; None: no reminder."""
    actor.require(SET_RHYTHM)
    customer = customers.get_customer(actor, customer_id=customer_id)
    with transaction.atomic():
        if every_days is None:
            Rhythm.objects.filter(customer=customer).delete()
        else:
            Rhythm.objects.update_or_create(customer=customer, defaults={"every_days": every_days, "set_at": now})
        audit.record(
            actor=actor, action="tasks.rhythm_set", object_kind="customer", object_id=customer.pk,
            after={"every_days": every_days},
        )  # fmt: skip


def set_reminder(actor: Actor, *, kind: str, days_before: int, text: str) -> DateReminder:
    """Remind of a kind of date so many days before, in these words ({name} is the customer)."""
    actor.require(SET_REMINDERS)
    with transaction.atomic():
        reminder, _made = DateReminder.objects.update_or_create(
            kind=kind, days_before=days_before, defaults={"text": text.strip()[:200]}
        )
        audit.record(actor=actor, action="tasks.reminder_set", object_kind="date_reminder", object_id=reminder.pk)
    return reminder


def forget_reminder(actor: Actor, *, reminder_id: int) -> None:
    actor.require(SET_REMINDERS)
    with transaction.atomic():
        DateReminder.objects.filter(pk=reminder_id).delete()
        audit.record(actor=actor, action="tasks.reminder_forgotten", object_kind="date_reminder", object_id=reminder_id)


def make_reminders(*, today: date, since: date, now: datetime) -> int:
    """Make the tasks that dates and rhythms ask for from `since` to today; each once, however often this runs."""
    return _insert_once([*_from_dates(today, since, now), *_from_rhythms(today, now)])


def _from_dates(today: date, since: date, now: datetime) -> Iterable[Task]:
    for reminder in DateReminder.objects.all():
        for back in range((today - since).days + 1):
            day = today - timedelta(days=back) + timedelta(days=reminder.days_before)
            for one in CustomerDate.objects.filter(**_falling_on(day), kind=reminder.kind).select_related("customer"):
                name = one.customer.name or _("Customer %(number)s") % {"number": one.customer_id}
                yield Task(
                    title=reminder.text.replace("{name}", name)[:300], due_on=today - timedelta(days=back),
                    note=f"{one.words} {one.when}", owner_id=one.customer.owner_id, customer=one.customer,
                    source=f"{BY_DATE}{one.pk}:{reminder.days_before}:{day.year}", created_at=now,
                )  # fmt: skip


def _falling_on(day: date) -> dict[str, object]:
    """Dates kept on this day; 28 February of a short year is also the 29th's."""
    is_short_february = (day.month, day.day) == (2, 28) and rules.falls_on(month=2, day=29, year=day.year) == day
    return {"month": day.month, "day__in": [28, 29] if is_short_february else [day.day]}


def _from_rhythms(today: date, now: datetime) -> Iterable[Task]:
    for rhythm, last in queries.rhythms_due(today=today):
        name = rhythm.customer.name or _("Customer %(number)s") % {"number": rhythm.customer_id}
        yield Task(
            title=_("Be in touch: %(name)s") % {"name": name}, due_on=today, owner_id=rhythm.customer.owner_id,
            customer=rhythm.customer, source=f"rhythm:{rhythm.customer_id}:{last}", created_at=now,
        )  # fmt: skip


def _insert_once(tasks: Sequence[Task]) -> int:
    there = set(Task.objects.filter(source__in=[task.source for task in tasks]).values_list("source", flat=True))
    new = [task for task in tasks if task.source not in there]
    Task.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _again(task: Task, today: date, now: datetime) -> Task:
    repeat = Repeat(every=task.repeat_every or 1, unit=Unit(task.repeat_unit))
    day = task.due_on or today
    return Task(
        title=task.title, note=task.note, due_time=task.due_time, owner_id=task.owner_id, customer_id=task.customer_id,
        due_on=rules.next_due(day, repeat, first_day=task.first_day, today=today), repeat_every=task.repeat_every,
        repeat_unit=task.repeat_unit, first_day=task.first_day, created_by_name=task.created_by_name, created_at=now,
    )  # fmt: skip


def _check(actor: Actor, told: TaskDraft) -> None:
    if not told.title.strip():
        raise BadTaskError("title")
    if (told.due_time or told.repeat) and told.due_on is None:
        raise BadTaskError("due_on")
    if told.owner_id is not None and not Staff.objects.filter(pk=told.owner_id, is_active=True).exists():
        raise BadTaskError("owner_id")
    if told.customer_id is not None and not customers.visible_to(actor).filter(pk=told.customer_id).exists():
        raise Customer.DoesNotExist


def _columns(told: TaskDraft) -> dict[str, object]:
    return {
        "title": told.title.strip()[:300], "note": told.note.strip(), "due_on": told.due_on, "due_time": told.due_time,
        "repeat_every": told.repeat.every if told.repeat else None,
        "repeat_unit": told.repeat.unit.value if told.repeat else "",
        "first_day": told.due_on.day if told.repeat and told.due_on else None,
        "owner_id": told.owner_id, "customer_id": told.customer_id,
    }  # fmt: skip
