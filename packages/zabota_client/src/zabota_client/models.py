"""What is sent and what comes back.

Made by tools/client.py from docs/reference/openapi.json: change the API, not this file.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from zabota_client.shapes import UNSET, Unset

Channel = Literal["phone", "sms", "email", "messenger", "post"]
ContactKind = Literal["phone", "email", "telegram", "whatsapp", "viber", "vk", "max", "site", "other"]
CustomerKind = Literal["person", "company"]
DateKind = Literal["birthday", "wedding", "founded", "other"]
DuplicateNumbers = Literal["lines", "reject"]
FieldKind = Literal["text", "number", "money", "date", "choice", "many", "yes_no"]
Manner = Literal["loyal", "controlling", "demanding", "doubting", "know_all"]
Operator = Literal[
    "contains",
    "is",
    "is_not",
    "one_of",
    "none_of",
    "all_of",
    "at_least",
    "at_most",
    "between",
    "before",
    "after",
    "last_days",
    "not_last_days",
    "next_days",
    "empty",
    "filled",
]
Purpose = Literal["service", "marketing", "surveys"]
Readiness = Literal["ready", "thin", "refused"]
RowsAre = Literal["orders", "lines"]
Trend = Literal["new", "up", "steady", "down", "silent", "unknown"]


@dataclass(frozen=True, kw_only=True)
class CallerOut:
    customer_id: int
    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class CallIn:
    key: str
    """The exchange's own id: the same call is kept once."""
    phone: str
    """The customer's number, in any usual form."""
    started_at: datetime
    direction: Literal["in", "out"] | Unset = UNSET
    duration_seconds: int | Unset | None = UNSET
    """0: nobody answered."""
    employee: str | Unset = UNSET
    """E-mail of the colleague who talked."""
    recording_url: str | Unset | None = UNSET
    source: str | Unset = UNSET
    """Which exchange, where there are several."""


@dataclass(frozen=True, kw_only=True)
class CallOut:
    customer_id: int | None
    direction: str
    id: int
    outcome: str
    phone: str
    started_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsentOut:
    channel: str
    how: str
    is_given: bool
    purpose: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContactOut:
    is_preferred: bool
    kind: str
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class DateOut:
    day: int
    kind: str
    label: str
    month: int
    year: int | None


@dataclass(frozen=True, kw_only=True)
class KeyOut:
    key: str
    source: str


@dataclass(frozen=True, kw_only=True)
class CustomerOut:
    """`consents` are those in force; `keys` are what other systems call the customer."""

    acquired_on: date | None
    acquisition_cost_minor: int | None
    acquisition_source: str
    address: str
    branch_id: int | None
    city: str
    consents: list[ConsentOut]
    contacts: list[ContactOut]
    created_at: datetime
    dates: list[DateOut]
    id: int
    keys: list[KeyOut]
    kind: str
    language: str
    manner: str
    name: str
    occupation: str
    owner_id: int | None
    salutation: str
    tags: list[str]
    time_zone: str
    updated_at: datetime | None
    etag: str = field(default="", compare=False)
    """Names this state; empty in lists."""


@dataclass(frozen=True, kw_only=True)
class CustomersOut:
    customers: list[CustomerOut]
    next: str | None
    """Send it as `after` for the next page; null at the end."""


@dataclass(frozen=True, kw_only=True)
class ContactIn:
    """A phone in any usual form, an e-mail, or a name in a messenger."""

    kind: ContactKind
    value: str
    is_preferred: bool | Unset = UNSET
    label: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class DateIn:
    day: int
    kind: DateKind
    month: int
    label: str | Unset = UNSET
    year: int | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class CustomerIn:
    """A field that is left out stays as it is; `contacts`, `dates` and `tags` replace the whole set."""

    acquired_on: date | Unset | None = UNSET
    acquisition_cost_minor: int | Unset | None = UNSET
    acquisition_source: str | Unset = UNSET
    address: str | Unset = UNSET
    branch_id: int | Unset | None = UNSET
    city: str | Unset = UNSET
    contacts: list[ContactIn] | Unset = UNSET
    dates: list[DateIn] | Unset = UNSET
    kind: CustomerKind | Unset = UNSET
    language: str | Unset = UNSET
    """ru, en, or empty where it is not known."""
    manner: Manner | Unset | None = UNSET
    """How the person deals with us."""
    name: str | Unset = UNSET
    occupation: str | Unset = UNSET
    owner_id: int | Unset | None = UNSET
    """The colleague who is responsible."""
    salutation: str | Unset = UNSET
    tags: list[str] | Unset = UNSET
    time_zone: str | Unset = UNSET
    """For example Europe/Moscow."""


