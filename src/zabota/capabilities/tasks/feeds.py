"""One's own tasks as a calendar behind a secret address: given out, renewed, taken away, read."""

import secrets
from datetime import datetime, timedelta, tzinfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.tasks import queries
from zabota.capabilities.tasks.contracts import USE_TASKS
from zabota.capabilities.tasks.icalendar_text import Entry, calendar
from zabota.capabilities.tasks.models import CalendarFeed, Task, TaskState
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor, PermissionDeniedError
from zabota.foundation.identity.queries import actor_for_staff
from zabota.foundation.identity.rules import fingerprint

BACK, AHEAD = timedelta(days=30), timedelta(days=400)
MOST = 1_000


def open_feed(actor: Actor, *, with_phones: bool, now: datetime) -> str:
    """Make the secret of one's calendar, which is shown once; the former address ends."""
    staff_id = _oneself(actor)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        CalendarFeed.objects.update_or_create(
            pk=staff_id,
            defaults={"secret_hash": fingerprint(secret), "with_phones": with_phones, "opened_at": now},
        )  # fmt: skip
        audit.record(
            actor=actor, action="tasks.calendar_opened", object_kind="staff", object_id=staff_id,
            after={"with_phones": with_phones},
        )  # fmt: skip
    return secret


def close_feed(actor: Actor) -> None:
    staff_id = _oneself(actor)
    with transaction.atomic():
        CalendarFeed.objects.filter(pk=staff_id).delete()
        audit.record(actor=actor, action="tasks.calendar_closed", object_kind="staff", object_id=staff_id)


def find_feed(actor: Actor) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(pk=actor.staff_id).first() if actor.staff_id else None


def read_feed(secret: str, *, zone: tzinfo, now: datetime) -> str | None:
    """The calendar of whoever the secret belongs to; None for a wrong one and for a colleague who left."""
    feeds = CalendarFeed.objects.select_related("staff__branch")
    feed = feeds.filter(secret_hash=fingerprint(secret), staff__is_active=True).first()
    if feed is None:
        return None
    actor = actor_for_staff(feed.staff)
    today = now.astimezone(zone).date()
    tasks = queries.visible_tasks(actor).filter(
        owner_id=feed.staff_id, state=TaskState.OPEN, due_on__gte=today - BACK, due_on__lte=today + AHEAD
    )
    found = list(tasks.select_related("customer").order_by("due_on", "pk")[:MOST])
    phones: dict[int, tuple[str, ...]] = {}
    if feed.with_phones:
        contacts = customers.contacts_of(actor, {task.customer_id for task in found if task.customer_id is not None})
        phones = {customer_id: known.phones for customer_id, known in contacts.items()}
    with translation.override(feed.staff.language):
        return calendar([_entry(task, phones, zone) for task in found], name=_("Tasks"), now=now)


def _entry(task: Task, phones: dict[int, tuple[str, ...]], zone: tzinfo) -> Entry:
    if task.due_on is None:
        raise ValueError("a task without a day is not in a calendar")
    about = [task.customer.name if task.customer else "", *phones.get(task.customer_id or 0, ()), task.note]
    begins = datetime.combine(task.due_on, task.due_time, tzinfo=zone) if task.due_time else task.due_on
    return Entry(uid=f"task-{task.pk}@zabota", begins=begins, title=task.title, text="\n".join(filter(None, about)))


def _oneself(actor: Actor) -> int:
    actor.require(USE_TASKS)
    if actor.staff_id is None:
        raise PermissionDeniedError(USE_TASKS)
    return actor.staff_id
