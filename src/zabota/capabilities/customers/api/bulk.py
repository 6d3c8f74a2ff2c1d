"""Customers by the thousand: every row gets its own answer."""

from collections.abc import Sequence
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import Field

from zabota.capabilities.customers import services
from zabota.capabilities.customers.api.routing import actor_of, router, words_of
from zabota.capabilities.customers.api.schemas import CustomerIn, CustomerPatch
from zabota.capabilities.customers.contracts import WRITE_CUSTOMERS
from zabota.foundation.api.requests import REPEATABLE, once
from zabota.foundation.api.schemas import StrictSchema

MOST_ROWS = 1_000


class NewCustomersIn(StrictSchema):
    customers: list[CustomerIn] = Field(min_length=1, max_length=MOST_ROWS)
    all_or_nothing: bool = Field(False, description="One wrong row, and none is saved.")


class ChangedCustomersIn(StrictSchema):
    customers: list[CustomerPatch] = Field(min_length=1, max_length=MOST_ROWS)
    all_or_nothing: bool = Field(False, description="One wrong row, and none is saved.")


class RowOut(Schema):
    """`row` counts from 0. `field` and `message` say why a row was refused; an unknown number is `missing`."""

    row: int
    status: Literal["added", "changed", "unchanged", "refused", "missing"]
    id: int | None = None
    field: str = ""
    message: str = ""


class RowsOut(Schema):
    saved: int
    refused: int
    rows: list[RowOut]


@router.post("/customers/bulk", response=RowsOut, summary="Add many customers", openapi_extra=REPEATABLE)
def add_many_customers(request: HttpRequest, rows: NewCustomersIn) -> tuple[int, dict[str, Any]]:
    """Up to 1,000. The history keeps them as one change."""
    return _save(request, [services.Row(told=one.told()) for one in rows.customers], strict=rows.all_or_nothing)


@router.patch("/customers/bulk", response=RowsOut, summary="Change many customers", openapi_extra=REPEATABLE)
def change_many_customers(request: HttpRequest, rows: ChangedCustomersIn) -> tuple[int, dict[str, Any]]:
    """Up to 1,000. In each row only the fields that are sent change. The history keeps them as one change."""
    known = [services.Row(customer_id=one.id, told=one.told()) for one in rows.customers]
    return _save(request, known, strict=rows.all_or_nothing)


def _save(request: HttpRequest, rows: Sequence[services.Row], *, strict: bool) -> tuple[int, dict[str, Any]]:
    actor, now = actor_of(request), timezone.now()
    actor.require(WRITE_CUSTOMERS)

    def work() -> tuple[int, dict[str, Any]]:
        with transaction.atomic():
            results = services.save_customers(actor, rows=rows, now=now)
            answers = [_answer(place, result) for place, result in enumerate(results)]
            wrong = [answer for answer in answers if answer.status in ("refused", "missing")]
            if strict and wrong:
                raise ValidationError([_problem(answer) for answer in wrong])
        body = RowsOut(saved=len(answers) - len(wrong), refused=len(wrong), rows=answers)
        return 200, body.model_dump(mode="json")

    return once(request, now=now, work=work)


def _answer(place: int, result: services.RowResult) -> RowOut:
    if result.error is not None:
        return RowOut(row=place, status="refused", field=result.error.field, message=words_of(result.error))
    if result.saved is None:
        return RowOut(row=place, status="missing", field="id", message="There is no such customer.")
    word: Literal["added", "changed", "unchanged"] = "changed" if result.saved.changed else "unchanged"
    return RowOut(row=place, status="added" if result.is_new else word, id=result.saved.customer.pk)


def _problem(answer: RowOut) -> dict[str, Any]:
    place = ("body", "payload", "customers", answer.row, answer.field)
    return {"loc": place, "msg": answer.message, "type": answer.status}
