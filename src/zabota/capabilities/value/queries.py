"""Reading the values: every list walks an index of the current run, a bounded number of queries a page."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from zabota.capabilities.customers.contracts import CUSTOMER_KIND
from zabota.capabilities.value.contracts import (
    EXPORT_VALUE,
    HORIZONS_MONTHS,
    MAKE_CALLS,
    PLAN_CALLS,
    READ_VALUE,
    USUAL_HORIZON_MONTHS,
    NoValuesError,
    Readiness,
)
from zabota.capabilities.value.models import Assumptions, Call, CallOutcome, CallRound, CustomerValue, ValueRun
from zabota.foundation.identity.contracts import SYSTEM, Actor, declared_permissions
from zabota.foundation.identity.models import Staff
from zabota.foundation.listing.keyset import Cursor, KeyPage, page_of
from zabota.foundation.search import queries as search

PAGE_ROWS = 50
MOST_FOUND = 300
LEAST_ALIVE = 0.1
"""Whoever is less likely than this to be a customer still is "probably gone", not slipping away."""
STILL_OPEN = (CallOutcome.WAITING, CallOutcome.LATER, CallOutcome.NO_ANSWER)
SUMMED = ("order_count", "revenue_minor", "margin_minor", "expected_purchases", "expected_margin_minor", "clv_minor",
          "exposure_minor")  # fmt: skip
# What a list may be sorted by: the name in the address, and the column whose index is walked. Silence is the last
# order backwards, a decile is the margin backwards.
SORTS: Mapping[str, str] = {
    "name": "name",
    "orders": "order_count",
    "revenue": "revenue_minor",
    "margin": "margin_minor",
    "year": "last_year_margin_minor",
    "last": "last_ordered_on",
    "silence": "silence_ratio",
    "trend": "trend",
    "alive": "alive_probability",
    "purchases": "expected_purchases",
    "expected": "expected_margin_minor",
    "clv": "clv_minor",
    "exposure": "exposure_minor",
}


@dataclass(frozen=True, kw_only=True)
class ValueFilter:
    """Whom a person is looking for; None and empty mean anybody. Days are inclusive, probabilities in 0–1."""

    text: str = ""
    decile: int | None = None
    trend: str = ""
    is_slipping: bool = False
    min_orders: int | None = None
    last_since: date | None = None
    last_until: date | None = None
    min_alive: float | None = None
    max_alive: float | None = None

    @property
    def is_empty(self) -> bool:
        return self == ValueFilter()


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What the rows of a filter add up to; sums are None where no row has a value."""

    customers: int
    sums: Mapping[str, float | None]


def find_run() -> ValueRun | None:
    """The run that is shown now; None before the first."""
    return ValueRun.objects.filter(is_current=True).first()


def horizon_of(run: ValueRun, months: int) -> int:
    """Where the models keep silent, facts stand at the usual horizon only."""
    return USUAL_HORIZON_MONTHS if run.readiness == Readiness.REFUSED else months


def discount_rate_per_year() -> float:
    known = Assumptions.objects.filter(pk=1).values_list("discount_rate_per_year", flat=True).first()
    return Assumptions().discount_rate_per_year if known is None else known


def filtered(actor: Actor, *, run: ValueRun, horizon_months: int, wanted: ValueFilter) -> QuerySet[CustomerValue]:
    rows = CustomerValue.objects.filter(run=run, horizon_months=horizon_of(run, horizon_months))
    if actor.branch_limit is not None:
        rows = rows.filter(customer__branch_id=actor.branch_limit)
    equal = {"decile": wanted.decile, "trend": wanted.trend or None, "is_slipping": wanted.is_slipping or None}
    bounds = {
        "order_count__gte": wanted.min_orders,
        "last_ordered_on__gte": wanted.last_since,
        "last_ordered_on__lte": wanted.last_until,
        "alive_probability__gte": wanted.min_alive,
        "alive_probability__lt": wanted.max_alive,
    }
    rows = rows.filter(**{name: value for name, value in (equal | bounds).items() if value is not None})
    return rows.filter(customer_id__in=_found_ids(actor, wanted.text)) if wanted.text else rows


