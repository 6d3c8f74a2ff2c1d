"""Tasks in the queue of the day: those of today and of the days before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.capabilities.tasks import queries, services
from zabota.capabilities.tasks.contracts import BY_DATE, BadTaskError
from zabota.capabilities.tasks.models import Task, TaskState
from zabota.capabilities.today.contracts import Entry, GoneError, Step, number_in, whole_day
from zabota.capabilities.today.sources import StaffIds, owned_by
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo.models import Change

RHYTHM, NOTE = "rhythm:", "note:"
ICONS = {BY_DATE: "cake", RHYTHM: "heart-handshake", NOTE: "note"}


def load(actor: Actor, *, staff_ids: StaffIds, now: datetime, limit: int) -> Sequence[Entry]:
    """Open tasks due by tonight, the earliest first: one query."""
    today = now.date()
    tasks = queries.visible_tasks(actor).filter(owned_by(staff_ids), state=TaskState.OPEN, due_on__lte=today)
    tasks = tasks.select_related("owner")
    return [_entry(task, today) for task in tasks.order_by("due_on", F("due_time").asc(nulls_last=True), "pk")[:limit]]


def _entry(task: Task, today: date) -> Entry:
    day = task.due_on or today
    at = timezone.make_aware(datetime.combine(day, task.due_time)) if task.due_time else whole_day(day)
    task_url = reverse("tasks:edit", args=[task.pk])
    step = Step(label=_("Open the task"), url=task_url, icon="list-check")
    if task.customer_id is not None:
        card = reverse("customers:customer", args=[task.customer_id])
        step = Step(label=_("Open the card"), url=card, icon="user")
    return Entry(
        key=str(task.pk), title=task.title, reason=_reason(task, day, today), url=task_url, step=step,
        customer_id=task.customer_id, owner_id=task.owner_id, due_at=at, is_whole_day=task.due_time is None,
        icon=next((icon for prefix, icon in ICONS.items() if (task.source or "").startswith(prefix)), ""),
    )  # fmt: skip


def _reason(task: Task, day: date, today: date) -> str:
    source = task.source or ""
    if source.startswith(BY_DATE) and task.note:
        return _("A day on the card: %(what)s.") % {"what": task.note}
    if source.startswith(RHYTHM):
        last = date.fromisoformat(source.rpartition(":")[2])
        return _("Nobody was in touch since %(day)s.") % {"day": formats.day(last, today=today)}
    if source.startswith(NOTE):
        return _("Promised after a conversation, for %(day)s.") % {"day": formats.day(day, today=today)}
    late = (today - day).days
    if late:
        days = ngettext("Waits for %(n)s day already.", "Waits for %(n)s days already.", late)
        return days % {"n": formats.number(late)}
    return task.note.partition("\n")[0][:200] or _who_wants_it(task)


def _who_wants_it(task: Task) -> str:
    if task.owner and task.created_by_name not in {"", task.owner.name}:
        return _("Given by %(name)s.") % {"name": task.created_by_name}
    return _("Planned for today.")


def finish(actor: Actor, *, key: str, now: datetime) -> int | None:
    today = timezone.localdate(now)
    count, change_id = services.finish(actor, task_ids=[number_in(key)], today=today, now=now)
    return _done(count, change_id)


def hand_over(actor: Actor, *, key: str, to: int, now: datetime) -> int | None:
    try:
        count, change_id = services.pass_on(actor, task_ids=[number_in(key)], to=to, now=now)
    except BadTaskError as error:
        raise GoneError(key) from error
    return _done(count, change_id)


def count_done(*, since: datetime, until: datetime) -> Mapping[int, int]:
    """Tasks taken off the list, by who did it: one query."""
    done: Counter[int] = Counter()
    made = Change.objects.filter(kind=services.DONE, undone_at=None, made_at__gte=since, made_at__lt=until)
    for staff_id, data in made.filter(actor_kind="staff").values_list("actor_id", "data"):
        done[staff_id or 0] += data["tasks"]
    return done


def _done(count: int, change_id: int) -> int:
    if not count:
        raise GoneError
    return change_id
