"""What others may see of customers: rights, kinds, and the shape in which an import brings them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import (
    CUSTOMER_WORKERS,
    DIRECTORS,
    EVERYONE,
    Role,
    declare_permission,
)

READ_CUSTOMERS = declare_permission("customers.read", _("See customers and how to reach them"), EVERYONE)
WRITE_CUSTOMERS = declare_permission("customers.write", _("Add and change customers"), CUSTOMER_WORKERS)
WRITE_NOTES = declare_permission("customers.write_notes", _("Write notes about customers"), CUSTOMER_WORKERS)
DELETE_CUSTOMERS = declare_permission("customers.delete", _("Delete customers"), DIRECTORS)
MANAGE_FIELDS = declare_permission("customers.manage_fields", _("Make fields of the customer's card"), DIRECTORS)
SET_VISIBILITY = declare_permission("customers.set_visibility", _("Decide who sees what of customers"), {Role.OWNER})
TAKE_IN_CUSTOMERS = declare_permission("customers.import", _("Import customers"), DIRECTORS)


class HideableFact(StrEnum):
    """Facts every card has that may be hidden from a role; what belongs to each is in `hiding.py`."""

    PHONES = "phones"
    EMAILS = "emails"
    MESSENGERS = "messengers"
    DATES = "dates"
    ADDRESS = "address"
    OCCUPATION = "occupation"
    MANNER = "manner"
    ACQUISITION = "acquisition"
    NOTES = "notes"


CUSTOMER_KIND = "customer"
"""The sort of things under which customers are found by the search."""

CUSTOMERS_TABLE = "customers.customer"
"""How an import remembers rows of customers it changed."""

NOTE_ADDED = "customers.note_added"
"""The kind of event a note leaves on the timeline."""

CUSTOMER_ADDED = "customers.added"
CUSTOMER_CHANGED = "customers.changed"
CUSTOMERS_DELETED = "customers.deleted"
CUSTOMERS_PUT_BACK = "customers.put_back"
CUSTOMER_ERASED = "customers.erased"
CONSENT_RECORDED = "customers.consent_recorded"
FILE_ADDED = "customers.file_added"
OWNER_CHANGED = "customers.owner_changed"
MERGED = "customers.merged"
"""Kinds of events the card leaves; `customers.changed` is told to subscribers with the names of fields.

Deleted, put back as they were by an undo, and erased are told to witnesses only: no timeline is left to stand on.
"""


class EmptyNoteError(ValueError):
    """A note says nothing: no text, no outcome, no next step."""


class UnknownReferenceError(ValueError):
    """A tag, a field, a colleague or a branch that is not there; `field` names where it was."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"{field}: {value}")
        self.field = field
        self.value = value


class BadValueError(ValueError):
    """A value a field cannot hold; `message` says what was expected, in the person's language."""

    def __init__(self, field: str, message: str | Promise) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class NamelessCustomerError(BadValueError):
    """Neither a name nor a way to reach the customer."""


class Untouched(Enum):
    """The mark of what a change leaves alone: None and "" are values of their own."""

    UNTOUCHED = "untouched"


UNTOUCHED = Untouched.UNTOUCHED


@dataclass(frozen=True, kw_only=True)
class ContactDraft:
    """One way to reach a customer as a person typed it; `kind` as in ContactKind."""

    kind: str
    value: str
    label: str = ""
    is_preferred: bool = False


