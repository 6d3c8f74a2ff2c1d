"""Calls over JSON: a telephone exchange tells of each, and asks whose number rings."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field, HttpUrl

from zabota.capabilities.telephony import queries, services
from zabota.capabilities.telephony.contracts import ANSWER_CALLS, BadPhoneError
from zabota.capabilities.telephony.models import PhoneCall
from zabota.foundation.api.requests import REPEATABLE, once
from zabota.foundation.api.schemas import Moment, StrictSchema
from zabota.foundation.identity.web.requests import actor_of

router = Router(tags=["calls"])


class CallIn(StrictSchema):
    key: str = Field(min_length=1, max_length=120, description="The exchange's own id: the same call is kept once.")
    source: str = Field("", max_length=40, description="Which exchange, where there are several.")
    phone: str = Field(min_length=3, max_length=40, description="The customer's number, in any usual form.")
    direction: Literal["in", "out"] = "in"
    started_at: Moment
    duration_seconds: int | None = Field(None, ge=0, le=86_400, description="0: nobody answered.")
    employee: str = Field("", max_length=254, description="E-mail of the colleague who talked.")
    recording_url: HttpUrl | None = None


class CallOut(Schema):
    id: int
    customer_id: int | None
    phone: str
    direction: str
    outcome: str
    started_at: datetime


class CallerOut(Schema):
    customer_id: int
    name: str
    url: str


@router.post("/calls", response={200: CallOut}, summary="Tell of a call", openapi_extra=REPEATABLE)
def take_call(request: HttpRequest, told: CallIn) -> tuple[int, dict[str, object]]:
    """The customer is found by the number and the call stands on the timeline; an unknown number waits for a card."""
    actor = actor_of(request)
    actor.require(ANSWER_CALLS)
    phone = _phone(told.phone)

    def work() -> tuple[int, dict[str, object]]:
        call = services.take_call(
            actor, phone=phone, direction=told.direction, started_at=told.started_at, key=told.key, source=told.source,
            duration_seconds=told.duration_seconds, employee=told.employee,
            recording_url=str(told.recording_url) if told.recording_url else "",
        )  # fmt: skip
        return 200, _out(call)

    return once(request, now=timezone.now(), work=work)


@router.get("/callers", response=list[CallerOut], summary="Whose number is it")
def find_callers(request: HttpRequest, phone: str = "") -> list[CallerOut]:
    """The customers with this number; empty when nobody has it."""
    actor = actor_of(request)
    actor.require(ANSWER_CALLS)
    found = queries.who_calls(actor, phone=_phone(phone))
    return [CallerOut(customer_id=one.pk, name=one.name, url=f"/customers/{one.pk}") for one in found]


def _phone(text: str) -> str:
    try:
        return queries.written_alike(text)
    except BadPhoneError as error:
        raise HttpError(422, "This cannot be a phone number.") from error


def _out(call: PhoneCall) -> dict[str, object]:
    return {
        "id": call.pk, "customer_id": call.customer_id, "phone": call.phone, "direction": call.direction,
        "outcome": call.outcome, "started_at": call.started_at,
    }  # fmt: skip
