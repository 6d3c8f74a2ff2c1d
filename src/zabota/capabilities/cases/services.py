"""The life of a case: opened, worked on, made up for, promised, closed, reopened."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.cases import queries, rules, worth
from zabota.capabilities.cases.contracts import (
    APPROVE,
    CASE_CLOSED,
    CASE_OPENED,
    COMPENSATED,
    PROMISED,
    SET_CASES,
    WORK_CASES,
    CaseError,
    Fate,
    Grant,
    Resolution,
    State,
    Step,
)
from zabota.capabilities.cases.models import Case, CasePromise, CaseRules, CaseStep, Cause, Compensation
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.surveys.models import Response
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.notices import services as notices

OBJECT = "case"


def open_case(
    actor: Actor, *, customer: Customer, words: str, response: Response | None = None, owner_id: int | None = None,
    now: datetime,
) -> Case:  # fmt: skip
    """A case with whoever is responsible for the customer, else with `owner_id`, due by the customer's worth.

    An answer opens one case only; a customer whose case is open keeps it and the words are added to it.
    """
    actor.require(WORK_CASES)
    with transaction.atomic():
        if response is not None and (known := Case.objects.filter(response=response).first()):
            return known
        if (known := queries.open_case_of(customer.pk)) is not None:
            add_step(actor, case=known, kind=Step.NOTE, words=words, now=now)
            return known
        settings, at_risk = queries.get_rules(), worth.of(customer.pk)
        hours = (settings.hours_top, settings.hours_upper, settings.hours_others)
        case = Case.objects.create(
            customer=customer, response=response, words=words.strip(), branch_id=customer.branch_id,
            owner_id=customer.owner_id or owner_id, at_risk_minor=at_risk.amount_minor,
            is_modelled=at_risk.is_modelled, opened_at=now, opened_by_id=actor.staff_id,
            due_at=rules.deadline(at_risk.share, hours=hours, opened_at=now),
        )  # fmt: skip
        events.publish(
            kind=CASE_OPENED, actor=actor, customer_id=customer.pk, occurred_at=now, subject=f"case:{case.pk}",
            data={"case_id": case.pk, "response_id": response.pk if response else None},
        )  # fmt: skip
        _note(actor, case, "opened", {"owner": case.owner_id})
        _tell_owner(actor, case, now=now)
    return case


def add_step(actor: Actor, *, case: Case, kind: Step, words: str, now: datetime) -> CaseStep:
    """Something was done: the first step takes the case into work."""
    actor.require(WORK_CASES)
    _require_open(case)
    with transaction.atomic():
        step = CaseStep.objects.create(
            case=case, kind=kind, words=words.strip(), staff_id=actor.staff_id, made_at=now
        )  # fmt: skip
        if case.state == State.NEW:
            case.state = State.IN_WORK
            case.save(update_fields=["state"])
    return step


def set_cause(actor: Actor, *, case: Case, cause: Cause | None) -> None:
    actor.require(WORK_CASES)
    _require_open(case)
    with transaction.atomic():
        before = case.cause_id
        case.cause = cause
        case.save(update_fields=["cause"])
        _note(actor, case, "cause_set", {"cause": case.cause_id}, {"cause": before})


def hand_over(actor: Actor, *, case: Case, to: int, now: datetime) -> None:
    """Raises Staff.DoesNotExist for a colleague who is not here."""
    actor.require(WORK_CASES)
    _require_open(case)
    with transaction.atomic():
        before = case.owner_id
        case.owner = Staff.objects.get(pk=to, is_active=True)
        case.save(update_fields=["owner"])
        _note(actor, case, "handed_over", {"owner": to}, {"owner": before})
        _tell_owner(actor, case, now=now)


def compensate(actor: Actor, *, case: Case, amount_minor: int, words: str, now: datetime) -> Compensation:
    """Given at once within the limit of one's role, else it waits for approval and those who may approve are told."""
    actor.require(WORK_CASES)
    _require_open(case)
    if amount_minor <= 0:
        raise CaseError(_("Write how much it costs us."), field="amount")
    limits = queries.get_rules()
    is_given = rules.may_give(
        actor.role, amount_minor, agent_limit=limits.agent_limit_minor, manager_limit=limits.manager_limit_minor
    )
    with transaction.atomic():
        made = Compensation.objects.create(
            case=case, amount_minor=amount_minor, words=words.strip(), asked_by_id=actor.staff_id, asked_at=now,
            state=Grant.GIVEN if is_given else Grant.ASKED,
        )  # fmt: skip
        _note(actor, case, "compensation_asked", {"amount": amount_minor, "state": made.state})
        if is_given:
            _tell_of_gift(actor, made, now=now)
        else:
            _ask_for_approval(actor, made, now=now)
    return made