def list_values(
    actor: Actor,
    *,
    run: ValueRun,
    horizon_months: int = USUAL_HORIZON_MONTHS,
    wanted: ValueFilter | None = None,
    sort: str = "-margin",
    after: Cursor | None = None,
    limit: int = PAGE_ROWS,
) -> KeyPage[CustomerValue]:
    """One page of customers with their values."""
    actor.require(READ_VALUE)
    rows = filtered(actor, run=run, horizon_months=horizon_months, wanted=wanted or ValueFilter())
    column = SORTS.get(sort.removeprefix("-"), "margin_minor")
    return page_of(rows, column=column, is_descending=sort.startswith("-"), after=after, limit=limit)


def totals_of(actor: Actor, *, run: ValueRun, horizon_months: int, wanted: ValueFilter) -> Totals:
    """Count and sums over a filter; of everybody, those kept with the run."""
    actor.require(READ_VALUE)
    kept = run.totals.get(str(horizon_of(run, horizon_months)))
    if kept and wanted.is_empty and actor.branch_limit is None:
        return Totals(customers=kept["customers"], sums=kept["sums"])
    return sum_up(filtered(actor, run=run, horizon_months=horizon_months, wanted=wanted))


def slipping_filter(run: ValueRun, *, is_gone: bool, text: str = "") -> ValueFilter:
    """Who slips away and can be won back, or is probably gone; where the models keep silent there is one list."""
    if not run.sees_leaving:
        return ValueFilter(is_slipping=True, text=text)
    low, high = (None, LEAST_ALIVE) if is_gone else (LEAST_ALIVE, None)
    return ValueFilter(is_slipping=True, text=text, min_alive=low, max_alive=high)


def slipping_totals(actor: Actor, *, run: ValueRun, is_gone: bool) -> Totals:
    """Count and sums of one of the two lists; of the whole company, those kept with the run."""
    actor.require(READ_VALUE)
    kept = run.totals.get("slipping", {}).get("gone" if is_gone else "open")
    if kept and actor.branch_limit is None:
        return Totals(customers=kept["customers"], sums=kept["sums"])
    wanted = slipping_filter(run, is_gone=is_gone)
    return sum_up(filtered(actor, run=run, horizon_months=USUAL_HORIZON_MONTHS, wanted=wanted))


def totals_to_keep(run: ValueRun) -> dict[str, Any]:
    """Everything a page would otherwise add up anew at each visit, as JSON keeps it."""
    everybody = CustomerValue.objects.filter(run=run)
    kept: dict[str, Any] = {
        str(months): _plain(sum_up(everybody.filter(horizon_months=months))) for months in HORIZONS_MONTHS
    }
    kept["margin_by_decile"] = margin_by_decile(run)
    kept["slipping"] = {
        name: _plain(slipping_totals(SYSTEM, run=run, is_gone=is_gone))
        for name, is_gone in (("open", False), ("gone", True))
    }
    return kept


def _plain(totals: Totals) -> dict[str, Any]:
    return {"customers": totals.customers, "sums": dict(totals.sums)}


def sum_up(rows: QuerySet[CustomerValue]) -> Totals:
    found = rows.aggregate(customers=Count("id"), **{f"sum_{name}": Sum(name) for name in SUMMED})
    return Totals(customers=found["customers"], sums={name: found[f"sum_{name}"] for name in SUMMED})


def margin_by_decile(run: ValueRun) -> list[int]:
    """What each tenth of customers brought, the best first; a tenth nobody stands in has 0."""
    rows = CustomerValue.objects.filter(run=run, horizon_months=USUAL_HORIZON_MONTHS)
    sums = dict(rows.order_by().values_list("decile").annotate(sum=Sum("margin_minor")))
    return [sums.get(decile, 0) for decile in range(1, 11)]


def export_values(
    actor: Actor, *, run: ValueRun, horizon_months: int, wanted: ValueFilter, sort: str
) -> Iterator[CustomerValue]:
    """Everybody of the filter in its order, a page at a time."""
    actor.require(EXPORT_VALUE)
    after: Cursor | None = None
    while True:
        page = list_values(
            actor, run=run, horizon_months=horizon_months, wanted=wanted, sort=sort, after=after, limit=2_000
        )
        yield from page.rows
        if page.following is None:
            return
        after = page.following


def find_values(customer_id: int, *, run: ValueRun) -> dict[int, CustomerValue]:
    """A customer's rows of this run, by horizon: one query."""
    return {row.horizon_months: row for row in CustomerValue.objects.filter(run=run, customer_id=customer_id)}


