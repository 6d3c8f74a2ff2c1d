"""What others may see of the audit log: the right to read it and the answer of a check."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import DIRECTORS, declare_permission

READ_AUDIT = declare_permission("audit.read", _("Read the audit log"), DIRECTORS)


@dataclass(frozen=True, kw_only=True)
class ChainBreak:
    """The first place where the chain does not hold. `what`: altered, missing, tail."""

    what: str
    entry_id: int | None


@dataclass(frozen=True, kw_only=True)
class ChainCheck:
    entries: int
    last_hash: str
    broken: ChainBreak | None = None

    @property
    def intact(self) -> bool:
        return self.broken is None
