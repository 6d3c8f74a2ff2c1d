"""Customers filtered by tasks and by when somebody was last in touch; a task for each of many."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.bulk import BulkAction, BulkRequest, declare_action
from zabota.capabilities.customers.conditions import on_latest, on_rows, whether
from zabota.capabilities.customers.filtering import (
    Cell,
    FieldKind,
    FilterField,
    declare_field,
)
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.tasks.contracts import USE_TASKS
from zabota.capabilities.tasks.models import Task, TaskState
from zabota.capabilities.tasks.queries import IN_TOUCH
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import Actor


def _open_tasks() -> QuerySet[Task]:
    return Task.objects.filter(state=TaskState.OPEN, customer_id__isnull=False)


def _contacts() -> QuerySet[TimelineEvent]:
    return TimelineEvent.objects.filter(kind__in=IN_TOUCH)


def _has_task(customers: Sequence[Customer]) -> Mapping[int, Cell]:
    ids = [one.pk for one in customers]
    busy = set(_open_tasks().filter(customer_id__in=ids).values_list("customer_id", flat=True))
    return {one: one in busy for one in ids}


def _next_day(customers: Sequence[Customer]) -> Mapping[int, Cell]:
    rows = _open_tasks().filter(customer_id__in=[one.pk for one in customers], due_on__isnull=False)
    return dict(rows.order_by().values("customer_id").annotate(next=Min("due_on")).values_list("customer_id", "next"))


def _last_contact(customers: Sequence[Customer]) -> Mapping[int, Cell]:
    rows = _contacts().filter(customer_id__in=[one.pk for one in customers]).order_by().values("customer_id")
    found = rows.annotate(last=Max("occurred_at")).values_list("customer_id", "last")
    return {customer_id: timezone.localdate(last) for customer_id, last in found if customer_id is not None}


def _form(_actor: Actor, given: Mapping[str, Any] | None) -> Form:
    from zabota.capabilities.tasks.web.forms import EachForm

    return EachForm(given)


def _task_for_each(asked: BulkRequest) -> int:
    """One for each customer, for whoever is responsible, else for whoever asks; a batch run again makes none twice."""
    source = f"each:{asked.recorder.change.pk}:"
    made = Task.objects.filter(source__startswith=source).values_list("source", flat=True)
    there, title = set(made), str(asked.data["title"]).strip()[:300]
    customers = Customer.objects.filter(pk__in=asked.customer_ids).order_by("pk").values_list("pk", "owner_id")
    new = [
        Task(
            title=title, due_on=asked.data.get("due_on"), customer_id=customer_id,
            owner_id=owner_id or asked.actor.staff_id, source=f"{source}{customer_id}",
            created_by_name=asked.actor.name[:150], created_at=asked.now,
        )
        for customer_id, owner_id in customers
        if f"{source}{customer_id}" not in there
    ]  # fmt: skip
    return len(asked.recorder.insert(new))


declare_field(
    FilterField(
        code="has_open_task", label=_("Has something to be done"), group=_("Tasks"), kind=FieldKind.YES_NO,
        permission=USE_TASKS, where=whether(_open_tasks), values_of=_has_task,
    )
)  # fmt: skip
declare_field(
    FilterField(
        code="next_task_on", label=_("Day of a task"), group=_("Tasks"), kind=FieldKind.DATE, permission=USE_TASKS,
        where=on_rows(_open_tasks, "due_on"), values_of=_next_day,
    )
)  # fmt: skip
declare_field(
    FilterField(
        code="in_touch_on", label=_("Been in touch"), group=_("Tasks"), kind=FieldKind.DATE, permission=USE_TASKS,
        where=on_latest(_contacts, "occurred_at"), values_of=_last_contact,
    )
)  # fmt: skip
declare_action(
    BulkAction(
        code="task", label=_("Make a task for each"), icon="list-check", permission=USE_TASKS, apply=_task_for_each,
        form=_form, order=30,
    )
)  # fmt: skip
