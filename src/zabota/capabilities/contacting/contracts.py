"""What others may see of the budget: occasions to contact somebody, reasons to be silent, and the verdict.

RELATIONSHIP = declare_occasion(
    "asking.relationship", _("Questions about the relation"), purpose=Purpose.SURVEYS, days=90,
)
declare_silence("cases.open", _("a complaint is open"), "zabota.capabilities.cases.silence.whose_complaint_is_open")
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.models import Purpose
from zabota.foundation.identity.contracts import DIRECTORS, declare_permission

SET_BUDGET = declare_permission(
    "contacting.set_budget", _("Decide how often customers are asked and written to"), DIRECTORS
)

BY_HAND = ""
"""The channel of a contact that a colleague makes himself: it needs no address and no consent to a way."""


class Skip(StrEnum):
    """Why somebody is not contacted now; besides these there are the reasons for silence others declare."""

    REFUSED = "refused"
    NO_CONSENT = "no_consent"
    NO_ADDRESS = "no_address"
    BOUNCED = "bounced"
    TOO_SOON = "too_soon"


SKIP_WORDS: dict[str, Promise | str] = {
    Skip.REFUSED: _("they asked us not to"),
    Skip.NO_CONSENT: _("they have not agreed yet"),
    Skip.NO_ADDRESS: _("there is no address to write to"),
    Skip.BOUNCED: _("letters to the address come back"),
    Skip.TOO_SOON: _("they were contacted lately"),
}


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """A sort of message: what it is for (as consents name it) and how many days part it from the last of its sort.

    `after` are other sorts whose messages count as one of its own; `needs_word`: nobody is contacted before he agreed.
    """

    code: str
    label: str | Promise
    purpose: Purpose
    days: int
    after: tuple[str, ...] = ()
    needs_word: bool = True


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`allowed`: the moment from which each may be contacted: now, or when the night is over. `skipped`: why not."""

    allowed: Mapping[int, datetime]
    skipped: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Silence:
    """`who` is the path of a function from ids of customers to those of them who are to be left alone."""

    code: str
    label: str | Promise
    who: str


Customers = Collection[int]

_occasions: dict[str, Occasion] = {}
_silences: dict[str, Silence] = {}


def declare_occasion(
    code: str, label: str | Promise, *, purpose: Purpose, days: int, after: tuple[str, ...] = (),
    needs_word: bool = True,
) -> str:  # fmt: skip
    """`days` hold until the company sets others; returns the code."""
    _occasions[code] = Occasion(
        code=code, label=label, purpose=purpose, days=days, after=after, needs_word=needs_word
    )  # fmt: skip
    return code


def declare_silence(code: str, label: str | Promise, who: str) -> str:
    """`label` ends the sentence "not asked, because…"; returns the code, which is the reason of whoever is skipped."""
    _silences[code] = Silence(code=code, label=label, who=who)
    return code


def declare_skip(code: str, words: Promise) -> str:
    """A reason of one's own for leaving somebody out, beside those of the budget; returns the code."""
    SKIP_WORDS[code] = words
    return code


def occasion(code: str) -> Occasion:
    return _occasions[code]


def occasions() -> tuple[Occasion, ...]:
    return tuple(_occasions.values())


def silences() -> tuple[Silence, ...]:
    return tuple(_silences.values())


def reason_words(code: str) -> str:
    """The reason in words; a code whose capability is gone stands as it is."""
    if code in _silences:
        return str(_silences[code].label)
    return str(SKIP_WORDS.get(code, code))