def get_values(actor: Actor, *, customer_id: int) -> tuple[ValueRun, dict[int, CustomerValue]]:
    """The run and a customer's values by horizon. Raises NoValuesError for whom the run does not know."""
    actor.require(READ_VALUE)
    run = find_run()
    rows = {} if run is None else find_values(customer_id, run=run)
    limit = actor.branch_limit
    if run is None or not rows or (limit is not None and next(iter(rows.values())).customer.branch_id != limit):
        raise NoValuesError(customer_id)
    return run, rows


def values_of(customer_ids: Collection[int]) -> dict[int, CustomerValue]:
    """The values of these customers at the usual horizon: two queries."""
    run = find_run()
    if run is None:
        return {}
    rows = CustomerValue.objects.filter(run=run, horizon_months=USUAL_HORIZON_MONTHS, customer_id__in=customer_ids)
    return {row.customer_id: row for row in rows}


def rank_by_margin(value: CustomerValue) -> int:
    """1 for the customer who brought most margin: counted along the index."""
    better = CustomerValue.objects.filter(run_id=value.run_id, horizon_months=value.horizon_months)
    ahead = Q(margin_minor__gt=value.margin_minor) | Q(margin_minor=value.margin_minor, id__lt=value.pk)
    return better.filter(ahead).count() + 1


def _found_ids(actor: Actor, text: str) -> list[int]:
    found = search.find(actor, text, limit=MOST_FOUND, kinds=[CUSTOMER_KIND])
    return [hit.object_id for group in found.groups for hit in group.hits if hit.object_id is not None]


def list_rounds(actor: Actor) -> list[CallRound]:
    """Rounds this person may see, newest first, each with `total`, `done` and `talked`: one query."""
    actor.require(MAKE_CALLS)
    mine = Q() if actor.may(PLAN_CALLS) else Q(calls__owner_id=actor.staff_id)
    done = ~Q(calls__outcome__in=STILL_OPEN) & mine
    rounds = CallRound.objects.annotate(
        total=Count("calls", filter=mine), done=Count("calls", filter=done),
        talked=Count("calls", filter=mine & Q(calls__outcome=CallOutcome.TALKED)),
    )  # fmt: skip
    return list(rounds if actor.may(PLAN_CALLS) else rounds.filter(total__gt=0))


def open_rounds(actor: Actor) -> list[CallRound]:
    actor.require(PLAN_CALLS)
    return list(CallRound.objects.filter(closed_at=None))


def calls_of(actor: Actor, *, call_round: CallRound) -> QuerySet[Call]:
    """The calls of a round this person may see: planners all, others their own."""
    actor.require(MAKE_CALLS)
    calls = Call.objects.filter(round=call_round).select_related("customer", "owner", "round")
    if actor.branch_limit is not None and actor.may(PLAN_CALLS):
        calls = calls.filter(customer__branch_id=actor.branch_limit)
    return calls if actor.may(PLAN_CALLS) else calls.filter(owner_id=actor.staff_id)


def waiting_calls(actor: Actor) -> QuerySet[Call]:
    """Calls of all open rounds that this person may see and that are still to be made."""
    actor.require(MAKE_CALLS)
    calls = Call.objects.filter(round__closed_at=None, outcome__in=STILL_OPEN)
    return calls if actor.may(PLAN_CALLS) else calls.filter(owner_id=actor.staff_id or 0)


def get_round(actor: Actor, *, round_id: int) -> CallRound:
    """One of the rounds this person may see. Raises CallRound.DoesNotExist for the others."""
    found = next((one for one in list_rounds(actor) if one.pk == round_id), None)
    if found is None:
        raise CallRound.DoesNotExist
    return found


def get_call(actor: Actor, *, call_id: int) -> Call:
    """A call this person may see, with its customer. Raises Call.DoesNotExist for others'."""
    actor.require(MAKE_CALLS)
    call = Call.objects.select_related("customer", "owner", "round", "note").get(pk=call_id)
    if not calls_of(actor, call_round=call.round).filter(pk=call_id).exists():
        raise Call.DoesNotExist
    return call


def count_outcomes(calls: QuerySet[Call]) -> dict[str, int]:
    return dict(calls.order_by().values_list("outcome").annotate(count=Count("id")))


def callers() -> list[Staff]:
    """Who may be given calls."""
    right = next(one for one in declared_permissions() if one.code == MAKE_CALLS)
    return list(Staff.objects.filter(is_active=True, role__in=[role.value for role in right.roles]))
