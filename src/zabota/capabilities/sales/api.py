"""Orders over JSON: a whole file, a batch, the list, and how an import is doing."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import File, Form, Query, Router, Schema, UploadedFile
from ninja.errors import HttpError
from pydantic import Field

from zabota.capabilities.sales import jobs, queries, services
from zabota.capabilities.sales.contracts import IMPORT_ORDERS, MANUAL_SOURCE, WhenChanged
from zabota.capabilities.sales.files import DuplicateNumbers, RowsAre
from zabota.capabilities.sales.intake.batch import SentLine, SentOrder
from zabota.capabilities.sales.intake.reading import chosen_by_program
from zabota.capabilities.sales.messages import ORDER_PROBLEMS
from zabota.capabilities.sales.models import Order
from zabota.capabilities.sales.queries import OrderFilter
from zabota.capabilities.sales.web.requests import actor_of
from zabota.foundation.api.requests import REPEATABLE, once
from zabota.foundation.api.schemas import PROBLEM_TYPE, Day, FormSchema, Moment, Reference, StrictSchema
from zabota.foundation.identity import queries as identity
from zabota.foundation.importing import Problem, describe
from zabota.foundation.importing.currencies import CODES
from zabota.foundation.importing.folder import UploadTooLargeError
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.importing.remembering import load_problem

router = Router(tags=["orders"])
MOST_ORDERS = 1_000
MOST_LINES = 500


class LineIn(StrictSchema):
    amount_minor: int = Field(description="Signed sum of the line, net of discounts; negative for a return.")
    sku: str = Field("", max_length=100)
    product: str = Field("", max_length=300)
    category: str = Field("", max_length=200)
    quantity: Decimal = Field(Decimal(1), max_digits=15, decimal_places=3)
    cost_minor: int | None = None


class BuyerIn(StrictSchema):
    """At least a key, a phone or an e-mail, else the sale is anonymous."""

    key: str = Field("", max_length=200)
    name: str = Field("", max_length=200)
    company: str = Field("", max_length=200)
    phones: list[str] = Field(default_factory=list, max_length=10)
    emails: list[str] = Field(default_factory=list, max_length=10)


class OrderIn(StrictSchema):
    number: str = Field(min_length=1, max_length=80)
    ordered_at: Moment = Field(description="With a time zone.")
    lines: list[LineIn] = Field(min_length=1, max_length=MOST_LINES)
    customer: BuyerIn | None = None
    channel: str = Field("", max_length=60)
    branch: str = Field("", max_length=120)
    returns_number: str = Field("", max_length=100)


class BatchIn(StrictSchema):
    orders: list[OrderIn] = Field(min_length=1, max_length=MOST_ORDERS)
    currency: str = Field("", description="ISO 4217; empty means the company's.")
    source: str = Field("api", max_length=40, description="One number means one order within a source.")


class ProblemOut(Schema):
    code: str
    message: str
    row_number: int | None = None
    column: str | None = None
    value: str | None = None


class ImportOut(Schema):
    id: int
    status: str
    file_name: str
    counts: dict[str, Any]
    problem: ProblemOut | None = None
    created_at: datetime


class BatchOut(Schema):
    import_id: int
    orders_new: int
    orders_same: int
    orders_replaced: int
    customers_new: int


class OrderOut(Schema):
    id: int
    source: str
    number: str
    customer_id: int | None
    ordered_at: datetime
    kind: str
    returns_order_id: int | None
    amount_minor: int
    cost_minor: int | None
    margin_minor: int | None
    currency: str
    branch: str
    channel: str


class OrdersOut(Schema):
    orders: list[OrderOut]
    next: str | None = Field(description="Send it as `after` for the next page; null at the end.")


class RefusedOut(Schema):
    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]]


class ImportChoices(FormSchema):
    currency: str = ""
    margin_rate: float | None = Field(None, ge=0, le=1)
    rows_are: RowsAre | None = None
    duplicate_numbers: DuplicateNumbers | None = None
    when_changed: WhenChanged = WhenChanged.KEEP
    source: str = Field(MANUAL_SOURCE, max_length=40)
    dry_run: bool = False


class OrdersAsked(Schema):
    since: Day | None = None
    until: Day | None = None
    kind: Literal["", "sale", "return"] = ""
    customer_id: Reference | None = None
    import_id: Reference | None = None
    after: str = ""
    limit: int = Field(100, ge=1, le=1000)


@router.post("/orders/import", response={202: ImportOut}, summary="Send a file of orders")
def import_file(
    request: HttpRequest, choices: Form[ImportChoices], file: File[UploadedFile | None] = None
) -> tuple[int, ImportOut]:
    """CSV, XLSX or Parquet, also gzip. The answer names the import; ask `GET /imports/{id}` how it is doing.

    Sending the same file twice changes nothing.
    """
    actor = actor_of(request)
    actor.require(IMPORT_ORDERS)
    if file is None:
        raise HttpError(422, "Send the file in the field `file` of a multipart form.")
    chosen = chosen_by_program(
        currency=choices.currency,
        margin_rate=choices.margin_rate,
        rows_are=choices.rows_are,
        duplicate_numbers=choices.duplicate_numbers,
        when_changed=choices.when_changed,
        source=choices.source,
    )
    try:
        run = services.upload_orders(actor, file_name=file.name or "API", chunks=file.chunks(), choices=chosen)
    except UploadTooLargeError as error:
        raise HttpError(413, "The file is too large.") from error
    jobs.import_whole.enqueue(run_id=run.pk, is_dry_run=choices.dry_run, unique=f"sales.import:{run.pk}")
    return 202, _import_out(run)


@router.get("/imports/{int:import_id}", response=ImportOut, summary="How an import is doing")
def get_import(request: HttpRequest, import_id: int) -> ImportOut:
    actor_of(request).require(IMPORT_ORDERS)
    return _import_out(get_object_or_404(ImportRun, pk=import_id, kind="orders"))


@router.post(
    "/orders", response={200: BatchOut, 422: RefusedOut}, summary="Send a batch of orders", openapi_extra=REPEATABLE
)
def send_orders(request: HttpRequest, response: HttpResponse, batch: BatchIn) -> tuple[int, Any]:
    """Up to 1,000 orders, all or none.

    An order that is here already (same source and number) is replaced if its contents changed.
    """
    actor, now = actor_of(request), timezone.now()
    actor.require(IMPORT_ORDERS)
    currency = (batch.currency or identity.get_company().currency).upper()
    if currency not in CODES:
        raise HttpError(422, f"{currency} is no currency we know.")

    def work() -> tuple[int, dict[str, Any]]:
        with transaction.atomic():
            run, problems = services.take_orders(
                actor, orders=[_sent(order) for order in batch.orders], currency=currency, source=batch.source, now=now
            )
            if problems:
                transaction.set_rollback(True)
        return (422, _refused(problems)) if problems else (200, _batch_out(run))

    status, answer = once(request, now=now, work=work)
    if status != HTTPStatus.OK:
        response["Content-Type"] = PROBLEM_TYPE
    return status, answer


@router.get("/orders", response=OrdersOut, summary="List orders")
def list_orders(request: HttpRequest, asked: Query[OrdersAsked]) -> OrdersOut:
    """Newest first. `since` and `until` are days of the company's calendar, both included."""
    wanted = OrderFilter(
        since_on=asked.since,
        until_on=asked.until,
        kind=asked.kind,
        customer_id=asked.customer_id,
        import_id=asked.import_id,
        time_zone=identity.get_company().time_zone,
    )
    page = queries.list_orders(
        actor_of(request), wanted=wanted, after=queries.read_cursor(asked.after), limit=asked.limit
    )
    following = queries.write_cursor(page.older) if page.older else None
    return OrdersOut(orders=[_order_out(order) for order in page.orders], next=following)


