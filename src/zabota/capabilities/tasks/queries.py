"""Whose tasks one sees, in which group each stands, which rhythms are due."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.tasks.contracts import SEE_ALL_TASKS, USE_TASKS
from zabota.capabilities.tasks.models import DateReminder, Rhythm, Task, TaskState
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import Actor

PAGE_ROWS = 200
IN_TOUCH = (
    "customers.note_added", "telephony.call", "value.call_recorded", "letters.sent", "sales.order_placed", "tasks.done",
)  # fmt: skip
"""What counts as having been in touch with a customer."""


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Open tasks by when they are due, in the order in which a day goes."""

    overdue: list[Task]
    today: list[Task]
    tomorrow: list[Task]
    week: list[Task]
    later: list[Task]
    undated: list[Task]
    has_more: bool


def visible_tasks(actor: Actor) -> QuerySet[Task]:
    """One's own and nobody's, those of customers one may see, and for directors everybody's; no other branch's."""
    actor.require(USE_TASKS)
    seen = customers.visible_to(actor).filter(pk=OuterRef("customer_id"))
    tasks = Task.objects.filter(Q(customer=None) | Exists(seen))
    if actor.may(SEE_ALL_TASKS) and actor.branch_limit is None:
        return tasks
    return tasks.filter(Q(owner_id=actor.staff_id) | Q(owner=None) | Q(customer__isnull=False))


def get_task(actor: Actor, *, task_id: int) -> Task:
    return visible_tasks(actor).select_related("customer", "owner").get(pk=task_id)


def list_groups(actor: Actor, *, owner_id: int | None, text: str, today: date) -> Groups:
    """Open tasks of one colleague (None: of everybody one sees): one query, grouped here."""
    tasks = visible_tasks(actor).filter(state=TaskState.OPEN).select_related("customer", "owner")
    if owner_id is not None:
        tasks = tasks.filter(owner_id=owner_id)
    if text:
        tasks = tasks.filter(Q(title__icontains=text) | Q(customer__name__icontains=text))
    found = list(tasks.order_by("due_on", "due_time", "pk")[: PAGE_ROWS + 1])
    groups: dict[str, list[Task]] = defaultdict(list)
    for task in found[:PAGE_ROWS]:
        groups[_group(task.due_on, today)].append(task)
    names = ("overdue", "today", "tomorrow", "week", "later", "undated")
    return Groups(**{name: groups[name] for name in names}, has_more=len(found) > PAGE_ROWS)


def _group(day: date | None, today: date) -> str:
    if day is None:
        return "undated"
    ahead = (day - today).days
    return "overdue" if ahead < 0 else ("today", "tomorrow")[ahead] if ahead < 2 else "week" if ahead < 7 else "later"


def list_done(actor: Actor, *, limit: int = 50) -> list[Task]:
    done = visible_tasks(actor).exclude(state=TaskState.OPEN).select_related("customer", "owner")
    return list(done.order_by("-done_at", "-pk")[:limit])


def tasks_of_customer(customer_id: int) -> list[Task]:
    """Open tasks of a card, the soonest first; the card itself was asked for before."""
    tasks = Task.objects.filter(customer_id=customer_id, state=TaskState.OPEN).select_related("owner")
    return list(tasks.order_by("due_on", "due_time", "pk")[:20])


def find_rhythm(customer_id: int) -> Rhythm | None:
    return Rhythm.objects.filter(customer_id=customer_id).first()


def last_in_touch(customer_id: int) -> date | None:
    newest = TimelineEvent.objects.filter(customer_id=customer_id, kind__in=IN_TOUCH).order_by("-occurred_at")
    event = newest.first()
    return event.occurred_at.date() if event else None


def list_reminders() -> list[DateReminder]:
    return list(DateReminder.objects.all())


def rhythms_due(*, today: date, batch: int = 1_000) -> Iterator[tuple[Rhythm, date]]:
    """Rhythms whose customer heard nothing for as long, with the last day of contact, in batches of two queries."""
    last_id = 0
    while rhythms := list(
        Rhythm.objects.filter(pk__gt=last_id).select_related("customer").order_by("pk")[:batch]
    ):  # fmt: skip
        last_id = rhythms[-1].pk
        ids = [rhythm.customer_id for rhythm in rhythms]
        events = TimelineEvent.objects.filter(customer_id__in=ids, kind__in=IN_TOUCH).values("customer_id")
        heard = dict(events.annotate(last=Max("occurred_at")).values_list("customer_id", "last"))
        for rhythm in rhythms:
            last = (heard.get(rhythm.customer_id) or rhythm.set_at).date()
            if last + timedelta(days=rhythm.every_days) <= today:
                yield rhythm, last