@dataclass(frozen=True, kw_only=True)
class CustomerPatch:
    id: int
    acquired_on: date | Unset | None = UNSET
    acquisition_cost_minor: int | Unset | None = UNSET
    acquisition_source: str | Unset = UNSET
    address: str | Unset = UNSET
    branch_id: int | Unset | None = UNSET
    city: str | Unset = UNSET
    contacts: list[ContactIn] | Unset = UNSET
    dates: list[DateIn] | Unset = UNSET
    kind: CustomerKind | Unset = UNSET
    language: str | Unset = UNSET
    """ru, en, or empty where it is not known."""
    manner: Manner | Unset | None = UNSET
    """How the person deals with us."""
    name: str | Unset = UNSET
    occupation: str | Unset = UNSET
    owner_id: int | Unset | None = UNSET
    """The colleague who is responsible."""
    salutation: str | Unset = UNSET
    tags: list[str] | Unset = UNSET
    time_zone: str | Unset = UNSET
    """For example Europe/Moscow."""


@dataclass(frozen=True, kw_only=True)
class ChangedCustomersIn:
    customers: list[CustomerPatch]
    all_or_nothing: bool | Unset = UNSET
    """One wrong row, and none is saved."""


@dataclass(frozen=True, kw_only=True)
class RowOut:
    """`row` counts from 0. `field` and `message` say why a row was refused; an unknown number is `missing`."""

    row: int
    status: Literal["added", "changed", "unchanged", "refused", "missing"]
    field: str = ""
    id: int | None = None
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class RowsOut:
    refused: int
    rows: list[RowOut]
    saved: int


@dataclass(frozen=True, kw_only=True)
class NewCustomersIn:
    customers: list[CustomerIn]
    all_or_nothing: bool | Unset = UNSET
    """One wrong row, and none is saved."""


@dataclass(frozen=True, kw_only=True)
class WordOut:
    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class FieldOut:
    """A condition of the filter is `[code, operator, value…]`. Of a field with `choices`, values are their codes.

    Money is asked in whole units of the currency ("1500"), a day as "2026-05-31", yes and no as "yes" and "no"; the
    operators with `days` in their name take a number of days, "between" two values, "empty" and "filled" none.
    """

    choices: list[WordOut]
    code: str
    group: str
    kind: FieldKind
    label: str
    operators: list[Operator]


@dataclass(frozen=True, kw_only=True)
class FieldsOut:
    fields: list[FieldOut]


@dataclass(frozen=True, kw_only=True)
class BasisOut:
    """What the values rest on: `readiness` is ready, thin (ranges only) or refused (facts only)."""

    currency: str
    discount_rate_per_year: float
    margin_basis: str
    model: str
    observed_until_on: date | None
    readiness: Readiness


@dataclass(frozen=True, kw_only=True)
class MoneyRange:
    high_minor: int | None
    low_minor: int | None
    value_minor: int | None


@dataclass(frozen=True, kw_only=True)
class NumberRange:
    """`value` is null where the history is thin: then only the range may be told. Level 90 %."""

    high: float | None
    low: float | None
    value: float | None


@dataclass(frozen=True, kw_only=True)
class ValueOut:
    acquisition_cost_minor: int | None
    alive_probability: float | None
    clv: MoneyRange
    customer_id: int
    decile: int
    expected_margin: MoneyRange
    expected_purchases: NumberRange
    exposure_minor: int | None
    """What would be missed if the customer left; not a saving."""
    first_ordered_on: date
    horizon_months: int
    is_slipping: bool
    last_ordered_on: date
    last_year_margin_minor: int
    margin_minor: int
    name: str
    order_count: int
    revenue_minor: int
    silence_days: int
    trend: Trend
    usual_gap_days: float | None


