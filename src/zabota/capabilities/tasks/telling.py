"""Tasks under the bell: when their hour has come, and when a colleague passes one on."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from zabota.capabilities.tasks.models import Task, TaskState
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.notices import queries as told
from zabota.foundation.notices import services as notices

DAY_BEGINS = time(7, 30)
"""A task of a day without an hour is told then, before the morning letter."""
CATCH_UP = timedelta(days=7)


def tell_due(*, zone: tzinfo, now: datetime) -> int:
    """Tell owners of open tasks whose hour has come, each once for each moment it was due; returns how many."""
    today = now.astimezone(zone).date()
    tasks = Task.objects.filter(
        state=TaskState.OPEN, owner__is_active=True, due_on__gte=today - CATCH_UP, due_on__lte=today
    )
    due = {_key(task): task for task in tasks.order_by("due_on", "due_time", "pk") if _moment(task, zone) <= now}
    there = told.known_keys(list(due))
    for key, task in due.items():
        if key not in there and task.owner_id is not None:
            notices.tell(
                staff_id=task.owner_id, key=key, text=format_lazy(_("It is time: {title}"), title=task.title),
                url=reverse("tasks:edit", args=[task.pk]), customer_id=task.customer_id, now=now,
            )  # fmt: skip
    return len(due.keys() - there)


def tell_passed_on(actor: Actor, *, tasks: Sequence[Task], to: int, change_id: int, now: datetime) -> None:
    """Tell a colleague what was passed on to them; of many at once there is one notice."""
    if not tasks or to == actor.staff_id:
        return
    first = tasks[0]
    text = format_lazy(_("{who} passed on to you: {title}"), who=actor.name, title=first.title)
    url, customer_id = reverse("tasks:edit", args=[first.pk]), first.customer_id
    if len(tasks) > 1:
        many = ngettext_lazy("{who} passed {n} task on to you", "{who} passed {n} tasks on to you", len(tasks))
        text, url, customer_id = format_lazy(many, who=actor.name, n=len(tasks)), reverse("tasks:tasks"), None
    notices.tell(
        staff_id=to, key=f"tasks:passed:{change_id}", text=text, url=url, customer_id=customer_id, now=now
    )  # fmt: skip


def _key(task: Task) -> str:
    return f"task:{task.pk}:{task.due_on}:{task.due_time or ''}"


def _moment(task: Task, zone: tzinfo) -> datetime:
    if task.due_on is None:
        raise ValueError("a task without a day is never due")
    return datetime.combine(task.due_on, task.due_time or DAY_BEGINS, tzinfo=zone)
