"""Values over JSON: the list by pages and one customer at every horizon; read only."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import BeforeValidator, Field

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import HideableFact
from zabota.capabilities.value import queries
from zabota.capabilities.value.contracts import READ_VALUE, NoValuesError, Readiness, Trend
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.capabilities.value.queries import ValueFilter
from zabota.capabilities.value.web.requests import actor_of
from zabota.foundation.api.schemas import Day
from zabota.foundation.listing import keyset

router = Router(tags=["customers"])
MOST_ROWS = 200
Sort = Literal[
    "name", "-name", "orders", "-orders", "revenue", "-revenue", "margin", "-margin", "year", "-year", "last", "-last",
    "silence", "-silence", "alive", "-alive", "purchases", "-purchases", "expected", "-expected", "clv", "-clv",
    "exposure", "-exposure",
]  # fmt: skip


def _from_address(value: object) -> object:
    """In an address every number is a text, and a list of allowed numbers does not know a text."""
    return int(value) if isinstance(value, str) and value in ("6", "12", "24") else value


Horizon = Annotated[Literal[6, 12, 24], BeforeValidator(_from_address)]


class NumberRange(Schema):
    """`value` is null where the history is thin: then only the range may be told. Level 90 %."""

    value: float | None
    low: float | None
    high: float | None


class MoneyRange(Schema):
    value_minor: int | None
    low_minor: int | None
    high_minor: int | None


class ValueOut(Schema):
    customer_id: int
    name: str
    horizon_months: int
    order_count: int
    revenue_minor: int
    margin_minor: int
    last_year_margin_minor: int
    first_ordered_on: date
    last_ordered_on: date
    silence_days: int
    usual_gap_days: float | None
    is_slipping: bool
    decile: int
    trend: Trend
    alive_probability: float | None
    expected_purchases: NumberRange
    expected_margin: MoneyRange
    acquisition_cost_minor: int | None
    clv: MoneyRange
    exposure_minor: int | None = Field(description="What would be missed if the customer left; not a saving.")


class BasisOut(Schema):
    """What the values rest on: `readiness` is ready, thin (ranges only) or refused (facts only)."""

    readiness: Readiness
    observed_until_on: date | None
    currency: str
    margin_basis: str
    model: str
    discount_rate_per_year: float


class ValuesOut(Schema):
    basis: BasisOut | None
    items: list[ValueOut]
    next: str | None = Field(description="Pass it as `after` for the next page; null at the end.")


class CustomerValueOut(Schema):
    basis: BasisOut
    horizons: list[ValueOut]


class ValueQuery(Schema):
    horizon_months: Horizon = 12
    sort: Sort = "-margin"
    after: str = ""
    limit: int = Field(50, ge=1, le=MOST_ROWS)
    q: str = Field("", max_length=100, description="Name, phone or e-mail.")
    decile: int | None = Field(None, ge=1, le=10)
    trend: Trend | None = None
    slipping: bool = False
    min_orders: int | None = Field(None, ge=1)
    last_since: Day | None = None
    last_until: Day | None = None
    min_alive: float | None = Field(None, ge=0, le=1)
    max_alive: float | None = Field(None, ge=0, le=1)


@router.get("/customers/value", response=ValuesOut, summary="Customers with their value")
def list_values(request: HttpRequest, given: Query[ValueQuery]) -> ValuesOut:
    """Customers of the last computation, by pages; `basis` is null before the first one."""
    actor = actor_of(request)
    actor.require(READ_VALUE)
    run = queries.find_run()
    if run is None:
        return ValuesOut(basis=None, items=[], next=None)
    page = queries.list_values(
        actor, run=run, horizon_months=given.horizon_months, wanted=_wanted(given), sort=given.sort,
        after=keyset.read_cursor(given.after), limit=given.limit,
    )  # fmt: skip
    shows_cost = HideableFact.ACQUISITION not in customers.hidden_from(actor)
    following = page.following.encode() if page.following else None
    return ValuesOut(
        basis=_basis(run), items=[_out(run, value, shows_cost=shows_cost) for value in page.rows], next=following
    )


@router.get("/customers/{int:customer_id}/value", response=CustomerValueOut, summary="The value of one customer")
def get_value(request: HttpRequest, customer_id: int) -> CustomerValueOut:
    """One customer at every horizon; 404 for whom the last computation does not know."""
    actor = actor_of(request)
    actor.require(READ_VALUE)
    try:
        run, rows = queries.get_values(actor, customer_id=customer_id)
    except NoValuesError as error:
        raise HttpError(404, "No value is known of this customer.") from error
    shows_cost = HideableFact.ACQUISITION not in customers.hidden_from(actor)
    horizons = [_out(run, rows[months], shows_cost=shows_cost) for months in sorted(rows)]
    return CustomerValueOut(basis=_basis(run), horizons=horizons)


def _wanted(given: ValueQuery) -> ValueFilter:
    return ValueFilter(
        text=given.q.strip(), decile=given.decile, trend=given.trend or "", is_slipping=given.slipping,
        min_orders=given.min_orders, last_since=given.last_since, last_until=given.last_until,
        min_alive=given.min_alive, max_alive=given.max_alive,
    )  # fmt: skip


def _basis(run: ValueRun) -> BasisOut:
    return BasisOut(
        readiness=Readiness(run.readiness), observed_until_on=run.observed_until_on, currency=run.currency,
        margin_basis=run.margin_basis, model=run.model_name, discount_rate_per_year=run.discount_rate_per_year,
    )  # fmt: skip


def _out(run: ValueRun, value: CustomerValue, *, shows_cost: bool) -> ValueOut:
    """A thin history has ranges and no figure between them, here as on the pages."""
    is_ready = run.readiness == Readiness.READY
    return ValueOut(
        customer_id=value.customer_id, name=value.name, horizon_months=value.horizon_months,
        order_count=value.order_count, revenue_minor=value.revenue_minor, margin_minor=value.margin_minor,
        last_year_margin_minor=value.last_year_margin_minor, first_ordered_on=value.first_ordered_on,
        last_ordered_on=value.last_ordered_on, silence_days=value.silence_days, usual_gap_days=value.usual_gap_days,
        is_slipping=value.is_slipping, decile=value.decile, trend=Trend(value.trend),
        alive_probability=value.alive_probability if is_ready else None,
        expected_purchases=NumberRange(
            value=value.expected_purchases if is_ready else None, low=value.expected_purchases_low,
            high=value.expected_purchases_high,
        ),
        expected_margin=MoneyRange(
            value_minor=value.expected_margin_minor if is_ready else None,
            low_minor=value.expected_margin_low_minor, high_minor=value.expected_margin_high_minor,
        ),
        acquisition_cost_minor=value.acquisition_cost_minor if shows_cost else None,
        clv=MoneyRange(
            value_minor=value.clv_minor if is_ready else None, low_minor=value.clv_low_minor,
            high_minor=value.clv_high_minor,
        ),
        exposure_minor=value.exposure_minor if is_ready else None,
    )  # fmt: skip