@dataclass(frozen=True, kw_only=True)
class DateDraft:
    """A day of the year to remember; `kind` as in DateKind."""

    kind: str
    month: int
    day: int
    year: int | None = None
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class CustomerChange:
    """What a person changes about a customer, or tells of a new one.

    `fields`: plain columns by name (FIELDS). `contacts`, `dates` and `tag_ids` replace the whole set.
    `custom`: fields the company made, by the id of CustomField; those not named stay as they are, and None, "" or
    an empty list empties one. A value may be typed (Decimal, date, bool, list) or text as in a file: "12,5",
    "2026-03-01" or "01.03.2026", "yes"/"да", the name of an option, several names separated by ";". An unknown
    option is a BadValueError: `services.add_options` makes it first.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    contacts: Sequence[ContactDraft] | Untouched = UNTOUCHED
    dates: Sequence[DateDraft] | Untouched = UNTOUCHED
    tag_ids: Sequence[int] | Untouched = UNTOUCHED
    custom: Mapping[int, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FieldDraft:
    """A field of the company as it is told; `kind` counts only when the field is made."""

    name: str
    kind: str
    help: str = ""
    group: str = ""
    is_required: bool = False
    is_searchable: bool = False
    hidden_from: Sequence[str] = ()
    position: int = 0


@dataclass(frozen=True, kw_only=True)
class OptionDraft:
    """An option with its `id`, or a new one without."""

    name: str
    id: int | None = None
    position: int = 0
    is_archived: bool = False


FIELDS = (
    "kind", "name", "salutation", "occupation", "city", "address", "language", "time_zone", "manner", "acquired_on",
    "acquisition_source", "acquisition_cost_minor", "owner_id", "branch_id",
)  # fmt: skip
"""Columns a person may change."""


MANNER_ADVICE: dict[str, Promise] = {
    "loyal": _("Thank them, tell the news first, and ask for advice: they wish us well."),
    "controlling": _("Give choices, dates and numbers; let them decide, and report before they ask."),
    "demanding": _("Listen to the end, do not argue, promise little and keep it exactly."),
    "doubting": _("Give time, examples and a way back; one offer at a time, no pressure."),
    "know_all": _("Ask for their opinion, agree where they are right, and add one fact."),
}
"""How to talk to a customer of each type, by the code of Manner."""


@dataclass(frozen=True, kw_only=True)
class IncomingCustomer:
    """A customer as a source describes him.

    `identity`: the source's own key, or phone:…, email:…, name:… where it has none. Phones in E.164,
    e-mails in lower case. Empty means "the source does not say".
    """

    identity: str
    kind: str = "person"
    name: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    acquired_on: date | None = None
    acquisition_source: str = ""
    acquisition_cost_minor: int | None = None
    branch_id: int | None = None

    @property
    def is_keyed(self) -> bool:
        return not self.identity.startswith(("phone:", "email:", "name:"))


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """Phones in E.164 and e-mails in lower case, the preferred first."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Person:
    """A customer as a search index needs him; `keys` are what sources call him, `words` what fields hold."""

    customer_id: int
    name: str
    contacts: Contacts
    keys: tuple[str, ...]
    branch_id: int | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TakenIn:
    """What became of a batch: how many were new, known before, and completed by what the source knew."""

    created: int
    known: int
    completed: int


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """What undoing an import did: customers removed, and kept because others rely on them."""

    removed: int
    kept: int
    restored: int


class MatchBy(StrEnum):
    """How a person of a file is found among those who are here."""

    USUAL = "usual"  # our own number, else the code of the source, else the phone, else the e-mail
    KEY = "key"
    PHONE = "phone"
    EMAIL = "email"
    NAME_PHONE = "name_phone"


class WhenFound(StrEnum):
    """What to do with a person who is here already."""

    FILL = "fill"
    OVERWRITE = "overwrite"
    SKIP = "skip"


@dataclass(frozen=True, kw_only=True)
class IncomingPerson:
    """A person or a company as a file of contacts tells of them; values as the card keeps them.

    `fields`: plain columns (FIELDS) the file fills in. `own_id`: our number, in a file that came from here.
    """

    row: int
    own_id: int | None = None
    key: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    contacts: tuple[ContactDraft, ...] = ()
    dates: tuple[DateDraft, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""

    def values_of(self, kind: str) -> list[str]:
        return [contact.value for contact in self.contacts if contact.kind == kind]


@dataclass(frozen=True, kw_only=True)
class PeopleRules:
    """How people of a file meet those who are here; `source` names whose codes theirs are."""

    source: str
    match_by: MatchBy = MatchBy.USUAL
    when_found: WhenFound = WhenFound.FILL
    branch_limit: int | None = None


@dataclass(frozen=True, kw_only=True)
class PersonPlan:
    """What would be written of one incoming person; `customer_id` None: a new customer."""

    person: IncomingPerson
    customer_id: int | None
    fields: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    contacts: tuple[ContactDraft, ...] = ()
    dates: tuple[DateDraft, ...] = ()
    dates_before: Mapping[int, DateDraft] = field(default_factory=dict)
    """Days that are here and are to become what the file says, by the id of their row."""
    tags: tuple[str, ...] = ()
    note: str = ""
    needs_key: bool = False

    @property
    def is_changed(self) -> bool:
        told = (self.fields, self.contacts, self.dates, self.dates_before, self.tags, self.note)
        return self.customer_id is not None and any(told)


@dataclass(frozen=True, kw_only=True)
class PeopleTaken:
    created: int
    changed: int
    same: int
