"""Reading cases: what this person may see, with a bounded number of SQL queries."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from zabota.capabilities.cases.contracts import READ_CASES, Fate, Grant, State
from zabota.capabilities.cases.models import Case, CasePromise, CaseRules, Cause, Compensation
from zabota.capabilities.customers import queries as customers
from zabota.foundation.identity.contracts import Actor


def get_rules() -> CaseRules:
    return CaseRules.objects.filter(pk=1).first() or CaseRules(pk=1)


def cases_of(actor: Actor) -> QuerySet[Case]:
    """Those of the customers this actor may see."""
    actor.require(READ_CASES)
    rows = Case.objects.filter(customer__in=customers.visible_to(actor))
    return rows.select_related("customer", "owner", "cause", "response__survey")


def get_case(actor: Actor, *, case_id: int) -> Case:
    return cases_of(actor).get(pk=case_id)


def chosen(rows: QuerySet[Case], *, show: str, staff_id: int | None, now: datetime) -> QuerySet[Case]:
    """ "mine", "overdue", "closed", "approval" (compensation waits), anything else: all that are open."""
    if show == "closed":
        return rows.filter(state=State.CLOSED).order_by("-closed_at", "-id")
    rows = rows.exclude(state=State.CLOSED)
    if show == "mine":
        rows = rows.filter(owner_id=staff_id or -1)
    if show == "overdue":
        rows = rows.filter(due_at__lt=now)
    if show == "approval":
        rows = rows.filter(compensations__state=Grant.ASKED).distinct()
    return rows


def counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many there are under each heading: one query."""
    is_open = ~Q(state=State.CLOSED)
    found: dict[str, int] = cases_of(actor).order_by().aggregate(
        open=Count("pk", filter=is_open), mine=Count("pk", filter=is_open & Q(owner_id=actor.staff_id or -1)),
        overdue=Count("pk", filter=is_open & Q(due_at__lt=now)), closed=Count("pk", filter=~is_open),
    )  # fmt: skip
    return found


def open_case_of(customer_id: int) -> Case | None:
    return Case.objects.filter(customer_id=customer_id).exclude(state=State.CLOSED).order_by("-id").first()


def latest_of(customer_id: int, *, limit: int) -> list[Case]:
    return list(Case.objects.filter(customer_id=customer_id).select_related("owner", "cause").order_by("-id")[:limit])


def whose_complaint_is_open(customer_ids: Collection[int]) -> set[int]:
    """For the budget of contacts: they are left in peace until it is settled. One query."""
    rows = Case.objects.exclude(state=State.CLOSED).filter(customer_id__in=customer_ids)
    return set(rows.values_list("customer_id", flat=True))


def open_promises(actor: Actor) -> QuerySet[CasePromise]:
    actor.require(READ_CASES)
    rows = CasePromise.objects.filter(fate=Fate.OPEN, case__customer__in=customers.visible_to(actor))
    return rows.select_related("case")


def causes(*, with_archived: bool = False) -> list[tuple[int, Cause]]:
    """The tree from top to bottom, each with its depth: one query."""
    rows = list(Cause.objects.all() if with_archived else Cause.objects.filter(is_archived=False))
    below: dict[int | None, list[Cause]] = {}
    for one in rows:
        below.setdefault(one.parent_id, []).append(one)
    found: list[tuple[int, Cause]] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for one in below.get(parent_id, []):
            found.append((depth, one))
            walk(one.pk, depth + 1)

    walk(None, 0)
    return found


def weight_of_causes(actor: Actor) -> dict[int, dict[str, int]]:
    """By cause: its cases, its customers, and the money at risk with them. One query."""
    rows = cases_of(actor).filter(cause__isnull=False).order_by().values("cause")
    counted = rows.annotate(cases=Count("pk"), customers=Count("customer", distinct=True), money=Sum("at_risk_minor"))
    return {
        row["cause"]: {"cases": row["cases"], "customers": row["customers"], "money": row["money"]} for row in counted
    }


def given_by_case(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With `given_minor`: what was given so far."""
    given = Compensation.objects.filter(case=OuterRef("pk"), state=Grant.GIVEN).order_by().values("case")
    return rows.annotate(given_minor=Subquery(given.annotate(sum=Sum("amount_minor")).values("sum")))