def decide(actor: Actor, *, compensation: Compensation, is_granted: bool, reason: str = "", now: datetime) -> None:
    """Nobody approves what he asked for himself, unless he might have given it."""
    actor.require(APPROVE)
    limits = queries.get_rules()
    within = rules.may_give(
        actor.role, compensation.amount_minor, agent_limit=limits.agent_limit_minor,
        manager_limit=limits.manager_limit_minor,
    )  # fmt: skip
    if compensation.state != Grant.ASKED:
        raise CaseError(_("It was decided already."))
    if is_granted and not within:
        raise CaseError(_("It is over your own limit: the owner decides."))
    if not is_granted and not reason.strip():
        raise CaseError(_("Say why not: the colleague has to explain it to the customer."), field="reason")
    with transaction.atomic():
        compensation.state = Grant.GIVEN if is_granted else Grant.REFUSED
        compensation.decided_by_id, compensation.decided_at = actor.staff_id, now
        compensation.reason = reason.strip()[:300]
        compensation.save()
        _note(actor, compensation.case, "compensation_decided", {"state": compensation.state})
        if is_granted:
            _tell_of_gift(actor, compensation, now=now)
        if compensation.asked_by_id is not None and compensation.asked_by_id != actor.staff_id:
            words = _("Compensation approved: {words}") if is_granted else _("Compensation not approved: {words}")
            notices.tell(
                staff_id=compensation.asked_by_id, key=f"case:compensation:{compensation.pk}",
                text=format_lazy(words, words=compensation.words), url=_page(compensation.case),
                customer_id=compensation.case.customer_id, now=now,
            )  # fmt: skip


def promise(actor: Actor, *, case: Case, words: str, due_at: datetime, now: datetime) -> CasePromise:
    """Raises CaseError for a moment that is over."""
    actor.require(WORK_CASES)
    _require_open(case)
    if due_at <= now:
        raise CaseError(_("A promise is for a moment that is still to come."), field="due_at")
    with transaction.atomic():
        made = CasePromise.objects.create(
            case=case, words=words.strip(), due_at=due_at, staff_id=actor.staff_id, made_at=now
        )  # fmt: skip
        events.publish(
            kind=PROMISED, actor=actor, customer_id=case.customer_id, occurred_at=now, subject=f"case:{case.pk}",
            data={"case_id": case.pk, "due_at": due_at.isoformat()},
        )  # fmt: skip
        _note(actor, case, "promised", {"promise": made.pk})
    return made


def settle(actor: Actor, *, promise: CasePromise, fate: Fate, now: datetime) -> None:
    """Kept, broken, called off with the customer, or open again."""
    actor.require(WORK_CASES)
    with transaction.atomic():
        before = promise.fate
        promise.fate, promise.settled_at = fate, None if fate == Fate.OPEN else now
        promise.save(update_fields=["fate", "settled_at"])
        _note(actor, promise.case, "promise_settled", {"fate": fate}, {"fate": before})


def close_case(actor: Actor, *, case: Case, resolution: Resolution, words: str, now: datetime) -> None:
    """Closed with its cause; the customer is asked again after the days of the rules.

    Raises CaseError while the cause is not known, a promise is open or compensation waits for approval.
    """
    actor.require(WORK_CASES)
    _require_open(case)
    if case.cause_id is None and resolution not in {Resolution.NO_CONTACT, Resolution.NOT_OURS}:
        raise CaseError(_("Choose the cause first: without it nothing is learnt."), field="cause")
    if case.promises.filter(fate=Fate.OPEN).exists():
        raise CaseError(_("A promise is still open: say first whether it was kept."))
    if case.compensations.filter(state=Grant.ASKED).exists():
        raise CaseError(_("Compensation still waits for approval."))
    days = queries.get_rules().ask_again_days
    data: dict[str, object] = {"case_id": case.pk, "resolution": resolution, "response_id": case.response_id}
    if days and case.response_id is not None:
        data["ask_again_on"] = (timezone.localdate(now) + timedelta(days=days)).isoformat()
    with transaction.atomic():
        case.state, case.resolution, case.closed_at = State.CLOSED, resolution, now
        case.resolution_words = words.strip()
        case.save(update_fields=["state", "resolution", "resolution_words", "closed_at"])
        events.publish(
            kind=CASE_CLOSED, actor=actor, customer_id=case.customer_id, occurred_at=now, data=data,
            subject=f"case:{case.pk}",
        )  # fmt: skip
        _note(actor, case, "closed", {"resolution": resolution})


