"""Why two cards look alike, and how likely they are one customer, in words."""

from collections.abc import Container

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.contracts import HideableFact
from zabota.capabilities.duplicates.models import AlikePair
from zabota.capabilities.duplicates.rules.likeness import AGAINST, LIKELY_FROM, Reason

REASON_WORDS: dict[Reason, Promise] = {
    Reason.PHONE: _("the same phone"), Reason.EMAIL: _("the same e-mail"), Reason.MESSENGER: _("the same messenger"),
    Reason.SHARED_CONTACT: _("a phone or e-mail that many share"), Reason.NAME: _("the same name"),
    Reason.NAME_ALIKE: _("names that sound alike"), Reason.NAME_PART: _("the same first name"),
    Reason.OTHER_NAME: _("different names"), Reason.BIRTHDAY: _("the same birthday"),
    Reason.OTHER_BIRTHDAY: _("different birthdays"), Reason.ADDRESS: _("the same address"),
    Reason.PHONE_SLIP: _("phones that differ by one digit"), Reason.MAILBOX: _("the same mailbox at another provider"),
    Reason.RARE_NAME: _("nobody else is called so"), Reason.OTHER_KIND: _("a person and a company"),
}  # fmt: skip


TELL_OF = {
    Reason.PHONE: HideableFact.PHONES, Reason.PHONE_SLIP: HideableFact.PHONES, Reason.EMAIL: HideableFact.EMAILS,
    Reason.MAILBOX: HideableFact.EMAILS, Reason.MESSENGER: HideableFact.MESSENGERS,
    Reason.BIRTHDAY: HideableFact.DATES, Reason.OTHER_BIRTHDAY: HideableFact.DATES,
    Reason.ADDRESS: HideableFact.ADDRESS,
}  # fmt: skip
"""Reasons that say something of a fact which may be hidden."""


def reasons_shown(pair: AlikePair, hidden: Container[str]) -> list[str]:
    return [code for code in pair.reasons if TELL_OF.get(code, "") not in hidden]


def reasons_of(pair: AlikePair, hidden: Container[str]) -> tuple[list[Promise], list[Promise]]:
    """What speaks for one customer, and what against, as far as it is not hidden."""
    known = [Reason(code) for code in reasons_shown(pair, hidden) if code in REASON_WORDS]
    speaks_for = [REASON_WORDS[one] for one in known if one not in AGAINST]
    return speaks_for, [REASON_WORDS[one] for one in known if one in AGAINST]


def verdict_of(pair: AlikePair) -> tuple[str | Promise, str]:
    """The word and its tone."""
    if pair.is_certain:
        return _("Certain"), "good"
    return (_("Very likely"), "note") if pair.score >= LIKELY_FROM else (_("Possible"), "hollow")
