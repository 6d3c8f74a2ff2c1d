"""In the queue of the day: open cases and promises that come due, with what may be lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.cases import queries, services
from zabota.capabilities.cases.contracts import CaseError, Fate, State
from zabota.capabilities.cases.models import Case, CasePromise
from zabota.capabilities.cases.wording import said_in
from zabota.capabilities.today.contracts import Entry, GoneError, Money, Step, number_in
from zabota.capabilities.today.sources import StaffIds, owned_by
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff


def load_cases(actor: Actor, *, staff_ids: StaffIds, now: datetime, limit: int) -> Sequence[Entry]:  # noqa: ARG001
    """Open cases, the earliest deadline first: one query."""
    rows = queries.cases_of(actor).exclude(state=State.CLOSED).filter(owned_by(staff_ids))
    return [_case(one) for one in rows.order_by("due_at", "pk")[:limit]]


def _case(case: Case) -> Entry:
    url = reverse("cases:case", args=[case.pk])
    step = _("Call and listen") if case.state == State.NEW else _("Go on")
    return Entry(
        key=str(case.pk), title=_("Unhappy customer"), reason=said_in(case), url=url, customer_id=case.customer_id,
        owner_id=case.owner_id, due_at=case.due_at, step=Step(label=step, url=url, icon="heart-handshake"),
        at_risk=None if case.at_risk_minor is None else Money(amount_minor=case.at_risk_minor), can_finish=False,
    )  # fmt: skip


def hand_over_case(actor: Actor, *, key: str, to: int, now: datetime) -> int | None:
    try:
        services.hand_over(actor, case=queries.get_case(actor, case_id=number_in(key)), to=to, now=now)
    except (Case.DoesNotExist, Staff.DoesNotExist, CaseError) as error:
        raise GoneError(key) from error
    return None


def load_promises(actor: Actor, *, staff_ids: StaffIds, now: datetime, limit: int) -> Sequence[Entry]:
    """Open promises, the earliest first: one query. The money at risk is that of their case."""
    rows = queries.open_promises(actor).filter(owned_by(staff_ids, column="case__owner_id"))
    return [_promise(one, now) for one in rows.order_by("due_at", "pk")[:limit]]


def _promise(one: CasePromise, now: datetime) -> Entry:
    url = f"{reverse('cases:case', args=[one.case_id])}#promises"
    till = formats.moment(timezone.localtime(one.due_at), now=timezone.localtime(now))
    at_risk = one.case.at_risk_minor
    return Entry(
        key=str(one.pk), title=_("Keep a promise"), url=url, customer_id=one.case.customer_id,
        reason=_("We promised “%(words)s” until %(till)s.") % {"words": one.words, "till": till},
        owner_id=one.case.owner_id, due_at=one.due_at, can_hand_over=False,
        at_risk=None if at_risk is None else Money(amount_minor=at_risk),
        step=Step(label=_("Go to the promise"), url=url, icon="heart-handshake"),
    )  # fmt: skip


def keep_promise(actor: Actor, *, key: str, now: datetime) -> int | None:
    one = queries.open_promises(actor).filter(pk=number_in(key)).first()
    if one is None:
        raise GoneError(key)
    services.settle(actor, promise=one, fate=Fate.KEPT, now=now)
    return None


def count_closed(*, since: datetime, until: datetime) -> Mapping[int, int]:
    """Cases closed, by whose they are: one query."""
    rows = Case.objects.filter(closed_at__gte=since, closed_at__lt=until, owner__isnull=False)
    return dict(rows.order_by().values_list("owner_id").annotate(count=Count("pk")))