def _sent(order: OrderIn) -> SentOrder:
    customer = order.customer or BuyerIn(key="", name="", company="")
    return SentOrder(
        number=order.number,
        ordered_at=order.ordered_at,
        lines=[SentLine(**line.dict()) for line in order.lines],
        customer_key=customer.key,
        customer_name=customer.name,
        company=customer.company,
        phones=customer.phones,
        emails=customer.emails,
        channel=order.channel,
        branch=order.branch,
        returns_number=order.returns_number,
    )


def _batch_out(run: ImportRun) -> dict[str, Any]:
    written = run.counts.get("written", {})
    names = ("orders_new", "orders_same", "orders_replaced", "customers_new")
    return {"import_id": run.pk, **{name: written.get(name, 0) for name in names}}


def _refused(problems: Sequence[Problem]) -> dict[str, Any]:
    errors = [
        {"field": problem.column or "", "message": describe(problem, more=ORDER_PROBLEMS), "code": problem.code}
        for problem in problems[:100]
    ]
    return {
        "type": "urn:zabota:problem:invalid", "title": "Unprocessable Entity", "status": 422,
        "detail": "Some orders are wrong; nothing was saved.", "errors": errors,
    }  # fmt: skip


def _import_out(run: ImportRun) -> ImportOut:
    problem = None
    if run.problem:
        loaded = load_problem(run.problem)
        problem = ProblemOut(code=loaded.code, message=describe(loaded, more=ORDER_PROBLEMS), value=loaded.value)
    return ImportOut(
        id=run.pk,
        status=run.status,
        file_name=run.file_name,
        counts=run.counts,
        problem=problem,
        created_at=run.created_at,
    )


def _order_out(order: Order) -> OrderOut:
    return OrderOut(
        id=order.pk,
        source=order.source,
        number=order.number,
        customer_id=order.customer_id,
        ordered_at=order.ordered_at,
        kind=order.kind,
        returns_order_id=order.returns_order_id,
        amount_minor=order.amount_minor,
        cost_minor=order.cost_minor,
        margin_minor=order.margin_minor,
        currency=order.currency,
        branch=order.branch.name if order.branch else "",
        channel=order.channel,
    )
