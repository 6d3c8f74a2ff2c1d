"""What others may see of customers: rights, kinds, and the shape in which an import brings them."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import DIRECTORS, EVERYONE, Role, declare_permission

READ_CUSTOMERS = declare_permission("customers.read", _("See customers and how to reach them"), EVERYONE)
WRITE_NOTES = declare_permission(
    "customers.write_notes", _("Write notes about customers"), {Role.OWNER, Role.MANAGER, Role.AGENT}
)
TAKE_IN_CUSTOMERS = declare_permission("customers.import", _("Import customers"), DIRECTORS)


CUSTOMER_KIND = "customer"
"""The sort of things under which customers are found by the search."""

CUSTOMERS_TABLE = "customers.customer"
"""How an import remembers rows of customers it changed."""

NOTE_ADDED = "customers.note_added"
"""The kind of event a note leaves on the timeline."""


class EmptyNoteError(ValueError):
    """A note says nothing: no text, no outcome, no next step."""


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
    """A customer as a search index needs him; `keys` are what sources call him."""

    customer_id: int
    name: str
    contacts: Contacts
    keys: tuple[str, ...]
    branch_id: int | None = None


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