@dataclass(frozen=True, kw_only=True)
class ValuesOut:
    basis: BasisOut | None
    items: list[ValueOut]
    next: str | None
    """Pass it as `after` for the next page; null at the end."""


@dataclass(frozen=True, kw_only=True)
class ConsentIn:
    channel: Channel
    is_given: bool
    purpose: Purpose
    how: str | Unset = UNSET
    """How it was told: by phone, in a form, in a letter."""


@dataclass(frozen=True, kw_only=True)
class MergeIn:
    cards: list[int]
    """Whose rows go to this card."""
    fields: dict[str, int] | Unset = UNSET
    """From which card a field is taken: `{"name": 17}`. Fields are those of a customer, `birthday` and `custom_7`; of a
    field not named the fullest value is taken, this card's before the others'.
    """


@dataclass(frozen=True, kw_only=True)
class MergedOut:
    change_id: int
    """The change of the history that takes the merge back."""
    id: int


@dataclass(frozen=True, kw_only=True)
class NoteOut:
    author_name: str
    created_at: datetime
    id: int
    next_step: str
    next_step_on: date | None
    outcome: str
    text: str
    topic: str


@dataclass(frozen=True, kw_only=True)
class NotesOut:
    notes: list[NoteOut]


@dataclass(frozen=True, kw_only=True)
class NoteIn:
    """At least a text or a next step."""

    next_step: str | Unset = UNSET
    next_step_on: date | Unset | None = UNSET
    text: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class EventOut:
    actor_name: str
    data: dict[str, Any]
    id: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    subject: str
    title: str


@dataclass(frozen=True, kw_only=True)
class TimelineOut:
    events: list[EventOut]
    next: str | None
    """Send it as `after` for the next page; null at the end."""


@dataclass(frozen=True, kw_only=True)
class CustomerValueOut:
    basis: BasisOut
    horizons: list[ValueOut]


@dataclass(frozen=True, kw_only=True)
class PairOut:
    """`reasons`: what speaks for one customer, and against, as codes: "phone", "name", "other_birthday"."""

    certain: bool
    first_id: int
    reasons: list[str]
    score: int
    """From 0 to 100."""
    second_id: int


@dataclass(frozen=True, kw_only=True)
class PairsOut:
    next: str | None
    pairs: list[PairOut]


@dataclass(frozen=True, kw_only=True)
class ProblemOut:
    code: str
    message: str
    column: str | None = None
    row_number: int | None = None
    value: str | None = None


@dataclass(frozen=True, kw_only=True)
class ImportOut:
    counts: dict[str, Any]
    created_at: datetime
    file_name: str
    id: int
    status: str
    problem: ProblemOut | None = None


@dataclass(frozen=True, kw_only=True)
class CompanyOut:
    currency: str
    name: str
    time_zone: str


@dataclass(frozen=True, kw_only=True)
class MeOut:
    company: CompanyOut
    name: str
    rights: list[str]
    role: str


@dataclass(frozen=True, kw_only=True)
class OrderOut:
    amount_minor: int
    branch: str
    channel: str
    cost_minor: int | None
    currency: str
    customer_id: int | None
    id: int
    kind: str
    margin_minor: int | None
    number: str
    ordered_at: datetime
    returns_order_id: int | None
    source: str


@dataclass(frozen=True, kw_only=True)
class OrdersOut:
    next: str | None
    """Send it as `after` for the next page; null at the end."""
    orders: list[OrderOut]


@dataclass(frozen=True, kw_only=True)
class BuyerIn:
    """At least a key, a phone or an e-mail, else the sale is anonymous."""

    company: str | Unset = UNSET
    emails: list[str] | Unset = UNSET
    key: str | Unset = UNSET
    name: str | Unset = UNSET
    phones: list[str] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class LineIn:
    amount_minor: int
    """Signed sum of the line, net of discounts; negative for a return."""
    category: str | Unset = UNSET
    cost_minor: int | Unset | None = UNSET
    product: str | Unset = UNSET
    quantity: Decimal | float | str | Unset = UNSET
    sku: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class OrderIn:
    lines: list[LineIn]
    number: str
    ordered_at: datetime
    """With a time zone."""
    branch: str | Unset = UNSET
    channel: str | Unset = UNSET
    customer: BuyerIn | Unset | None = UNSET
    returns_number: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class BatchIn:
    orders: list[OrderIn]
    currency: str | Unset = UNSET
    """ISO 4217; empty means the company's."""
    source: str | Unset = UNSET
    """One number means one order within a source."""


