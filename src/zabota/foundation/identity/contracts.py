"""Who acts (`Actor`), what they may do (`Permission`), and the refusal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Found = TypeVar("Found")


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    AGENT = "agent"
    ANALYST = "analyst"


ROLE_LABELS: dict[Role, Promise] = {
    Role.OWNER: _("Owner"),
    Role.MANAGER: _("Manager"),
    Role.AGENT: _("Agent"),
    Role.ANALYST: _("Analyst"),
}


class IdentityError(Exception):
    """A refusal in words the person can act on; `field` names the form field it belongs to, if any."""

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class AlreadySetUpError(IdentityError):
    """This installation already belongs to a company."""


class EmailTakenError(IdentityError):
    """Somebody here already uses this e-mail."""


class LastOwnerError(IdentityError):
    """The change would leave the company without anyone who can manage it."""


class LinkExpiredError(IdentityError):
    """The one-time link is unknown, used, replaced or too old; the answer does not say which."""


class WeakPasswordError(IdentityError):
    """The password is short, common or too much like the person's own data."""


class NameTakenError(IdentityError):
    """Another branch has this name."""


class BranchInUseError(IdentityError):
    """People or orders still belong to the branch."""


class InvalidChoiceError(IdentityError):
    """A role, scope, language, currency or time zone that does not exist."""


class PermissionDeniedError(Exception):
    """The actor may not do this; pages answer 403, the API a problem document."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


@dataclass(frozen=True)
class Permission:
    """A right with the roles that hold it; declared once, in the contracts of the capability that asks for it."""

    code: str
    label: Promise
    roles: frozenset[Role]


_declared: dict[str, Permission] = {}


def declare_permission(code: str, label: Promise, roles: Iterable[Role]) -> str:
    """Register a right and return its code; the same code may not be declared twice with other roles."""
    permission = Permission(code, label, frozenset(roles))
    known = _declared.setdefault(code, permission)
    if known.roles != permission.roles:
        raise ValueError(f"permission {code} is declared twice with different roles")
    return code


def declared_permissions() -> tuple[Permission, ...]:
    return tuple(sorted(_declared.values(), key=lambda permission: permission.code))


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a person, an API key, or the system itself. Services take it first and ask it.

    `scopes` narrows a key to some rights of its role; None means all of them. `memory` is behind `once`.
    """

    kind: str
    name: str
    role: Role | None = None
    id: int | None = None
    branch_id: int | None = None
    scopes: frozenset[str] | None = None
    address: str = field(default="", compare=False)
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: str, find: Callable[[], Found]) -> Found:
        """What `find` found the first time: a person's actor lives for one request, whose parts ask for the same.

        The system's own actor lives on, so nothing is remembered for it.
        """
        if self.role is None:
            return find()
        if key not in self.memory:
            self.memory[key] = find()
        found: Found = self.memory[key]
        return found

    def may(self, permission: str) -> bool:
        if self.kind == "system":
            return True
        declared = _declared.get(permission)
        if declared is None or self.role not in declared.roles:
            return False
        return self.scopes is None or permission in self.scopes

    def require(self, permission: str) -> None:
        if not self.may(permission):
            raise PermissionDeniedError(permission)

    @property
    def branch_limit(self) -> int | None:
        """The only branch whose rows this actor may see; None means every branch.

        Managers and agents with a branch are kept to it; owners and analysts look at the whole company.
        """
        return self.branch_id if self.role in {Role.MANAGER, Role.AGENT} else None

    def sees_branch(self, branch_id: int | None) -> bool:
        return self.branch_limit is None or branch_id == self.branch_limit

    @property
    def staff_id(self) -> int | None:
        return self.id if self.kind == "staff" else None


SYSTEM = Actor(kind="system", name="Zabota")
STRANGER = Actor(kind="stranger", name="")

EVERYONE = frozenset(Role)
DIRECTORS = frozenset({Role.OWNER, Role.MANAGER})
NUMBER_READERS = frozenset({Role.OWNER, Role.MANAGER, Role.ANALYST})
CUSTOMER_WORKERS = frozenset({Role.OWNER, Role.MANAGER, Role.AGENT})

MANAGE_STAFF = declare_permission("identity.manage_staff", _("Manage staff, roles and branches"), {Role.OWNER})
MANAGE_KEYS = declare_permission("identity.manage_keys", _("Create and revoke API keys"), {Role.OWNER})
MANAGE_COMPANY = declare_permission("identity.manage_company", _("Change company settings"), {Role.OWNER})
