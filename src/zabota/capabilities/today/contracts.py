"""What a source tells of each thing that waits for somebody, and the rights of the queue."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, DIRECTORS, declare_permission

USE_TODAY = declare_permission("today.use", _("See what waits for oneself today"), CUSTOMER_WORKERS)
SEE_ALL_TODAY = declare_permission("today.see_all", _("See what waits for colleagues today"), DIRECTORS)


class GoneError(LookupError):
    """What was to be done is not there any more: somebody was faster."""


class BadMomentError(ValueError):
    """Something cannot be put off till then."""


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in minor units of the company's currency, with the range it may lie in where that is known."""

    amount_minor: int
    low_minor: int | None = None
    high_minor: int | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """What to do next, named by a verb. `is_post`: it changes something, and leads back to the field `back`."""

    label: str
    url: str
    icon: str = ""
    is_post: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that waits for somebody.

    `key` names it within its source for good ("17"): by it a person puts it off. `reason` says in a sentence why now.
    `at_risk` is None where nobody knows, never 0. `is_whole_day`: of `due_at` only the day counts, see `whole_day`.
    """

    key: str
    title: str
    reason: str
    url: str
    customer_id: int | None = None
    owner_id: int | None = None
    due_at: datetime | None = None
    is_whole_day: bool = False
    at_risk: Money | None = None
    step: Step | None = None
    icon: str = ""
    can_finish: bool = True
    can_hand_over: bool = True


@dataclass(frozen=True, kw_only=True)
class Worth:
    """How many dots stand beside a customer's name (1 to 3), in words too, and the money at risk with him."""

    level: int
    words: str
    at_risk: Money | None = None


def number_in(key: str) -> int:
    """The number an entry's key holds. Raises GoneError for what is none, as anybody may write into an address."""
    if not (key.isascii() and key.isdecimal() and len(key) < 18):
        raise GoneError(key)
    return int(key)


def whole_day(day: date) -> datetime:
    """The `due_at` of what is to be done on a day at whatever hour: its last minute by the company's clock."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