def reopen(actor: Actor, *, case: Case) -> None:
    actor.require(WORK_CASES)
    if (other := queries.open_case_of(case.customer_id)) is not None and other.pk != case.pk:
        raise CaseError(_("Another case of this customer is open: go on with that one."))
    with transaction.atomic():
        case.state, case.closed_at, case.resolution = State.IN_WORK, None, ""
        case.save(update_fields=["state", "closed_at", "resolution"])
        _note(actor, case, "reopened", {})


def change_rules(actor: Actor, *, told: CaseRules) -> None:
    actor.require(SET_CASES)
    with transaction.atomic():
        told.pk = 1
        told.save()
        after = {"agent_limit": told.agent_limit_minor, "manager_limit": told.manager_limit_minor}
        audit.record(actor=actor, action="cases.rules_set", object_kind="case_rules", object_id=1, after=after)


def save_cause(actor: Actor, *, cause: Cause) -> Cause:
    """A new cause, another name, another place in the tree, or the archive; a cause is not put below itself."""
    actor.require(SET_CASES)
    above: Cause | None = cause.parent
    while above is not None:
        if cause.pk is not None and above.pk == cause.pk:
            raise CaseError(_("A cause cannot stand below itself."), field="parent")
        above = above.parent
    with transaction.atomic():
        cause.save()
        audit.record(actor=actor, action="cases.cause_saved", object_kind="cause", object_id=cause.pk,
                     after={"name": cause.name, "is_archived": cause.is_archived})  # fmt: skip
    return cause


def _require_open(case: Case) -> None:
    if case.state == State.CLOSED:
        raise CaseError(_("The case is closed: reopen it first."))


def _page(case: Case) -> str:
    return reverse("cases:case", args=[case.pk])


def _note(
    actor: Actor, case: Case, deed: str, after: dict[str, object], before: dict[str, object] | None = None
) -> None:
    audit.record(
        actor=actor, action=f"cases.{deed}", object_kind=OBJECT, object_id=case.pk, before=before or {}, after=after
    )


def _tell_owner(actor: Actor, case: Case, *, now: datetime) -> None:
    if case.owner_id is None or case.owner_id == actor.staff_id:
        return
    notices.tell(
        staff_id=case.owner_id, key=f"case:{case.pk}:{case.owner_id}", url=_page(case), customer_id=case.customer_id,
        text=format_lazy(_("Unhappy: {name}"), name=case.customer.name), now=now,
    )  # fmt: skip


def _tell_of_gift(actor: Actor, made: Compensation, *, now: datetime) -> None:
    events.publish(
        kind=COMPENSATED, actor=actor, customer_id=made.case.customer_id, occurred_at=now,
        data={"case_id": made.case_id, "amount_minor": made.amount_minor}, subject=f"case:{made.case_id}",
    )  # fmt: skip


def _ask_for_approval(actor: Actor, made: Compensation, *, now: datetime) -> None:
    """Everybody who may approve it and sees the customer's branch."""
    for staff in Staff.objects.filter(is_active=True, role__in=["owner", "manager"]).exclude(pk=actor.staff_id or 0):
        if staff.role == "manager" and staff.branch_id not in (None, made.case.branch_id):
            continue
        notices.tell(
            staff_id=staff.pk, key=f"case:approve:{made.pk}:{staff.pk}", url=_page(made.case), now=now,
            text=format_lazy(_("{who} asks to approve: {words}"), who=actor.name, words=made.words),
            customer_id=made.case.customer_id,
        )  # fmt: skip
