"""In the queue of the day: customers who slip away, calls of open rounds, and the worth of everybody in it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.tasks import services as tasks
from zabota.capabilities.tasks.contracts import BadTaskError, TaskDraft
from zabota.capabilities.tasks.models import Task, TaskState
from zabota.capabilities.tasks.queries import IN_TOUCH
from zabota.capabilities.today.contracts import Entry, GoneError, Money, Step, Worth, number_in
from zabota.capabilities.today.sources import StaffIds, owned_by
from zabota.capabilities.value import queries, services
from zabota.capabilities.value.contracts import PLAN_CALLS, USUAL_HORIZON_MONTHS, Readiness
from zabota.capabilities.value.models import Call, CallOutcome, CustomerValue, ValueRun
from zabota.capabilities.value.web import words
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff

PORTION, PORTION_OF_ALL = 10, 50
"""A day's portion of what has no deadline; the whole lists have pages of their own."""
LOOKED_AT = 1_000
QUIET = timedelta(days=30)
"""Whoever was spoken to within these days is not asked for again."""


def load_slipping(actor: Actor, *, staff_ids: StaffIds, now: datetime, limit: int) -> Sequence[Entry]:
    """Of the thousand slipping customers with most at risk those nobody is busy with: two queries."""
    run = queries.find_run()
    if run is None:
        return []
    wanted = queries.slipping_filter(run, is_gone=False)
    rows = queries.filtered(actor, run=run, horizon_months=USUAL_HORIZON_MONTHS, wanted=wanted)
    column = "exposure_minor" if run.sees_leaving else "last_year_margin_minor"
    most = rows.filter(**{f"{column}__gt": 0}).order_by(f"-{column}", "-id").values("pk")[:LOOKED_AT]
    chosen = _left_alone(CustomerValue.objects.filter(pk__in=most), now).filter(
        owned_by(staff_ids, column="customer__owner_id")
    )
    found = chosen.annotate(owner_id=F("customer__owner_id")).order_by(f"-{column}", "-id")
    return [_slipping(value, run) for value in found[: min(limit, _portion(staff_ids))]]


def _left_alone(rows: QuerySet[CustomerValue], now: datetime) -> QuerySet[CustomerValue]:
    """Nobody was in touch lately and nobody has a task of it."""
    heard = TimelineEvent.objects.filter(
        customer_id=OuterRef("customer_id"), kind__in=IN_TOUCH, occurred_at__gte=now - QUIET
    )
    busy = Task.objects.filter(customer_id=OuterRef("customer_id"), state=TaskState.OPEN)
    return rows.filter(~Exists(heard), ~Exists(busy))


def _portion(staff_ids: StaffIds) -> int:
    return PORTION if staff_ids is not None else PORTION_OF_ALL


def _slipping(value: CustomerValue, run: ValueRun) -> Entry:
    card = reverse("customers:customer", args=[value.customer_id])
    return Entry(
        key=str(value.customer_id), title=_("Slips away"), reason=f"{words.silence(value).capitalize()}.", url=card,
        customer_id=value.customer_id, owner_id=getattr(value, "owner_id", None), at_risk=_exposure(value, run),
        step=Step(label=_("Open the card"), url=card, icon="user"), can_finish=False,
    )  # fmt: skip


def hand_over_slipping(actor: Actor, *, key: str, to: int, now: datetime) -> int | None:
    """The colleague gets a task for today."""
    run = queries.find_run()
    value = queries.find_values(number_in(key), run=run).get(USUAL_HORIZON_MONTHS) if run else None
    if value is None:
        raise GoneError(key)
    told = TaskDraft(
        title=_("Find out how they are: %(name)s") % {"name": value.name}, note=f"{words.silence(value).capitalize()}.",
        due_on=timezone.localdate(now), owner_id=to, customer_id=value.customer_id,
    )  # fmt: skip
    try:
        return tasks.add_task(actor, told=told, now=now)[1]
    except (BadTaskError, Customer.DoesNotExist) as error:
        raise GoneError(key) from error


def load_calls(actor: Actor, *, staff_ids: StaffIds, now: datetime, limit: int) -> Sequence[Entry]:  # noqa: ARG001
    """Calls of open rounds still to be made, by rank: one query. Whose next step is a task waits as that task."""
    calls = queries.waiting_calls(actor).filter(owned_by(staff_ids)).exclude(
        outcome=CallOutcome.LATER, next_step_on__isnull=False
    )  # fmt: skip
    found = calls.select_related("round").order_by("rank", "pk")
    return [_call(actor, call) for call in found[: min(limit, _portion(staff_ids))]]


def _call(actor: Actor, call: Call) -> Entry:
    reasons = {
        CallOutcome.LATER: _("Asked to be called later."),
        CallOutcome.NO_ANSWER: _("Nobody answered last time."),
    }
    usual = _("One of those who bring most: ask how they see us.")
    url = reverse("value:call", args=[call.pk])
    return Entry(
        key=str(call.pk), title=_("A call of “%(round)s”") % {"round": call.round.name}, url=url,
        reason=reasons.get(CallOutcome(call.outcome), usual), customer_id=call.customer_id, owner_id=call.owner_id,
        step=Step(label=_("Call"), url=url, icon="phone"), can_finish=False, can_hand_over=actor.may(PLAN_CALLS),
    )  # fmt: skip


def hand_over_call(actor: Actor, *, key: str, to: int, now: datetime) -> int | None:  # noqa: ARG001 - as all sources
    owner = Staff.objects.filter(pk=to, is_active=True).first()
    try:
        call = queries.get_call(actor, call_id=number_in(key))
    except Call.DoesNotExist as error:
        raise GoneError(key) from error
    if owner is None:
        raise GoneError(key)
    services.assign_call(actor, call=call, owner=owner)
    return None


def count_calls(*, since: datetime, until: datetime) -> Mapping[int, int]:
    """Calls recorded, by whoever they were given to: one query."""
    made = Call.objects.filter(called_at__gte=since, called_at__lt=until, owner__isnull=False)
    return dict(made.order_by().values_list("owner_id").annotate(count=Count("pk")))


def worth_of(customer_ids: Collection[int]) -> Mapping[int, Worth]:
    """The dots beside a name, and what is at risk: two queries."""
    run = queries.find_run()
    if run is None:
        return {}
    rows = CustomerValue.objects.filter(run=run, horizon_months=USUAL_HORIZON_MONTHS, customer_id__in=customer_ids)
    return {
        row.customer_id: Worth(
            level=words.dots(row.decile), words=_("decile %(n)s") % {"n": row.decile}, at_risk=_exposure(row, run)
        )
        for row in rows
    }


def _exposure(value: CustomerValue, run: ValueRun) -> Money | None:
    """Only where the models may speak aloud."""
    if run.readiness != Readiness.READY or not run.sees_leaving or not value.exposure_minor:
        return None
    return Money(amount_minor=value.exposure_minor)
