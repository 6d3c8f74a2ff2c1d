"""The shapes in which customers come and go."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from zabota.capabilities.customers.checking import MOST_CONTACTS, MOST_DATES
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange, DateDraft
from zabota.capabilities.customers.models import Channel, ContactKind, Customer, CustomerKind, DateKind, Manner, Purpose
from zabota.capabilities.customers.services import Told
from zabota.foundation.api.schemas import Day, Reference, StrictSchema

MOST_TAGS = 50
TagName = Annotated[str, Field(min_length=1, max_length=60)]


class ContactIn(StrictSchema):
    """A phone in any usual form, an e-mail, or a name in a messenger."""

    kind: ContactKind
    value: str = Field(min_length=1, max_length=254)
    label: str = Field("", max_length=60)
    is_preferred: bool = False


class DateIn(StrictSchema):
    kind: DateKind
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    year: int | None = Field(None, ge=1800, le=2200)
    label: str = Field("", max_length=120)


class CustomerIn(StrictSchema):
    """A field that is left out stays as it is; `contacts`, `dates` and `tags` replace the whole set."""

    kind: CustomerKind = CustomerKind.PERSON
    name: str = Field("", max_length=200)
    salutation: str = Field("", max_length=120)
    occupation: str = Field("", max_length=120)
    city: str = Field("", max_length=120)
    address: str = Field("", max_length=300)
    language: str = Field("", max_length=2, description="ru, en, or empty where it is not known.")
    time_zone: str = Field("", max_length=64, description="For example Europe/Moscow.")
    manner: Manner | None = Field(None, description="How the person deals with us.")
    acquired_on: Day | None = None
    acquisition_source: str = Field("", max_length=120)
    acquisition_cost_minor: int | None = Field(None, ge=0, le=10**15)
    owner_id: Reference | None = Field(None, description="The colleague who is responsible.")
    branch_id: Reference | None = None
    contacts: list[ContactIn] = Field(default_factory=list, max_length=MOST_CONTACTS)
    dates: list[DateIn] = Field(default_factory=list, max_length=MOST_DATES)
    tags: list[TagName] = Field(default_factory=list, max_length=MOST_TAGS)

    def told(self) -> Told:
        """Only what the caller spoke of."""
        told = self.dict(exclude_unset=True)
        sets: dict[str, Any] = {}
        if "contacts" in told:
            sets["contacts"] = [ContactDraft(**one) for one in told.pop("contacts")]
        if "dates" in told:
            sets["dates"] = [DateDraft(**one) for one in told.pop("dates")]
        tags = told.pop("tags", None)
        told.pop("id", None)
        return Told(about=CustomerChange(fields=told, **sets), tags=tags)


class CustomerPatch(CustomerIn):
    id: Reference


class ContactOut(Schema):
    kind: str
    value: str
    label: str
    is_preferred: bool


class DateOut(Schema):
    kind: str
    month: int
    day: int
    year: int | None
    label: str


class KeyOut(Schema):
    source: str
    key: str


class ConsentOut(Schema):
    channel: str
    purpose: str
    is_given: bool
    how: str
    recorded_at: datetime


class CustomerOut(Schema):
    """`consents` are those in force; `keys` are what other systems call the customer."""

    id: int
    kind: str
    name: str
    salutation: str
    occupation: str
    city: str
    address: str
    language: str
    time_zone: str
    manner: str
    acquired_on: date | None
    acquisition_source: str
    acquisition_cost_minor: int | None
    owner_id: int | None
    branch_id: int | None
    contacts: list[ContactOut]
    dates: list[DateOut]
    tags: list[str]
    keys: list[KeyOut]
    consents: list[ConsentOut]
    created_at: datetime
    updated_at: datetime | None


class CustomersOut(Schema):
    customers: list[CustomerOut]
    next: str | None = Field(description="Send it as `after` for the next page; null at the end.")


class NoteIn(StrictSchema):
    """At least a text or a next step."""

    text: str = Field("", max_length=5_000)
    next_step: str = Field("", max_length=300)
    next_step_on: Day | None = None


class NoteOut(Schema):
    id: int
    text: str
    topic: str
    outcome: str
    next_step: str
    next_step_on: date | None
    author_name: str
    created_at: datetime


class NotesOut(Schema):
    notes: list[NoteOut]


class ConsentIn(StrictSchema):
    channel: Channel
    purpose: Purpose
    is_given: bool
    how: str = Field("", max_length=200, description="How it was told: by phone, in a form, in a letter.")


class EventOut(Schema):
    id: int
    kind: str
    title: str
    occurred_at: datetime
    recorded_at: datetime
    actor_name: str
    subject: str
    data: dict[str, Any]


class TimelineOut(Schema):
    events: list[EventOut]
    next: str | None = Field(description="Send it as `after` for the next page; null at the end.")


def customer_out(customer: Customer) -> CustomerOut:
    """Reads only what `queries.get_whole` fetched."""
    in_force = {(one.purpose, one.channel): one for one in sorted(customer.consents.all(), key=lambda one: one.pk)}
    plain = {name: getattr(customer, name) for name in CustomerOut.model_fields if hasattr(Customer, name)}
    return CustomerOut(**plain | {
        "id": customer.pk,
        "contacts": [ContactOut.from_orm(one) for one in customer.contacts.all()],
        "dates": [DateOut.from_orm(one) for one in customer.dates.all()],
        "tags": sorted(one.tag.name for one in customer.tags.all()),
        "keys": [KeyOut.from_orm(one) for one in customer.keys.all()],
        "consents": [ConsentOut.from_orm(one) for one in in_force.values()],
    })  # fmt: skip
