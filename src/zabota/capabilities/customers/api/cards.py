"""One card: list, read, open, change, delete."""

import hashlib
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Schema
from ninja.errors import HttpError
from pydantic import Field

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.api.routing import actor_of, refusals, refuse, router, whole
from zabota.capabilities.customers.api.schemas import CustomerIn, CustomerOut, CustomersOut, customer_out
from zabota.capabilities.customers.contracts import DELETE_CUSTOMERS, WRITE_CUSTOMERS, HideableFact
from zabota.capabilities.customers.filtering import narrowed
from zabota.capabilities.customers.listing import CustomerFilter
from zabota.capabilities.customers.models import Customer
from zabota.foundation import importing
from zabota.foundation.api.requests import IF_SAME, REPEATABLE, TELLS_STATE, once
from zabota.foundation.api.schemas import CleanText, Moment, Reference
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.listing.keyset import read_cursor

MOST_ROWS = 200


class CustomersAsked(Schema):
    phone: CleanText = Field("", max_length=60, description="In any usual form.")
    email: CleanText = Field("", max_length=254)
    tag: CleanText = Field("", max_length=60)
    owner_id: Reference | None = None
    updated_since: Moment | None = Field(None, description="Added or changed at this moment or later.")
    q: CleanText = Field("", max_length=120, description="Words of the name, in any form of the word.")
    filter: CleanText = Field(
        "", max_length=4_000, description='As in the address of the list of customers: ["all",["city","is","Kazan"]].'
    )
    segment: Reference | None = Field(None, description="Only those whom this segment holds now.")
    after: CleanText = Field("", max_length=200)
    limit: int = Field(100, ge=1, le=MOST_ROWS)


@router.get("/customers", response=CustomersOut, summary="List customers")
def list_customers(request: HttpRequest, asked: Query[CustomersAsked]) -> CustomersOut:
    """In the order of their numbers, page by page."""
    phone = importing.normalise_phone(asked.phone) if asked.phone else ""
    if phone is None:
        raise refuse("phone", "This is no phone number: give it like +79161234567.")
    refuse_hidden(actor_of(request), asked)
    actor, above = actor_of(request), {"filter": asked.filter, "segment": str(asked.segment or "")}
    with refusals():
        also = narrowed(actor, above, now=timezone.now())
    wanted = CustomerFilter(
        phone=phone, email=asked.email.strip().lower(), tag=asked.tag, owner_id=asked.owner_id,
        updated_since=asked.updated_since, words=asked.q, also=also,
    )  # fmt: skip
    page = queries.list_customers(actor, wanted=wanted, after=read_cursor(asked.after), limit=asked.limit)
    following = page.following.encode() if page.following else None
    return CustomersOut(customers=[customer_out(one) for one in page.rows], next=following)


def refuse_hidden(actor: Actor, asked: CustomersAsked) -> None:
    """Whoever does not see phones or e-mails does not find by them."""
    hidden = queries.hidden_from(actor)
    for name, fact in (("phone", HideableFact.PHONES), ("email", HideableFact.EMAILS)):
        if getattr(asked, name) and fact in hidden:
            raise refuse(name, "The company hides this from your role.")


@router.get("/customers/{int:customer_id}", response=CustomerOut, summary="One customer", openapi_extra=TELLS_STATE)
def get_customer(request: HttpRequest, response: HttpResponse, customer_id: int) -> CustomerOut:
    """The header `ETag` names this state of the card; send it back as `If-Match` with a change."""
    return _shown(response, whole(actor_of(request), customer_id))


@router.post("/customers", response={201: CustomerOut}, summary="Add a customer", openapi_extra=REPEATABLE)
def add_customer(request: HttpRequest, customer: CustomerIn) -> tuple[int, dict[str, Any]]:
    """A name or a way to reach the customer is needed."""
    actor, now = actor_of(request), timezone.now()
    actor.require(WRITE_CUSTOMERS)

    def work() -> tuple[int, dict[str, Any]]:
        with refusals(), transaction.atomic():
            saved = services.create_customer(actor, told=customer.told().change(actor), now=now)
        return 201, customer_out(queries.get_whole(actor, customer_id=saved.customer.pk)).model_dump(mode="json")

    return once(request, now=now, work=work)


@router.patch(
    "/customers/{int:customer_id}", response=CustomerOut, summary="Change a customer",
    openapi_extra=IF_SAME | TELLS_STATE,
)  # fmt: skip
def change_customer(
    request: HttpRequest, response: HttpResponse, customer_id: int, customer: CustomerIn
) -> CustomerOut:
    """Only the fields that are sent change. With `If-Match`, 412 when somebody changed the card meanwhile."""
    actor, now = actor_of(request), timezone.now()
    actor.require(WRITE_CUSTOMERS)
    with refusals(), transaction.atomic():
        _same_or_refuse(request, _locked(actor, customer_id))
        services.change_customer(actor, customer_id=customer_id, change=customer.told().change(actor), now=now)
    return _shown(response, whole(actor, customer_id))


@router.delete("/customers/{int:customer_id}", response={204: None}, summary="Delete a customer", openapi_extra=IF_SAME)
def delete_customer(request: HttpRequest, customer_id: int) -> tuple[int, None]:
    """With all that hangs on the card; orders stay as anonymous sales. It can be taken back under History."""
    actor = actor_of(request)
    actor.require(DELETE_CUSTOMERS)
    with transaction.atomic():
        _same_or_refuse(request, _locked(actor, customer_id))
        services.delete_customers(actor, customer_ids=[customer_id], now=timezone.now())
    return 204, None


def _locked(actor: Actor, customer_id: int) -> Customer:
    Customer.objects.select_for_update().filter(pk=customer_id).first()
    return whole(actor, customer_id)


def _same_or_refuse(request: HttpRequest, customer: Customer) -> None:
    expected = request.headers.get("If-Match", "").strip()
    if expected in ("", "*"):
        return
    if etag_of(customer_out(customer)) not in (one.strip() for one in expected.split(",")):
        raise HttpError(412, "The card was changed meanwhile: read it again.")


def _shown(response: HttpResponse, customer: Customer) -> CustomerOut:
    shown = customer_out(customer)
    response["ETag"] = etag_of(shown)
    return shown


def etag_of(shown: CustomerOut) -> str:
    return f'"{hashlib.sha256(shown.model_dump_json().encode()).hexdigest()[:32]}"'