@dataclass(frozen=True, kw_only=True)
class BatchOut:
    customers_new: int
    import_id: int
    orders_new: int
    orders_replaced: int
    orders_same: int


@dataclass(frozen=True, kw_only=True)
class SizeOut:
    customers: int
    day: date


@dataclass(frozen=True, kw_only=True)
class SegmentOut:
    """`size` is that of the last night, null before the first; `filter` can be sent to `GET /customers`."""

    about: str
    colour: str
    filter: str
    id: int
    is_shared: bool
    name: str
    size: int | None
    sizes: list[SizeOut]


@dataclass(frozen=True, kw_only=True)
class SegmentsOut:
    next: str | None
    """Send it as `after` for the next page; null at the end."""
    segments: list[SegmentOut]


@dataclass(frozen=True, kw_only=True)
class WaitingOut:
    """`at_risk_minor` is null where nobody knows; of a day without an hour `due_at` is its last minute."""

    at_risk_high_minor: int | None
    at_risk_low_minor: int | None
    at_risk_minor: int | None
    customer_id: int | None
    due_at: datetime | None
    is_whole_day: bool
    key: str
    """The same for the same thing, whenever it is asked for."""
    owner_id: int | None
    """The colleague whose it is; null: nobody's yet."""
    reason: str
    source: str
    """Where it comes from: tasks, slipping, rounds, calls …"""
    title: str
    urgency: Literal["overdue", "today", "week", "open"]
    url: str


@dataclass(frozen=True, kw_only=True)
class TodayOut:
    currency: str
    items: list[WaitingOut]
    total: int
    """How much waits in all; a source tells at most 500 things."""


@dataclass(frozen=True, kw_only=True)
class WebhookOut:
    created_at: datetime
    events: list[str]
    failing_since: datetime | None
    id: int
    name: str
    off_reason: Literal["", "person", "gone", "failing"]
    on: bool
    url: str


@dataclass(frozen=True, kw_only=True)
class WebhookIn:
    events: list[str]
    """`["*"]` for all, also those that are added later; else codes of `GET /webhooks/events`."""
    url: str
    """https, and in the public internet."""
    name: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class IssuedOut:
    created_at: datetime
    events: list[str]
    failing_since: datetime | None
    id: int
    name: str
    off_reason: Literal["", "person", "gone", "failing"]
    on: bool
    secret: str | None
    """Shown only now; null when the same request is sent again."""
    url: str


@dataclass(frozen=True, kw_only=True)
class AttemptOut:
    answer: str
    """Its first two kilobytes."""
    at: datetime
    fault: str
    milliseconds: int
    status: int | None


@dataclass(frozen=True, kw_only=True)
class WholeDeliveryOut:
    attempts: int
    body: dict[str, Any]
    created_at: datetime
    due_at: datetime
    event: str
    fault: str
    id: int
    message_id: str
    milliseconds: int | None
    state: Literal["waiting", "delivered", "failed"]
    status: int | None
    tries: list[AttemptOut]
    webhook_id: int


@dataclass(frozen=True, kw_only=True)
class DeliveryOut:
    """`fault`: why the last attempt failed: "status", "timeout", "no_host", "address", "no_connection", …"""

    attempts: int
    created_at: datetime
    due_at: datetime
    event: str
    fault: str
    id: int
    message_id: str
    milliseconds: int | None
    state: Literal["waiting", "delivered", "failed"]
    status: int | None


@dataclass(frozen=True, kw_only=True)
class EventKindOut:
    code: str
    name: str
    """In the caller's language."""


@dataclass(frozen=True, kw_only=True)
class WebhookPatch:
    events: list[str] | Unset = UNSET
    """Empty: stay as they are."""
    name: str | Unset | None = UNSET
    on: bool | Unset | None = UNSET
    url: str | Unset = UNSET
    """Empty: stays as it is."""


@dataclass(frozen=True, kw_only=True)
class DeliveriesOut:
    deliveries: list[DeliveryOut]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ReplayedOut:
    replayed: int
